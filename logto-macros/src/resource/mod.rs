//! `#[derive(Resource)]`: an API and its permissions as an enum.

mod check;
mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// Implements `Resource`. If anything is wrong the impl is there all the same, so that one mistake is one message.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    match model::read(&input).and_then(check::check) {
        Ok(resource) => expand::expand(&resource),
        Err(error) => {
            let (error, fallback) =
                (error.into_compile_error(), expand::fallback(&input, &model::runtime(&input)));
            quote!(#error #fallback)
        }
    }
}

#[cfg(test)]
mod tests;
