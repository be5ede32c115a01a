//! Where the generated code finds the runtime crate.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

/// The path of the `logto` crate: `::logto`, or what `crate = …` says.
#[derive(Clone, Default)]
pub(crate) struct RuntimePath(Option<Path>);

impl RuntimePath {
    pub(crate) fn new(path: Path) -> Self {
        Self(Some(path))
    }

    /// The path of `logto::__private`, which holds every other name that the macros write.
    pub(crate) fn private(&self) -> TokenStream {
        quote!(#self::__private)
    }
}

impl ToTokens for RuntimePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.0 {
            Some(path) => path.to_tokens(tokens),
            None => quote!(::logto).to_tokens(tokens),
        }
    }
}
