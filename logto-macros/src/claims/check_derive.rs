//! The rules of `#[derive(Claims)]`.

use syn::Type;

use super::derive::{Derived, DerivedField};
use super::model::{ClaimSet, Renamed};
use crate::diagnostics::Diagnostics;
use crate::suggest::nearest;
use crate::table::{self, CLAIMS, Claim, Delivery};

/// Applies all rules; what they leave is the claims of the struct.
pub(crate) fn check(mut derived: Derived<'_>, diagnostics: &mut Diagnostics) -> ClaimSet {
    no_lifetimes(&derived.set.generics, diagnostics);
    let mut seen = Vec::new();
    for field in std::mem::take(&mut derived.fields) {
        if field.serde.skip || field.claim.broken || !says_one_claim(&field, diagnostics) {
            continue;
        }
        let claims = field.known_claims(&derived.serde);
        let legal = match &field.claim.custom {
            Some(custom) => custom_is_not_known(custom, &claims, &field, diagnostics),
            None => is_known(&claims, &field, &derived, diagnostics),
        };
        if legal {
            id_token_means_something(&claims, &field, diagnostics);
            read_once(&claims, &field, &mut seen, diagnostics);
        }
        accept(&claims, &field, &mut derived);
    }
    derived.set
}

/// Wrong: `struct Account<'a> { name: &'a str }`. Claims outlive the request that brought them.
pub(super) fn no_lifetimes(generics: &syn::Generics, diagnostics: &mut Diagnostics) {
    for lifetime in generics.lifetimes() {
        diagnostics.error(lifetime, "claims own their data: a claims struct takes no lifetimes");
    }
}

/// Wrong: `#[serde(flatten)] #[claim("email")] rest: Map<String, Value>`. A flattened field takes what other fields
/// leave, and adds no scope.
fn says_one_claim(field: &DerivedField<'_>, diagnostics: &mut Diagnostics) -> bool {
    let claim = &field.claim;
    if let (true, Some(name)) = (field.serde.flatten, &claim.name) {
        diagnostics.error(name, "a flattened field reads what other fields leave: it is not one claim");
    }
    !field.serde.flatten
}

/// Wrong: `#[claim(custom)] email: String`.
fn custom_is_not_known(
    custom: &syn::Ident,
    claims: &[&'static Claim],
    field: &DerivedField<'_>,
    diagnostics: &mut Diagnostics,
) -> bool {
    if let Some(claim) = claims.first() {
        let message = format!("`{}` is a claim that Logto knows: remove `custom`", claim.name);
        diagnostics.error(custom, message);
    }
    if let Some(id_token) = &field.claim.id_token {
        diagnostics.error(id_token, "`id_token` is about claims that Logto knows: remove it, or `custom`");
    }
    claims.is_empty() && field.claim.id_token.is_none()
}

/// Wrong: `emial: String`, `tier: Tier`. Right: `email: String`, `#[claim(custom)] tier: Tier`.
fn is_known(
    claims: &[&'static Claim],
    field: &DerivedField<'_>,
    derived: &Derived<'_>,
    diagnostics: &mut Diagnostics,
) -> bool {
    if claims.is_empty() {
        let (name, token) = field.claim_name(&derived.serde);
        let message = match suggestion(&name) {
            Some(meant) => format!("Logto has no claim `{name}`: did you mean `{meant}`?"),
            None => {
                format!("Logto has no claim `{name}`: if it is one of your own, mark it `#[claim(custom)]`")
            }
        };
        diagnostics.error(token, message);
    }
    !claims.is_empty()
}

/// The claim that was meant: one with a similar name, or the first of a scope of that name (`phone`).
fn suggestion(name: &str) -> Option<&'static str> {
    let similar = nearest(name, CLAIMS.iter().map(|claim| claim.name));
    similar.or_else(|| table::claims_of(name).next().map(|claim| claim.name))
}

/// Wrong: `#[claim(id_token)] email: String`. It is there anyway.
fn id_token_means_something(claims: &[&Claim], field: &DerivedField<'_>, diagnostics: &mut Diagnostics) {
    if let Some(id_token) = &field.claim.id_token
        && let Some(claim) = claims.first()
        && claims.iter().all(|claim| claim.delivery == Delivery::IdToken)
    {
        let message = format!("`{}` is in every ID token: remove `id_token`", claim.name);
        diagnostics.error(id_token, message);
    }
}

/// Wrong: `email: String, #[claim("email")] mail: String`. Serde fills one field only.
fn read_once(
    claims: &[&'static Claim],
    field: &DerivedField<'_>,
    seen: &mut Vec<(&'static str, String)>,
    diagnostics: &mut Diagnostics,
) {
    for claim in claims {
        if let Some((_, earlier)) = seen.iter().find(|(name, _)| *name == claim.name) {
            let message = format!("the claim `{}` is already read into `{earlier}`", claim.name);
            diagnostics.error(field.ident, message);
        }
        seen.push((claim.name, field.name()));
    }
}

fn accept(claims: &[&'static Claim], field: &DerivedField<'_>, derived: &mut Derived<'_>) {
    let (claim, key) = (field.claim_name(&derived.serde).0, field.key(&derived.serde));
    if claim != key && !field.serde.aliases.iter().any(|alias| alias.value() == claim) {
        derived.set.renamed.push(Renamed { claim, key });
    }
    let optional = is_option(&field.field.ty) || field.serde.default || derived.serde.default;
    let checked = !field.serde.with && field.claim.serde.is_none();
    for claim in claims {
        derived.set.request(claim);
        if !optional && field.claim.id_token.is_none() {
            derived.set.require(claim);
        }
        if checked {
            derived.set.hold(claim, field.ident.clone(), field.field.ty.clone());
        }
    }
}

/// Whether a type is written as an `Option`.
pub(super) fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
        Type::Group(group) => is_option(&group.elem),
        Type::Paren(paren) => is_option(&paren.elem),
        _ => false,
    }
}
