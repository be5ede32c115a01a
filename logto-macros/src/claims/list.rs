//! `claims!`: parses `pub struct Account: profile + custom_data<T> { … }`.

use syn::parse::{Parse, ParseStream};
use syn::{
    AngleBracketedGenericArguments, Attribute, Field, FieldsNamed, Generics, Ident, Token, Visibility, token,
};

/// A struct as it stands in `claims!`.
pub(crate) struct Listed {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) scopes: Vec<ListedScope>,
    pub(crate) fields: Vec<Field>,
}

/// A scope as it stands in `claims!`.
pub(crate) struct ListedScope {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) arguments: Option<AngleBracketedGenericArguments>,
}

impl Listed {
    /// Everything up to the scopes. Enough to name the type, when the rest cannot be read.
    pub(crate) fn parse_head(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let expected_struct = input.lookahead1();
        if !expected_struct.peek(Token![struct]) {
            return Err(expected_struct.error());
        }
        input.parse::<Token![struct]>()?;
        Ok(Self {
            attrs,
            vis,
            ident: input.parse()?,
            generics: input.parse()?,
            scopes: Vec::new(),
            fields: Vec::new(),
        })
    }

    fn parse_scopes(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        loop {
            self.scopes.push(input.parse()?);
            if input.peek(Token![,]) {
                return Err(input.error("scopes are joined by `+`, as in `profile + email`"));
            }
            if !input.peek(Token![+]) {
                return Ok(());
            }
            input.parse::<Token![+]>()?;
        }
    }

    fn parse_body(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let next = input.lookahead1();
        if next.peek(token::Brace) {
            self.fields.extend(input.parse::<FieldsNamed>()?.named);
            return Ok(());
        }
        if next.peek(Token![;]) {
            return input.parse::<Token![;]>().map(drop);
        }
        Err(next.error())
    }
}

impl Parse for Listed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut listed = Self::parse_head(input)?;
        if input.peek(Token![:]) {
            input.parse::<Token![:]>()?;
            listed.parse_scopes(input)?;
        }
        listed.generics.where_clause = input.parse()?;
        listed.parse_body(input)?;
        Ok(listed)
    }
}

impl Parse for ListedScope {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let Ok(name) = input.parse() else {
            return Err(input.error("expected a scope, such as `profile`"));
        };
        let arguments = if input.peek(Token![<]) { Some(input.parse()?) } else { None };
        Ok(Self { attrs, name, arguments })
    }
}
