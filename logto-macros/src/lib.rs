//! Macros of the `logto` crate. They are documented there, where their examples run.

mod authenticated;
mod claims;
mod diagnostics;
mod resource;
mod runtime_path;
mod table;

use proc_macro::TokenStream;

#[doc(hidden)]
#[proc_macro_attribute]
pub fn authenticated(args: TokenStream, item: TokenStream) -> TokenStream {
    authenticated::expand(args.into(), &item.into()).into()
}

#[expect(missing_docs, reason = "documented on the re-export in `logto`, where the examples run")]
#[proc_macro]
pub fn claims(input: TokenStream) -> TokenStream {
    claims::list(input.into()).into()
}

#[expect(missing_docs, reason = "documented on the re-export in `logto`, where the examples run")]
#[proc_macro_derive(Claims, attributes(claim, serde))]
pub fn derive_claims(input: TokenStream) -> TokenStream {
    claims::derive(input.into()).into()
}

#[expect(missing_docs, reason = "documented on the re-export in `logto`, where the examples run")]
#[proc_macro_derive(Resource, attributes(resource, scope))]
pub fn derive_resource(input: TokenStream) -> TokenStream {
    resource::derive(input.into()).into()
}

#[doc(hidden)]
#[proc_macro]
pub fn __logto_table(part: TokenStream) -> TokenStream {
    table::expand(&part.into()).into()
}
