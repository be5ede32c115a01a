//! Macros of the `logto` crate. They are documented there, where their examples run.

mod authenticated;
mod diagnostics;
mod runtime_path;

use proc_macro::TokenStream;

#[doc(hidden)]
#[proc_macro_attribute]
pub fn authenticated(args: TokenStream, item: TokenStream) -> TokenStream {
    authenticated::expand(args.into(), item.into()).into()
}
