//! The rules of `claims!`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, GenericArgument, Ident, Path, Token, Type, parse_quote};

use super::attribute::{ClaimAttribute, Place};
use super::check_derive::{is_option, no_lifetimes};
use super::list::{Listed, ListedScope};
use super::model::{ClaimSet, CustomField, NewField, NewStruct};
use super::serde_attribute::SerdeField;
use crate::diagnostics::Diagnostics;
use crate::runtime_path::RuntimePath;
use crate::suggest::{did_you_mean, nearest};
use crate::table::{self, CLAIMS, Delivery, Kind, OPENID, SCOPES, Scope};

/// Applies all rules; what they leave is the struct to write.
pub(crate) fn check(listed: Listed, diagnostics: &mut Diagnostics) -> NewStruct {
    no_lifetimes(&listed.generics, diagnostics);
    let mut new = start(listed.ident, listed.generics, listed.attrs, diagnostics);
    new.vis = listed.vis;
    for listed_scope in &listed.scopes {
        if let Some(scope) = known_scope(&listed_scope.name, diagnostics)
            && listed_once(&listed_scope.name, scope, &new.set, diagnostics)
        {
            accept_scope(listed_scope, scope, &mut new, diagnostics);
        }
    }
    for field in listed.fields {
        accept_custom(field, &mut new, diagnostics);
    }
    new
}

fn start(
    ident: Ident,
    generics: syn::Generics,
    mut attrs: Vec<Attribute>,
    diagnostics: &mut Diagnostics,
) -> NewStruct {
    let runtime = ClaimAttribute::read(&attrs, Place::Struct, diagnostics).runtime.unwrap_or_default();
    attrs.retain(|attribute| !ClaimAttribute::is(attribute));
    let sub = table::claims_of(OPENID).map(|claim| NewField {
        claim,
        ident: Ident::new(claim.name, ident.span()),
        ty: None,
    });
    NewStruct {
        claims: sub.collect(),
        derives: missing_derives(&attrs, &runtime),
        set: ClaimSet::new(ident, generics, runtime),
        attrs,
        vis: syn::Visibility::Inherited,
        custom: Vec::new(),
    }
}

/// `Debug`, `Serialize`, `Deserialize`, but for those that the user derives already.
fn missing_derives(attrs: &[Attribute], runtime: &RuntimePath) -> Vec<TokenStream> {
    let derived: Vec<String> = attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
        .filter_map(|attribute| {
            attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok()
        })
        .flatten()
        .filter_map(|path| path.segments.last().map(|last| last.ident.to_string()))
        .collect();
    let own = [
        ("Debug", quote!(::core::fmt::Debug)),
        ("Serialize", quote!(#runtime::__private::serde::Serialize)),
        ("Deserialize", quote!(#runtime::__private::serde::Deserialize)),
    ];
    let missing = own.into_iter().filter(|(name, _)| !derived.iter().any(|derived| derived == name));
    missing.map(|(_, path)| path).collect()
}

/// Wrong: `profle`, `username` (a claim), `openid` (implied). A slip is corrected, so that the fields are there and
/// the slip is the only error.
fn known_scope(name: &Ident, diagnostics: &mut Diagnostics) -> Option<&'static Scope> {
    let written = name.unraw().to_string();
    if let Some(scope) = table::scope(&written) {
        return Some(scope);
    }
    let similar = nearest(&written, SCOPES.iter().map(|scope| scope.name));
    let claim = table::claim(&written);
    let message = match claim {
        _ if written == OPENID => "`openid` is implied: every claims struct has `sub`".to_owned(),
        _ if written == "offline_access" => {
            "`offline_access` is no user scope: every sign-in asks for it".to_owned()
        }
        Some(claim) if claim.scope == OPENID => format!("`{written}` is implied: every claims struct has it"),
        Some(claim) => {
            format!("`{written}` is a claim, not a scope: write `{}`, which releases it", claim.scope)
        }
        None if similar.is_some() => format!("Logto has no user scope `{written}`{}", did_you_mean(similar)),
        None => format!("Logto has no user scope `{written}`: its scopes are {}", all_scopes()),
    };
    diagnostics.error(name, message);
    claim.map(|claim| claim.scope).or(similar).and_then(table::scope)
}

fn all_scopes() -> String {
    let names: Vec<_> = SCOPES.iter().map(|scope| format!("`{}`", scope.name)).collect();
    names.join(", ")
}

/// Wrong: `profile + email + profile`.
fn listed_once(name: &Ident, scope: &Scope, set: &ClaimSet, diagnostics: &mut Diagnostics) -> bool {
    let first = !set.scopes.iter().any(|earlier| earlier.name == scope.name);
    if !first {
        diagnostics.error(name, format!("the scope `{}` is listed twice", scope.name));
    }
    first
}

fn accept_scope(
    listed: &ListedScope,
    scope: &'static Scope,
    new: &mut NewStruct,
    diagnostics: &mut Diagnostics,
) {
    new.set.request_scope(scope);
    let id_token = in_id_token(listed, scope, diagnostics);
    let ty = type_argument(listed, scope, diagnostics);
    for claim in table::claims_of(scope.name) {
        if !id_token {
            new.set.require(claim);
        }
        let ident = Ident::new(claim.name, listed.name.span());
        if matches!(claim.kind, Kind::Roles | Kind::OrganizationRoles) {
            new.set.hold(claim, ident.clone(), parse_quote!(_));
        }
        new.claims.push(NewField { claim, ident, ty: ty.clone() });
    }
}

/// Right: `#[claim(id_token)] custom_data`. Wrong: `#[claim(id_token)] email`, which is there anyway, and any other
/// attribute.
fn in_id_token(listed: &ListedScope, scope: &Scope, diagnostics: &mut Diagnostics) -> bool {
    for attribute in listed.attrs.iter().filter(|attribute| !ClaimAttribute::is(attribute)) {
        diagnostics.error(attribute, "before a scope stands nothing but `#[claim(id_token)]`");
    }
    let id_token = ClaimAttribute::read(&listed.attrs, Place::Scope, diagnostics).id_token;
    let always = table::claims_of(scope.name).all(|claim| claim.delivery == Delivery::IdToken);
    if let (Some(word), true) = (&id_token, always) {
        let message = format!("what `{}` releases is in every ID token: remove `id_token`", scope.name);
        diagnostics.error(word, message);
    }
    id_token.is_some()
}

/// Right: `custom_data<Preferences>`. Wrong: `email<String>`, `custom_data<A, B>`, `custom_data<'a>`.
fn type_argument(listed: &ListedScope, scope: &Scope, diagnostics: &mut Diagnostics) -> Option<Type> {
    let arguments = listed.arguments.as_ref()?;
    if scope.name != "custom_data" {
        let message = format!("the scope `{}` takes no type: only `custom_data` does", scope.name);
        diagnostics.error(arguments, message);
        return None;
    }
    let mut rest = arguments.args.iter();
    if let (Some(GenericArgument::Type(ty)), None) = (rest.next(), rest.next()) {
        return Some(ty.clone());
    }
    diagnostics.error(arguments, "`custom_data` takes one type, as in `custom_data<Preferences>`");
    None
}

fn accept_custom(mut field: Field, new: &mut NewStruct, diagnostics: &mut Diagnostics) {
    let claim = ClaimAttribute::read(&field.attrs, Place::CustomField, diagnostics);
    let rename = claim.name;
    field.attrs.retain(|attribute| !ClaimAttribute::is(attribute));
    let serde = SerdeField::read(&field.attrs);
    if !serde.flatten
        && !serde.skip
        && !is_custom(&field, rename.as_ref().or(serde.rename.as_ref()), diagnostics)
    {
        return;
    }
    let settled = serde.default || serde.with || serde.skip_serializing_if || serde.flatten || serde.skip;
    new.custom.push(CustomField { optional: is_option(&field.ty) && !settled, field, rename });
}

/// Wrong: `pub struct Account: profile { email: String }`. Right: `pub struct Account: profile + email;`.
fn is_custom(field: &Field, rename: Option<&syn::LitStr>, diagnostics: &mut Diagnostics) -> bool {
    let Some(ident) = &field.ident else { return false };
    let name = rename.map_or_else(|| ident.unraw().to_string(), syn::LitStr::value);
    let Some(claim) = CLAIMS.iter().find(|claim| claim.name == name) else {
        return true;
    };
    let message = if claim.scope == OPENID {
        format!("`{name}` is implied: every claims struct has it")
    } else {
        format!("`{name}` is a claim that Logto knows: list its scope `{}` instead", claim.scope)
    };
    match rename {
        Some(rename) => diagnostics.error(rename, message),
        None => diagnostics.error(ident, message),
    }
    false
}
