//! Macros of the `logto` crate. They are documented there, where their examples run.

mod table;

use proc_macro::TokenStream;

/// Hands the table of scopes and claims to a macro of the runtime. Not public API.
#[doc(hidden)]
#[proc_macro]
pub fn __logto_table(callback: TokenStream) -> TokenStream {
    table::rows(&callback.into()).into()
}
