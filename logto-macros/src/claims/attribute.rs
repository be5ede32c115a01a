//! `#[claim(…)]`: on a struct, on a field, before a scope.

use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Token};

use crate::diagnostics::Diagnostics;
use crate::runtime_path::RuntimePath;
use crate::suggest::{did_you_mean, nearest};

/// Where a `#[claim(…)]` stands, which decides what it may say.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// On the struct: `crate = path`.
    Struct,
    /// On a field of a derive: `"name"`, `custom`, `id_token`, `serde`.
    Field,
    /// On a field in the body of `claims!`: `rename = "name"`.
    CustomField,
    /// Before a scope of `claims!`: `id_token`.
    Scope,
}

/// What the `#[claim(…)]` attributes of one place say; each word with its token.
#[derive(Default)]
pub(crate) struct ClaimAttribute {
    pub(crate) name: Option<LitStr>,
    pub(crate) custom: Option<Ident>,
    pub(crate) id_token: Option<Ident>,
    pub(crate) serde: Option<Ident>,
    pub(crate) runtime: Option<RuntimePath>,
    /// It could not be read, and what it was meant to say is unknown.
    pub(crate) broken: bool,
}

impl Place {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Struct => &["crate"],
            Self::Field => &["rename", "custom", "id_token", "serde"],
            Self::CustomField => &["rename"],
            Self::Scope => &["id_token"],
        }
    }

    fn expectation(self) -> &'static str {
        match self {
            Self::Struct => "on a struct, `#[claim(…)]` takes `crate = path`",
            Self::Field => {
                "on a field, `#[claim(…)]` takes the claim's name in quotes, `custom`, `id_token` or `serde`"
            }
            Self::CustomField => "on a field of `claims!`, `#[claim(…)]` takes `rename = \"…\"`",
            Self::Scope => "before a scope, `#[claim(…)]` takes `id_token`",
        }
    }
}

impl ClaimAttribute {
    pub(crate) fn is(attribute: &Attribute) -> bool {
        attribute.path().is_ident("claim")
    }

    /// Reads the `#[claim(…)]` attributes among `attributes`.
    pub(crate) fn read(attributes: &[Attribute], place: Place, diagnostics: &mut Diagnostics) -> Self {
        let mut read = Self::default();
        for attribute in attributes.iter().filter(|attribute| Self::is(attribute)) {
            let words = attribute.parse_args_with(|input: ParseStream<'_>| read.words(input, place));
            read.broken |= diagnostics.ok(words).is_none();
        }
        read
    }

    fn words(&mut self, input: ParseStream<'_>, place: Place) -> syn::Result<()> {
        while !input.is_empty() {
            self.word(input, place)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    fn word(&mut self, input: ParseStream<'_>, place: Place) -> syn::Result<()> {
        if input.peek(LitStr) && place.words().contains(&"rename") {
            return once(&mut self.name, input.parse()?);
        }
        let Ok(word) = input.fork().call(Ident::parse_any) else {
            return Err(input.error(place.expectation()));
        };
        let written = word.to_string();
        if !place.words().contains(&written.as_str()) {
            let hint = did_you_mean(nearest(&written, place.words().iter().copied()));
            return Err(syn::Error::new_spanned(word, format!("{}{hint}", place.expectation())));
        }
        if written == "crate" {
            self.runtime = Some(RuntimePath::parse(input)?);
            return Ok(());
        }
        let word = input.call(Ident::parse_any)?;
        match written.as_str() {
            "custom" => once(&mut self.custom, word),
            "id_token" => once(&mut self.id_token, word),
            "serde" => once(&mut self.serde, word),
            _ => {
                input.parse::<Token![=]>()?;
                once(&mut self.name, input.parse()?)
            }
        }
    }
}

fn once<T: quote::ToTokens>(slot: &mut Option<T>, value: T) -> syn::Result<()> {
    if slot.is_some() {
        return Err(syn::Error::new_spanned(value, "`#[claim(…)]` says this twice"));
    }
    *slot = Some(value);
    Ok(())
}
