//! `#[authenticated]`: parse, check, expand.

mod args;
mod check;
mod expand;
mod handler;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use self::args::Args;
use self::handler::Handler;
use crate::diagnostics::Diagnostics;

/// The handler with a guard before its other parameters. After an error, the error and the item as it was.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let args = Args::read(args, &mut diagnostics);
    let handler = diagnostics.ok(syn::parse2::<Handler>(item.clone()));
    let guarded = handler.map(|handler| check::check(handler, &mut diagnostics));
    match (diagnostics.finish(), guarded) {
        (Ok(()), Some(guarded)) => expand::expand(&args, &guarded),
        (Ok(()), None) => item,
        (Err(error), _) => {
            let error = error.to_compile_error();
            quote::quote!(#error #item)
        }
    }
}
