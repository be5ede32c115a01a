//! Where the expansion finds the `logto` crate.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::ParseStream;
use syn::{Path, Token};

/// `::logto`, or the path a re-exporting crate names with `crate = path`.
#[derive(Clone, Default)]
pub(crate) struct RuntimePath(Option<Path>);

impl RuntimePath {
    /// Parses `crate = path`.
    pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        input.call(Path::parse_mod_style).map(|path| Self(Some(path)))
    }

    /// As text, for attributes that take a path as a string.
    pub(crate) fn private(&self, name: &str) -> String {
        let path = self.to_token_stream().to_string().replace(' ', "");
        format!("{path}::__private::{name}")
    }
}

impl ToTokens for RuntimePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.0 {
            Some(path) => path.to_tokens(tokens),
            None => tokens.extend(quote!(::logto)),
        }
    }
}
