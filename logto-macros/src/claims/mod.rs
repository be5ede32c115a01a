//! `claims!` and `#[derive(Claims)]`: parse, check, expand.

mod attribute;
mod check_derive;
mod check_list;
mod derive;
mod expand;
mod fallback;
mod list;
mod model;
mod roles;
mod serde_attribute;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;
use syn::parse::{ParseStream, Parser as _};

use self::derive::Derived;
use self::list::Listed;
use crate::diagnostics::Diagnostics;

/// `#[derive(Claims)]`.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut diagnostics = Diagnostics::default();
    let derived = Derived::read(&input, &mut diagnostics);
    let set = check_derive::check(derived, &mut diagnostics);
    match diagnostics.finish() {
        Ok(()) => expand::implementation(&set),
        Err(error) => fallback::implementation(&error, set),
    }
}

/// `claims!`.
pub(crate) fn list(input: TokenStream) -> TokenStream {
    let structs = |input: ParseStream<'_>| {
        let mut written = TokenStream::new();
        while !input.is_empty() {
            written.extend(one(input));
        }
        Ok(written)
    };
    // `structs` reports its errors in what it writes.
    structs.parse2(input).unwrap_or_else(|error: syn::Error| error.to_compile_error())
}

fn one(input: ParseStream<'_>) -> TokenStream {
    let start = input.fork();
    let mut diagnostics = Diagnostics::default();
    let listed = match input.parse::<Listed>() {
        Ok(listed) => listed,
        Err(error) => {
            diagnostics.push(error);
            // Where the mistake ends cannot be known.
            let _ = input.parse::<TokenStream>();
            match Listed::parse_head(&start) {
                Ok(head) => head,
                Err(_) => return reported(diagnostics),
            }
        }
    };
    let new = check_list::check(listed, &mut diagnostics);
    match diagnostics.finish() {
        Ok(()) => expand::new_struct(&new),
        Err(error) => fallback::new_struct(&error, new),
    }
}

fn reported(diagnostics: Diagnostics) -> TokenStream {
    diagnostics.finish().map_or_else(|error| error.to_compile_error(), |()| TokenStream::new())
}
