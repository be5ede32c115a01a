//! `#[derive(Claims)]`: reads a struct of the user's.

use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Field, Fields, Ident};

use super::attribute::{ClaimAttribute, Place};
use super::model::ClaimSet;
use super::serde_attribute::{SerdeField, SerdeStruct};
use crate::diagnostics::Diagnostics;
use crate::table::{self, CLAIMS, Claim};

/// A struct under `#[derive(Claims)]`.
pub(crate) struct Derived<'a> {
    pub(crate) set: ClaimSet,
    pub(crate) serde: SerdeStruct,
    pub(crate) fields: Vec<DerivedField<'a>>,
}

/// One of its fields.
pub(crate) struct DerivedField<'a> {
    pub(crate) field: &'a Field,
    pub(crate) ident: &'a Ident,
    pub(crate) claim: ClaimAttribute,
    pub(crate) serde: SerdeField,
}

impl<'a> Derived<'a> {
    pub(crate) fn read(input: &'a DeriveInput, diagnostics: &mut Diagnostics) -> Self {
        let runtime = ClaimAttribute::read(&input.attrs, Place::Struct, diagnostics).runtime;
        let set = ClaimSet::new(input.ident.clone(), input.generics.clone(), runtime.unwrap_or_default());
        let fields = named_fields(input, diagnostics)
            .filter_map(|field| Some((field, field.ident.as_ref()?)))
            .map(|(field, ident)| DerivedField {
                field,
                ident,
                claim: ClaimAttribute::read(&field.attrs, Place::Field, diagnostics),
                serde: SerdeField::read(&field.attrs),
            });
        Self { fields: fields.collect(), serde: SerdeStruct::read(&input.attrs), set }
    }
}

/// Right: `struct Account { sub: String }`. Wrong: `struct Account(String);`, `enum Account { … }`.
fn named_fields<'a>(
    input: &'a DeriveInput,
    diagnostics: &mut Diagnostics,
) -> impl Iterator<Item = &'a Field> + use<'a> {
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Some(&fields.named),
            _ => None,
        },
        _ => None,
    };
    if fields.is_none() {
        diagnostics.error(&input.ident, "claims are read into a struct with named fields");
    }
    fields.into_iter().flatten()
}

impl DerivedField<'_> {
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// The key that serde's derive looks for.
    pub(crate) fn key(&self, container: &SerdeStruct) -> String {
        let renamed = self.serde.rename.as_ref().map(syn::LitStr::value);
        renamed.unwrap_or_else(|| match container.rename_all {
            Some(case) => case.apply(&self.name()),
            None => self.name(),
        })
    }

    /// The claim that fills the field, and where that is written: what `#[claim("…")]` says, or serde's `rename`,
    /// or else the field's name. A `rename_all` that no claim goes by is taken to be meant for writing.
    pub(crate) fn claim_name(&self, container: &SerdeStruct) -> (String, &dyn ToTokens) {
        let key = self.key(container);
        match (&self.claim.name, &self.serde.rename) {
            (Some(name), _) | (None, Some(name)) => (name.value(), name),
            (None, None) if table::claim(&key).is_some() || self.claim.custom.is_some() => (key, self.ident),
            (None, None) => (self.name(), self.ident),
        }
    }

    /// The claims of Logto's that fill the field: more than one if serde has aliases for it.
    pub(crate) fn known_claims(&self, container: &SerdeStruct) -> Vec<&'static Claim> {
        let aliases = self.serde.aliases.iter().map(syn::LitStr::value);
        let mut names = vec![self.claim_name(container).0];
        names.extend(aliases);
        CLAIMS.iter().filter(|claim| names.iter().any(|name| claim.name == name)).collect()
    }
}
