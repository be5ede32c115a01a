//! Every name that the macros write. Not public API: it changes without notice.

#![allow(missing_docs, reason = "hidden; each item is documented where it lives")]

pub use core::primitive::str;
pub use std::collections::BTreeMap;

pub use serde;
pub use serde_json::{Map, Value};

pub use crate::claims::convert::{
    ReadAddress, ReadCustomData, ReadFlag, ReadIdentities, ReadOrganizationData, ReadOrganizationRoles,
    ReadOrganizations, ReadRoles, ReadSsoIdentities, ReadText, ReadTime,
};
pub use crate::claims::{
    Address, Claims, Identity, InIdToken, OrganizationData, SsoIdentity, Timestamp, wire,
};
pub use crate::guard::{Anyone, Guarded, NoRequirement, Policy, Redirect, Requirement, User};
pub use crate::organization::{OrganizationId, OrganizationIn, OrganizationRole};
pub use crate::resource::{ApiResource, ORGANIZATIONS, Resource};
pub use crate::resource_server::{AccessPolicy, AccessRule, Authorized, BearerToken};
pub use crate::scope::UserScope;
