//! `#[claim(…)]`.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Path, Token};

use crate::diagnostics::Diagnostics;
use crate::runtime_path::RuntimePath;

/// `#[claim("custom_data", id_token)]` on a field, or `#[claim(id_token)]` before a scope.
#[derive(Default)]
pub(crate) struct FieldAttribute {
    pub(crate) name: Option<LitStr>,
    pub(crate) custom: Option<Span>,
    pub(crate) id_token: Option<Span>,
}

enum Word {
    Name(LitStr),
    Custom(Span),
    IdToken(Span),
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Name);
        }
        let word: syn::Ident = input.parse().map_err(|error| expected(error.span()))?;
        match word.to_string().as_str() {
            "custom" => Ok(Self::Custom(word.span())),
            "id_token" => Ok(Self::IdToken(word.span())),
            "rename" => input.parse::<Token![=]>().and_then(|_| input.parse()).map(Self::Name),
            _ => Err(expected(word.span())),
        }
    }
}

fn expected(span: Span) -> syn::Error {
    syn::Error::new(
        span,
        "expected `custom`, `id_token`, `rename = \"…\"` or the name of a claim, like `\"custom_data\"`",
    )
}

impl FieldAttribute {
    /// Takes the `#[claim(…)]` attributes out of `attrs`.
    pub(crate) fn take(attrs: &mut Vec<Attribute>, diagnostics: &mut Diagnostics) -> Self {
        let attribute = Self::read(attrs, diagnostics);
        attrs.retain(|attribute| !attribute.path().is_ident("claim"));
        attribute
    }

    pub(crate) fn read(attrs: &[Attribute], diagnostics: &mut Diagnostics) -> Self {
        let mut read = Self::default();
        for attribute in attrs.iter().filter(|attribute| attribute.path().is_ident("claim")) {
            match attribute.parse_args_with(Punctuated::<Word, Token![,]>::parse_terminated) {
                Ok(words) => words.into_iter().for_each(|word| read.add(word)),
                Err(error) => diagnostics.push(error),
            }
        }
        read
    }

    fn add(&mut self, word: Word) {
        match word {
            Word::Name(name) => self.name = Some(name),
            Word::Custom(span) => self.custom = Some(span),
            Word::IdToken(span) => self.id_token = Some(span),
        }
    }
}

/// `#[claim(crate = path)]` on the struct: where the runtime is.
pub(crate) fn runtime_path(attrs: &[Attribute], diagnostics: &mut Diagnostics) -> RuntimePath {
    let mut path = RuntimePath::default();
    for attribute in attrs.iter().filter(|attribute| attribute.path().is_ident("claim")) {
        let read = attribute.parse_nested_meta(|meta| {
            path = RuntimePath::new(crate_path(&meta)?);
            Ok(())
        });
        if let Err(error) = read {
            diagnostics.push(error);
        }
    }
    path
}

fn crate_path(meta: &ParseNestedMeta<'_>) -> syn::Result<Path> {
    if meta.path.is_ident("crate") {
        return meta.value()?.parse();
    }
    Err(meta.error("expected `crate = path::to::logto`; the other options belong on a field"))
}
