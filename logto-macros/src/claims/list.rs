//! The text of `claims!`.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Ident, Token, Type, Visibility, braced};

/// `struct Name: scope + scope;`, any number of times.
pub(crate) struct List(pub(crate) Vec<Item>);

pub(crate) struct Item {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) scopes: Vec<ScopeItem>,
    pub(crate) extra: Vec<Field>,
}

/// `#[claim(id_token)] custom_data<Prefs>`
pub(crate) struct ScopeItem {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) argument: Option<Type>,
}

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut items = vec![input.parse()?];
        while !input.is_empty() {
            items.push(input.parse()?);
        }
        Ok(Self(items))
    }
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        keyword(input)?;
        let ident = input.parse()?;
        colon(input)?;
        let scopes = Punctuated::<ScopeItem, Token![+]>::parse_separated_nonempty(input)?;
        let extra = body(input)?;
        Ok(Self { attrs, vis, ident, scopes: scopes.into_iter().collect(), extra })
    }
}

/// `struct`, not `enum` or `union`.
fn keyword(input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![struct]) {
        return input.parse::<Token![struct]>().map(drop);
    }
    Err(input.error("expected `struct`: claims have names, which only a struct's fields can carry"))
}

/// `:` and not the beginning of any other kind of struct.
fn colon(input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![:]) {
        return input.parse::<Token![:]>().map(drop);
    }
    Err(input.error(if input.peek(Token![<]) {
        "a claims type takes no parameters"
    } else {
        "expected `:` and the scopes, as in `struct Member: profile + email;`"
    }))
}

fn body(input: ParseStream<'_>) -> syn::Result<Vec<Field>> {
    if input.peek(syn::token::Brace) {
        let fields;
        braced!(fields in input);
        let fields = Punctuated::<Field, Token![,]>::parse_terminated_with(&fields, Field::parse_named)?;
        return Ok(fields.into_iter().collect());
    }
    if input.peek(Token![;]) {
        input.parse::<Token![;]>()?;
        return Ok(Vec::new());
    }
    let span = if input.is_empty() { Span::call_site() } else { input.span() };
    Err(syn::Error::new(span, "expected `+` and another scope, `;`, or `{` with claims of your own"))
}

impl Parse for ScopeItem {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let ident = input.parse()?;
        let mut argument = None;
        if input.peek(Token![<]) {
            input.parse::<Token![<]>()?;
            argument = Some(input.parse()?);
            input.parse::<Token![>]>()?;
        }
        Ok(Self { attrs, ident, argument })
    }
}
