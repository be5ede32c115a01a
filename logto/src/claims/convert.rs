//! Which types can hold which claim.
//!
//! `#[derive(Claims)]` asserts these traits for its fields, with the claim's marker as the parameter, so that the
//! compiler speaks of the claim and of the field's type. A type that is not listed is let through by
//! `#[claim(serde)]` on the field.

#![allow(missing_docs, reason = "hidden: what there is to know about them is in their messages")]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::roles::{OrganizationRoleNames, RoleNames};
use super::{Address, Identity, OrganizationData, SsoIdentity, Timestamp};
use crate::organization::{OrganizationId, OrganizationRole};

/// Declares a trait for one kind of claim, and the types that can hold it; after `=>`, what those can do.
macro_rules! kind {
    ($(#[$meta:meta])* $name:ident $(=> $methods:ident)?: $($type:ty,)+) => {
        $(#[$meta])*
        pub trait $name<Claim> $(: $methods)? {}

        #[diagnostic::do_not_recommend]
        impl<Claim, T: $name<Claim>> $name<Claim> for Option<T> {}
        #[diagnostic::do_not_recommend]
        impl<Claim> $name<Claim> for Value {}
        $(
            #[diagnostic::do_not_recommend]
            impl<Claim> $name<Claim> for $type {}
        )+
    };
}

kind! {
    /// A type that can hold a string.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is a string: `{Self}` cannot hold it",
        label = "expected `String` or `Option<String>`",
        note = "for a type of your own that reads a string, write `#[claim(serde)]` on the field"
    )]
    ReadText: String, Box<str>, Arc<str>, Cow<'static, str>,
}

kind! {
    /// A type that can hold true or false.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is true or false: `{Self}` cannot hold it",
        label = "expected `bool` or `Option<bool>`"
    )]
    ReadFlag: bool,
}

kind! {
    /// A type that can hold a point in time.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is a point in time in milliseconds: `{Self}` cannot hold it",
        label = "expected `logto::claims::Timestamp`, `i64` or `u64`",
        note = "for a type of your own that reads a number, write `#[claim(serde)]` on the field"
    )]
    ReadTime: Timestamp, i64, u64,
}

kind! {
    /// A type that can hold a postal address.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is a postal address: `{Self}` cannot hold it",
        label = "expected `Option<logto::claims::Address>`",
        note = "for a type of your own that reads an object, write `#[claim(serde)]` on the field"
    )]
    ReadAddress: Address, Map<String, Value>,
}

kind! {
    /// A type that can hold the linked social identities.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is a map of social identities: `{Self}` cannot hold it",
        label = "expected `BTreeMap<String, logto::claims::Identity>`",
        note = "for a type of your own that reads an object, write `#[claim(serde)]` on the field"
    )]
    ReadIdentities: BTreeMap<String, Identity>, HashMap<String, Identity>, Map<String, Value>,
}

kind! {
    /// A type that can hold the linked enterprise identities.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is a list of enterprise identities: `{Self}` cannot hold it",
        label = "expected `Vec<logto::claims::SsoIdentity>`",
        note = "for a type of your own that reads a list, write `#[claim(serde)]` on the field"
    )]
    ReadSsoIdentities: Vec<SsoIdentity>, Vec<Value>,
}

kind! {
    /// A type that can hold role names.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is a list of role names: `{Self}` cannot hold it",
        label = "expected `Vec<String>`",
        note = "for a type of your own that reads a list of strings, write `#[claim(serde)]` on the field"
    )]
    ReadRoles => RoleNames: Vec<String>, HashSet<String>, BTreeSet<String>, Box<[String]>,
}

kind! {
    /// A type that can hold organization ids.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is a list of organization ids: `{Self}` cannot hold it",
        label = "expected `Vec<logto::OrganizationId>` or `Vec<String>`",
        note = "for a type of your own that reads a list of strings, write `#[claim(serde)]` on the field"
    )]
    ReadOrganizations:
        Vec<OrganizationId>, HashSet<OrganizationId>, BTreeSet<OrganizationId>,
        Vec<String>, HashSet<String>, BTreeSet<String>,
}

kind! {
    /// A type that can hold what is known about organizations.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is a list of organizations: `{Self}` cannot hold it",
        label = "expected `Vec<logto::claims::OrganizationData>`",
        note = "for a type of your own that reads a list, write `#[claim(serde)]` on the field"
    )]
    ReadOrganizationData: Vec<OrganizationData>, Vec<Value>,
}

kind! {
    /// A type that can hold roles in organizations.
    #[diagnostic::on_unimplemented(
        message = "the claim `{Claim}` is a list of roles in organizations: `{Self}` cannot hold it",
        label = "expected `Vec<logto::OrganizationRole>` or `Vec<String>`",
        note = "for a type of your own that reads a list of strings, write `#[claim(serde)]` on the field"
    )]
    ReadOrganizationRoles => OrganizationRoleNames:
        Vec<OrganizationRole>, HashSet<OrganizationRole>, BTreeSet<OrganizationRole>,
        Vec<String>, HashSet<String>, BTreeSet<String>,
}

/// A type that can hold custom data: any, for they are what the application makes of them.
pub trait ReadCustomData<Claim> {}

impl<Claim, T> ReadCustomData<Claim> for T {}
