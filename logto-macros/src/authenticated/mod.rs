//! `#[authenticated]`: parse, check, expand.

mod args;
mod check;
mod expand;
mod roles;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use self::args::Args;
pub(crate) use self::args::OPTIONS;
use crate::diagnostics::Diagnostics;
use crate::handler::{Guard, GuardedHandler};

const GUARD: Guard = Guard {
    attribute: "authenticated",
    admitted: "user",
    parameter: "User",
    optional: "`#[authenticated]` lets nobody in who is not signed in: write `User<…>`, or remove the attribute",
};

/// The handler with a guard before its other parameters. After an error, the error and the item as it was.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let args = Args::read(args, &mut diagnostics);
    let guarded = GuardedHandler::read(item.clone(), &GUARD, &mut diagnostics);
    check::check(&args, guarded.as_ref(), &mut diagnostics);
    match (diagnostics.finish(), guarded) {
        (Ok(()), Some(guarded)) => expand::expand(&args, &guarded),
        (Ok(()), None) => item,
        (Err(error), _) => {
            let error = error.to_compile_error();
            quote::quote!(#error #item)
        }
    }
}
