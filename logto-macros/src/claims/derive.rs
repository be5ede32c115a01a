//! The rules of `#[derive(Claims)]`.

use std::collections::BTreeSet;

use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Field, Fields, FieldsNamed};

use super::attributes::{FieldAttribute, runtime_path};
use super::check::is_option;
use super::model::Facts;
use super::serde_attributes::SerdeAttributes;
use crate::diagnostics::{Diagnostics, did_you_mean};
use crate::table::{CLAIMS, Claim, Delivery, Scope, Value};

/// What is right about the type (nothing, if it has parameters), and what is wrong with it.
pub(crate) fn check(input: &DeriveInput) -> (Option<Facts>, Option<syn::Error>) {
    let mut diagnostics = Diagnostics::default();
    let runtime = runtime_path(&input.attrs, &mut diagnostics);
    let mut facts = Facts::new(input.ident.clone(), runtime);
    if let Some(fields) = named_fields(input, &mut diagnostics) {
        let container = SerdeAttributes::read(&input.attrs);
        let mut claims = BTreeSet::new();
        for field in &fields.named {
            self::field(field, &container, &mut claims, &mut facts, &mut diagnostics);
        }
    }
    let generic = !input.generics.params.is_empty();
    if generic {
        diagnostics.error(&input.generics, "a claims type takes no parameters: name the types here");
    }
    ((!generic).then_some(facts), diagnostics.finish(()).err())
}

/// `struct Account { … }`, no enum, union or tuple: claims have names.
fn named_fields<'a>(input: &'a DeriveInput, diagnostics: &mut Diagnostics) -> Option<&'a FieldsNamed> {
    let message = "claims have names: only a struct with named fields can derive `Claims`";
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields),
            Fields::Unnamed(fields) => diagnostics.error(fields, message),
            Fields::Unit => diagnostics.error(&input.ident, message),
        },
        Data::Enum(data) => diagnostics.error(&data.enum_token, message),
        Data::Union(data) => diagnostics.error(&data.union_token, message),
    }
    None
}

fn field(
    field: &Field,
    container: &SerdeAttributes,
    claims: &mut BTreeSet<String>,
    facts: &mut Facts,
    diagnostics: &mut Diagnostics,
) {
    let Some(ident) = &field.ident else { return };
    let attribute = FieldAttribute::read(&field.attrs, diagnostics);
    let serde = SerdeAttributes::read(&field.attrs);
    if serde.no_claim {
        return no_claim(&attribute, diagnostics);
    }
    let read_as = serde.field_name(&ident.unraw().to_string(), container);
    let name = attribute.name.as_ref().map_or_else(|| read_as.clone(), syn::LitStr::value);
    if !claims.insert(name.clone()) {
        diagnostics.error(ident, format!("the claim `{name}` is in another field already"));
        return;
    }
    if let Some(claim) = claim(&name, field, &attribute, diagnostics) {
        note(claim, field, &attribute, &serde, container, facts);
    }
    if name != read_as {
        facts.renamed.push((name, read_as));
    }
}

/// `#[serde(flatten)]` and `#[claim(…)]` exclude each other.
fn no_claim(attribute: &FieldAttribute, diagnostics: &mut Diagnostics) {
    let name = attribute.name.as_ref().map(syn::LitStr::span);
    if let Some(span) = attribute.custom.or(attribute.id_token).or(name) {
        diagnostics
            .error_at(span, "serde skips or flattens this field, so it is not a claim: remove `#[claim(…)]`");
    }
}

/// The field's row of the table. `custom` is for claims that are not in it.
fn claim(
    name: &str,
    field: &Field,
    attribute: &FieldAttribute,
    diagnostics: &mut Diagnostics,
) -> Option<&'static Claim> {
    match (Claim::named(name), attribute.custom) {
        (Some(claim), None) => {
            always_in_id_token(claim, attribute, diagnostics);
            Some(claim)
        }
        (Some(_), Some(span)) => {
            diagnostics.error_at(span, format!("`{name}` is a claim of Logto's: remove `custom`"));
            None
        }
        (None, Some(_)) => None,
        (None, None) => {
            match &attribute.name {
                Some(literal) => diagnostics.error(literal, unknown(name)),
                None => diagnostics.error(&field.ident, unknown(name)),
            }
            None
        }
    }
}

fn unknown(name: &str) -> String {
    if let Some(scope) = Scope::named(name)
        && let Some(claim) = scope.claims().next()
    {
        return format!("`{name}` is a scope; its claim is `{}`", claim.name);
    }
    match did_you_mean(name, CLAIMS.iter().map(|claim| claim.name)) {
        Some(near) => format!("Logto has no claim `{name}`; did you mean `{near}`?"),
        None => format!("Logto has no claim `{name}`; if your tenant adds it, mark it `#[claim(custom)]`"),
    }
}

/// `#[claim(id_token)]` is for claims that are not in the ID token of every tenant.
fn always_in_id_token(claim: &Claim, attribute: &FieldAttribute, diagnostics: &mut Diagnostics) {
    if let Some(span) = attribute.id_token
        && claim.delivery == Delivery::IdToken
    {
        diagnostics.error_at(span, format!("`{}` is always in the ID token: remove `id_token`", claim.name));
    }
}

fn note(
    claim: &'static Claim,
    field: &Field,
    attribute: &FieldAttribute,
    serde: &SerdeAttributes,
    container: &SerdeAttributes,
    facts: &mut Facts,
) {
    if let Some(scope) = claim.scope.and_then(Scope::named) {
        facts.request(scope);
    }
    let may_be_missing = is_option(&field.ty) || serde.default || container.default;
    if !may_be_missing && attribute.id_token.is_none() {
        facts.require(claim);
    }
    if !serde.any_type && claim.value != Value::Object {
        facts.held.push((field.ty.clone(), claim));
    }
}
