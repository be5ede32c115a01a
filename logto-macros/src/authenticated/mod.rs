//! `#[authenticated]`: puts a guard in front of a handler.

mod args;
mod check;
mod expand;
mod handler;

use proc_macro2::TokenStream;
use quote::quote;

use self::args::Args;
use self::handler::Handler;

/// Expands the attribute. If anything is wrong the function stays as it was, so that one mistake is one message.
pub(crate) fn expand(args: TokenStream, item: &TokenStream) -> TokenStream {
    match guarded(args, item.clone()) {
        Ok(tokens) => tokens,
        Err(error) => {
            let error = error.into_compile_error();
            quote!(#item #error)
        }
    }
}

fn guarded(args: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let (args, handler) = both(args::parse(args), handler::parse(item))?;
    Ok(expand::expand(check::check(args, handler)?))
}

/// Both results, or the errors of both.
fn both(args: syn::Result<Args>, handler: syn::Result<Handler>) -> syn::Result<(Args, Handler)> {
    match (args, handler) {
        (Ok(args), Ok(handler)) => Ok((args, handler)),
        (Err(mut error), Err(other)) => {
            error.combine(other);
            Err(error)
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests;
