//! Where the expansion finds the `logto` crate.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
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

    /// For a question to the compiler, which shall answer at `span`.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        let Some(path) = &self.0 else {
            return quote_spanned!(span=> ::logto);
        };
        let tokens = path.to_token_stream().into_iter().map(|mut token| {
            // What the name means stays as it is.
            token.set_span(token.span().located_at(span));
            token
        });
        tokens.collect()
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
