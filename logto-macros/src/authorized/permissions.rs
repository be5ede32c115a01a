//! `ShoppingApi::Read + ShoppingApi::Write`, `any(ShoppingApi::Read, ShoppingApi::Write)`.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Ident, Path, PathSegment, Token, parenthesized, token};

/// Permissions of an API, at least one.
pub(crate) struct Permissions {
    pub(crate) needed: Needed,
    pub(crate) first: Permission,
    pub(crate) others: Vec<Permission>,
}

/// How many of them are needed.
#[derive(Clone, Copy)]
pub(crate) enum Needed {
    All,
    Any,
}

/// `crate::api::ShoppingApi::Read`
pub(crate) struct Permission {
    /// `crate::api::ShoppingApi`
    pub(crate) api: Path,
    /// `Read`
    pub(crate) name: Ident,
    /// All of it, as written.
    pub(crate) path: Path,
}

const WITH_ITS_API: &str = "a permission is written with its API, as in `ShoppingApi::Read`";

const JOINED: &str = "if all permissions are needed, join them by `+`, as in `ShoppingApi::Read + ShoppingApi::Write`; if one \
                      of them is enough, write `any(ShoppingApi::Read, ShoppingApi::Write)`";

const MIXED: &str = "`+` and `any(…)` do not mix: keep one of them here, and check the rest in the handler with \
                     `token.permits(…)`";

impl Permissions {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Permission> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl Parse for Permissions {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !is_list(input)? {
            return all(input);
        }
        let any = input.call(Ident::parse_any)?;
        let content;
        parenthesized!(content in input);
        let content: TokenStream = content.parse()?;
        ends(input, input.peek(Token![+]))?;
        if content.is_empty() {
            let message = "`any()` lets nobody in: list the permissions of which one is enough, as in \
                           `any(ShoppingApi::Read, ShoppingApi::Write)`";
            return Err(syn::Error::new_spanned(any, message));
        }
        list.parse2(content)
    }
}

/// Wrong: `ShoppingApi::Read, ShoppingApi::Write`.
pub(crate) fn given_once(earlier: Option<&Permissions>, input: ParseStream<'_>) -> syn::Result<()> {
    match earlier {
        Some(_) => Err(input.error(JOINED)),
        None => Ok(()),
    }
}

/// Whether a list follows, and not one permission. Wrong: `all(…)`.
fn is_list(input: ParseStream<'_>) -> syn::Result<bool> {
    let ahead = input.fork();
    match ahead.call(Ident::parse_any) {
        Ok(name) if ahead.peek(token::Paren) => match name == "any" {
            true => Ok(true),
            false => Err(syn::Error::new_spanned(name, JOINED)),
        },
        _ => Ok(false),
    }
}

/// Right: `A::Read`, `A::Read + A::Write`. Wrong: `A::Read | A::Write`, `A::Read + any(A::Write)`.
fn all(input: ParseStream<'_>) -> syn::Result<Permissions> {
    let first = input.parse()?;
    let mut others = Vec::new();
    while input.parse::<Option<Token![+]>>()?.is_some() {
        if is_list(input)? {
            return Err(input.error(MIXED));
        }
        others.push(input.parse()?);
    }
    ends(input, false)?;
    Ok(Permissions { needed: Needed::All, first, others })
}

/// Right: `A::Read, A::Write`. Wrong: `A::Read + A::Write`, `A::Read | A::Write`.
fn list(input: ParseStream<'_>) -> syn::Result<Permissions> {
    let first = input.parse()?;
    let mut others = Vec::new();
    ends(input, input.peek(Token![+]))?;
    while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
        others.push(input.parse()?);
        ends(input, input.peek(Token![+]))?;
    }
    Ok(Permissions { needed: Needed::Any, first, others })
}

/// After permissions comes a comma or nothing.
fn ends(input: ParseStream<'_>, mixed: bool) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(input.error(if mixed { MIXED } else { JOINED }))
}

impl Parse for Permission {
    /// Wrong: `Read`, `"read"`.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let at = input.span();
        let path = input.call(Path::parse_mod_style).map_err(|_| syn::Error::new(at, WITH_ITS_API))?;
        let mut api = path.clone();
        let name = api.segments.pop().map(|last| last.ident);
        api.segments.pop_punct();
        match name {
            Some(name) if !api.segments.is_empty() => Ok(Self { api, name, path }),
            _ => Err(syn::Error::new_spanned(path, WITH_ITS_API)),
        }
    }
}

impl Permission {
    /// `crate::api::ShoppingApi`, to compare and to show.
    pub(crate) fn api_as_written(&self) -> String {
        self.api.to_token_stream().to_string().replace(' ', "")
    }

    /// `ShoppingApi`, for the compiler to point at.
    pub(crate) fn api_name(&self) -> Option<&PathSegment> {
        self.api.segments.last()
    }
}
