//! Which types can hold which claims: one line each.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::values;
use crate::organization::{OrganizationId, OrganizationRole};

/// A type that can hold the claim `M`. `#[derive(Claims)]` checks the type of every field with it.
///
/// Implement it for a type of your own to use it for claims; how it is read is up to its `Deserialize`.
///
/// ```
/// #[derive(serde::Deserialize)]
/// #[serde(transparent)]
/// struct EmailAddress(String);
///
/// impl<M> logto::claims::FromClaim<M> for EmailAddress {}
///
/// #[derive(serde::Deserialize, logto::Claims)]
/// struct Subscriber {
///     sub: String,
///     email: Option<EmailAddress>,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the claim `{M}` cannot be read as `{Self}`",
    label = "cannot hold the claim `{M}`",
    note = "text is a `String`, `…_verified` a `bool`, `…_at` a `logto::claims::Timestamp`, `roles` a `Vec<String>`; an `Option` around it makes the claim optional",
    note = "for a type of your own, write `impl<M> logto::claims::FromClaim<M> for {Self} {{}}`; with `#[serde(with = …)]` any type can be used"
)]
pub trait FromClaim<M> {}

macro_rules! kinds {
    ($($name:ident),+) => {
        $(#[allow(unreachable_pub, reason = "bounds of public impls")]
        /// Implemented by the claims of this shape.
        pub trait $name {})+
    };
}

kinds!(
    Text,
    Flag,
    Time,
    Address,
    Identities,
    SsoIdentities,
    Names,
    OrganizationIds,
    OrganizationData,
    OrganizationRoles
);

macro_rules! holds {
    ($([$($generics:tt)*] $type:ty: $kind:path;)+) => {
        // Errors are about the claim and the type, not about these traits.
        $(#[diagnostic::do_not_recommend] impl<M: $kind, $($generics)*> FromClaim<M> for $type {})+
    };
}

holds! {
    [] String: Text;
    [] Box<str>: Text;
    [] Arc<str>: Text;
    [] Cow<'static, str>: Text;
    [] url::Url: Text;
    [] bool: Flag;
    [] values::Timestamp: Time;
    [] u64: Time;
    [] i64: Time;
    [] values::Address: Address;
    [T] BTreeMap<String, T>: Identities;
    [T, S] HashMap<String, T, S>: Identities;
    [] Vec<values::SsoIdentity>: SsoIdentities;
    [] Vec<String>: Names;
    [] BTreeSet<String>: Names;
    [S] HashSet<String, S>: Names;
    [] Vec<OrganizationId>: OrganizationIds;
    [] BTreeSet<OrganizationId>: OrganizationIds;
    [S] HashSet<OrganizationId, S>: OrganizationIds;
    [] Vec<values::OrganizationData>: OrganizationData;
    [] Vec<OrganizationRole>: OrganizationRoles;
    [] BTreeSet<OrganizationRole>: OrganizationRoles;
    [S] HashSet<OrganizationRole, S>: OrganizationRoles;
}

#[diagnostic::do_not_recommend]
impl<M, T: FromClaim<M>> FromClaim<M> for Option<T> {}
#[diagnostic::do_not_recommend]
impl<M, T: FromClaim<M>> FromClaim<M> for Box<T> {}
#[diagnostic::do_not_recommend]
impl<M> FromClaim<M> for Value {}
#[diagnostic::do_not_recommend]
impl<M: Nested> FromClaim<M> for Map<String, Value> {}

/// A claim that is a JSON object.
pub trait Nested {}
impl Nested for crate::claim::address {}
impl Nested for crate::claim::custom_data {}
impl Nested for crate::claim::identities {}
