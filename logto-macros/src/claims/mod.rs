//! `claims!` and `#[derive(Claims)]`: parse → model → check → expand.

mod attributes;
mod check;
mod derive;
mod expand;
mod list;
mod model;
mod serde_attributes;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

/// `claims! { pub struct Member: profile + email; }`
pub(crate) fn list(input: TokenStream) -> TokenStream {
    match syn::parse2::<list::List>(input) {
        Ok(list) => list.0.into_iter().map(one).collect(),
        Err(error) => error.into_compile_error(),
    }
}

fn one(item: list::Item) -> TokenStream {
    let (made, error) = check::list(item);
    with_error(&expand::made(&made), error)
}

/// `#[derive(Claims)]`
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    match syn::parse2::<syn::DeriveInput>(input) {
        Ok(input) => {
            let (facts, error) = derive::check(&input);
            with_error(&facts.as_ref().map(expand::implementation).unwrap_or_default(), error)
        }
        Err(error) => error.into_compile_error(),
    }
}

/// The expansion of what was right keeps code that uses the type from failing too.
fn with_error(expansion: &TokenStream, error: Option<syn::Error>) -> TokenStream {
    let error = error.map(syn::Error::into_compile_error);
    quote!(#error #expansion)
}
