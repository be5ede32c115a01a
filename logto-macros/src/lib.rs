//! Macros of the `logto` crate. They are documented there, where their examples run.

mod authenticated;
mod authorized;
mod claims;
mod diagnostics;
mod handler;
mod options;
mod organization;
mod resource;
mod runtime_path;
mod suggest;
mod table;

use proc_macro::TokenStream;

#[allow(missing_docs, reason = "documented on the re-export in `logto`, where the examples run")]
#[proc_macro]
pub fn claims(input: TokenStream) -> TokenStream {
    claims::list(input.into()).into()
}

#[allow(missing_docs, reason = "documented on the re-export in `logto`, where the examples run")]
#[proc_macro_derive(Claims, attributes(claim))]
pub fn derive_claims(input: TokenStream) -> TokenStream {
    claims::derive(input.into()).into()
}

#[allow(missing_docs, reason = "documented on the re-export in `logto`, where the examples run")]
#[proc_macro_attribute]
pub fn authenticated(args: TokenStream, item: TokenStream) -> TokenStream {
    authenticated::attribute(args.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented on the re-export in `logto`, where the examples run")]
#[proc_macro_attribute]
pub fn authorized(args: TokenStream, item: TokenStream) -> TokenStream {
    authorized::attribute(args.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented on the re-export in `logto`, where the examples run")]
#[proc_macro_derive(Resource, attributes(resource, scope))]
pub fn derive_resource(input: TokenStream) -> TokenStream {
    resource::derive(input.into()).into()
}

/// Hands the table of scopes and claims to a macro of the runtime. Not public API.
#[doc(hidden)]
#[proc_macro]
pub fn __logto_table(callback: TokenStream) -> TokenStream {
    table::rows(&callback.into()).into()
}
