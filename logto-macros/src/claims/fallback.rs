//! What is written after an error: enough that the error stays the only one.

use proc_macro2::TokenStream;

use super::expand;
use super::model::{ClaimSet, NewStruct};

/// The error, and an `impl Claims` that compiles.
pub(crate) fn implementation(error: &syn::Error, set: ClaimSet) -> TokenStream {
    let mut tokens = error.to_compile_error();
    tokens.extend(expand::implementation(&lenient(set)));
    tokens
}

/// The error, and the struct with what could be read of it.
pub(crate) fn new_struct(error: &syn::Error, mut new: NewStruct) -> TokenStream {
    let mut tokens = error.to_compile_error();
    new.set = lenient(new.set);
    tokens.extend(expand::new_struct(&new));
    tokens
}

/// Claims that ask for nothing, so that nobody complains about them.
fn lenient(mut set: ClaimSet) -> ClaimSet {
    set.from_userinfo.clear();
    set.held.clear();
    set
}
