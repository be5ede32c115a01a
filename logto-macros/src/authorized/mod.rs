//! `#[authorized]`: parse, check, expand.

mod args;
mod check;
mod expand;
mod permissions;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use self::args::Args;
use crate::diagnostics::Diagnostics;
use crate::handler::{Guard, GuardedHandler};

const GUARD: Guard = Guard {
    attribute: "authorized",
    admitted: "token",
    parameter: "BearerToken",
    optional: "`#[authorized]` lets nobody in without a token: write `BearerToken<…>`",
};

/// The handler with a guard before its other parameters. After an error, the error and the item as it was.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let args = Args::read(args, &mut diagnostics);
    let guarded = GuardedHandler::read(item.clone(), &GUARD, &mut diagnostics);
    let access = check::check(args, guarded, &mut diagnostics);
    match (diagnostics.finish(), access) {
        (Ok(()), Some(access)) => expand::expand(&access),
        (Ok(()), None) => item,
        (Err(error), _) => {
            let error = error.to_compile_error();
            quote::quote!(#error #item)
        }
    }
}
