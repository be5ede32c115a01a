//! The option `organization = path("…")` or `organization = header("…")`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident, LitStr};

use crate::diagnostics::Diagnostics;
use crate::options::{call, text};
use crate::runtime_path::RuntimePath;

/// Where requests name the organization that they are about.
pub(crate) enum Place {
    Path(LitStr),
    /// In lower case, as HTTP libraries keep names.
    Header(LitStr),
}

/// Right: `path("org_id")`, `header("x-organization-id")`. Wrong: nothing, `"org_id"`, `query("org_id")`, `path(id)`.
pub(crate) fn place(option: &Ident, value: Option<&Expr>, diagnostics: &mut Diagnostics) -> Option<Place> {
    let named =
        value.and_then(call).and_then(|(place, arguments)| match (arguments.len(), arguments.first()) {
            (1, Some(name)) => Some((place, text(name)?)),
            _ => None,
        });
    match named {
        Some((place, name)) if place == "path" => path(name, diagnostics),
        Some((place, name)) if place == "header" => header(name, diagnostics),
        _ => {
            let message = "where do requests name the organization? Write `organization = path(\"org_id\")` or \
                           `organization = header(\"x-organization-id\")`";
            match value {
                Some(value) => diagnostics.error(value, message),
                None => diagnostics.error(option, message),
            }
            None
        }
    }
}

/// Wrong: `path("")`, `path("{org_id}")`, `path(":org_id")`, `path("/organizations/{org_id}")`.
fn path(name: &LitStr, diagnostics: &mut Diagnostics) -> Option<Place> {
    let written = name.value();
    let is_name =
        !written.is_empty() && written.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    if is_name {
        return Some(Place::Path(name.clone()));
    }
    diagnostics.error(
        name,
        "`path(…)` takes the bare name of a path parameter: `path(\"org_id\")` for the route `/organizations/{org_id}`",
    );
    None
}

/// [RFC 9110, section 5.1](https://www.rfc-editor.org/rfc/rfc9110#section-5.1): a field name is a token, and its case
/// means nothing.
///
/// Wrong: `header("")`, `header("x organization")`, `header("x-organization:")`.
fn header(name: &LitStr, diagnostics: &mut Diagnostics) -> Option<Place> {
    let written = name.value();
    if !written.is_empty() && written.bytes().all(is_token_character) {
        return Some(Place::Header(LitStr::new(&written.to_ascii_lowercase(), name.span())));
    }
    diagnostics.error(
        name,
        format!("`{written}` is no name of a header, which is like `header(\"x-organization-id\")`"),
    );
    None
}

fn is_token_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

impl Place {
    /// As the runtime has it.
    pub(crate) fn expand(&self, runtime: &RuntimePath) -> TokenStream {
        let place = match self {
            Self::Path(name) => quote!(Path(#name)),
            Self::Header(name) => quote!(Header(#name)),
        };
        quote!(#runtime::__private::OrganizationIn::#place)
    }
}
