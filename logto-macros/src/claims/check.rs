//! The rules of `claims!`.

use std::collections::BTreeSet;

use syn::ext::IdentExt;
use syn::{Attribute, Field, Ident, Path, Token, parse_quote};

use super::attributes::{FieldAttribute, runtime_path};
use super::list::{Item, ScopeItem};
use super::model::{Facts, Made};
use super::serde_attributes::SerdeAttributes;
use crate::diagnostics::{Diagnostics, did_you_mean};
use crate::table::{Claim, Delivery, SCOPES, Scope};

/// What is right about an item, and what is wrong with it.
pub(crate) fn list(item: Item) -> (Made, Option<syn::Error>) {
    let mut diagnostics = Diagnostics::default();
    let runtime = runtime_path(&item.attrs, &mut diagnostics);
    let Item { mut attrs, vis, ident, scopes, extra } = item;
    attrs.retain(|attribute| !attribute.path().is_ident("claim"));
    derives(&attrs, &mut diagnostics);
    renames(&attrs, &mut diagnostics);
    let facts = Facts::new(ident, runtime);
    let mut made = Made { facts, attrs, vis, custom_data: None, extra: Vec::new() };
    for scope in scopes {
        self::scope(&scope, &mut made, &mut diagnostics);
    }
    let mut names = BTreeSet::new();
    for field in extra {
        self::extra(field, &mut names, &mut made, &mut diagnostics);
    }
    (made, diagnostics.finish(()).err())
}

/// `#[derive(Clone)]` is fine, `#[derive(Debug)]` would be the second one.
fn derives(attrs: &[Attribute], diagnostics: &mut Diagnostics) {
    for attribute in attrs.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let paths =
            attribute.parse_args_with(syn::punctuated::Punctuated::<Path, Token![,]>::parse_terminated);
        for path in paths.into_iter().flatten() {
            let name = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
            if ["Debug", "Serialize", "Deserialize", "Claims"].contains(&name.as_str()) {
                diagnostics.error(&path, format!("`claims!` already derives `{name}`: remove it here"));
            }
        }
    }
}

/// Fields are named like their claims; `#[serde(rename_all = …)]` would break that.
fn renames(attrs: &[Attribute], diagnostics: &mut Diagnostics) {
    if let Some(rule) = SerdeAttributes::read(attrs).rename_all {
        diagnostics.error(&rule, "the fields are named like their claims: remove `rename_all`");
    }
}

fn scope(item: &ScopeItem, made: &mut Made, diagnostics: &mut Diagnostics) {
    let Some(scope) = known(&item.ident, diagnostics) else {
        return;
    };
    if made.facts.scopes.contains(&scope) {
        diagnostics.error(&item.ident, format!("the scope `{}` is here already", scope.name));
        return;
    }
    made.facts.request(scope);
    argument(item, scope, made, diagnostics);
    let in_id_token = id_token(item, scope, diagnostics);
    if !in_id_token {
        scope.claims().for_each(|claim| made.facts.require(claim));
    }
}

/// `profile`, not `profil`, `openid` or `offline_access`.
fn known(ident: &Ident, diagnostics: &mut Diagnostics) -> Option<&'static Scope> {
    let name = ident.unraw().to_string();
    let scope = Scope::named(&name);
    if scope.is_none() {
        diagnostics.error(ident, unknown_scope(&name));
    }
    scope
}

fn unknown_scope(name: &str) -> String {
    if ["openid", "offline_access"].contains(&name) {
        return format!("`{name}` is always requested: remove it");
    }
    if let Some(claim) = Claim::named(name)
        && let Some(scope) = claim.scope
    {
        return format!("`{name}` is a claim; the scope that brings it is `{scope}`");
    }
    match did_you_mean(name, SCOPES.iter().map(|scope| scope.name)) {
        Some(near) => format!("Logto has no scope `{name}`; did you mean `{near}`?"),
        None => format!(
            "Logto has no scope `{name}`; a claim of your own goes into the braces, as `{name}: Type`"
        ),
    }
}

/// `custom_data<Prefs>` is the only scope with a type.
fn argument(item: &ScopeItem, scope: &Scope, made: &mut Made, diagnostics: &mut Diagnostics) {
    match &item.argument {
        Some(argument) if scope.name == "custom_data" => made.custom_data = Some(argument.clone()),
        Some(argument) => {
            let message = format!("the scope `{}` takes no type; only `custom_data<T>` does", scope.name);
            diagnostics.error(argument, message);
        }
        None => {}
    }
}

/// `#[claim(id_token)] custom_data`, but not before scopes whose claims are in the ID token anyway.
fn id_token(item: &ScopeItem, scope: &Scope, diagnostics: &mut Diagnostics) -> bool {
    for attribute in item.attrs.iter().filter(|attribute| !attribute.path().is_ident("claim")) {
        diagnostics.error(attribute, "only `#[claim(id_token)]` can stand before a scope");
    }
    let attribute = FieldAttribute::read(&item.attrs, diagnostics);
    if let Some(span) = attribute.custom.or(attribute.name.map(|name| name.span())) {
        diagnostics.error_at(span, "only `#[claim(id_token)]` can stand before a scope");
    }
    if let Some(span) = attribute.id_token
        && scope.claims().all(|claim| claim.delivery == Delivery::IdToken)
    {
        let message = format!("the claims of `{}` are always in the ID token: remove `id_token`", scope.name);
        diagnostics.error_at(span, message);
    }
    attribute.id_token.is_some()
}

/// A claim of the tenant's own, read under its own name.
fn extra(mut field: Field, names: &mut BTreeSet<String>, made: &mut Made, diagnostics: &mut Diagnostics) {
    let Some(ident) = field.ident.clone() else { return };
    let attribute = FieldAttribute::take(&mut field.attrs, diagnostics);
    let serde = SerdeAttributes::read(&field.attrs);
    let name = match (&attribute.name, &serde.rename) {
        (Some(name), _) | (None, Some(name)) => name.value(),
        (None, None) => ident.unraw().to_string(),
    };
    if let Some(message) = taken(&name, &ident, made) {
        diagnostics.error(&ident, message);
        return;
    }
    let fresh = names.insert(name) && made.extra.iter().all(|other| other.ident.as_ref() != Some(&ident));
    if !fresh && !has_cfg(&field) {
        diagnostics.error(&ident, format!("the claim `{}` is here already", ident.unraw()));
        return;
    }
    if let Some(name) = attribute.name {
        field.attrs.push(parse_quote!(#[serde(rename = #name)]));
    }
    if is_option(&field.ty) && !serde.writes && !serde.no_claim {
        field.attrs.push(parse_quote!(#[serde(skip_serializing_if = "::core::option::Option::is_none")]));
    }
    made.extra.push(field);
}

/// A field of one's own cannot have the claim or the name of a field that a scope brings.
fn taken(name: &str, ident: &Ident, made: &Made) -> Option<String> {
    let field = ident.unraw().to_string();
    if let Some(claim) = Claim::named(name) {
        return Some(match claim.scope {
            None => format!("every claims type has `{name}`: remove the field"),
            Some(scope) if made.facts.scopes.iter().any(|requested| requested.name == scope) => {
                format!("the scope `{scope}` already brings `{name}`: remove the field")
            }
            Some(scope) => {
                format!("`{name}` is a claim of Logto's: remove the field and request the scope `{scope}`")
            }
        });
    }
    let brought = made.facts.scopes.iter().flat_map(|scope| scope.claims()).any(|claim| claim.name == field);
    (brought || field == "sub")
        .then(|| format!("the scopes already bring a field `{field}`: choose another name"))
}

/// Two fields of one name are fine where configuration picks one of them; rustc checks it then.
fn has_cfg(field: &Field) -> bool {
    field.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"))
}

/// Whether a type is written as an `Option`.
pub(super) fn is_option(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Option"),
        syn::Type::Group(group) => is_option(&group.elem),
        syn::Type::Paren(paren) => is_option(&paren.elem),
        _ => false,
    }
}
