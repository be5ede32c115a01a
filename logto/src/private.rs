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
pub use crate::claims::roles::{OrganizationRoleNames, RoleNames};
pub use crate::claims::{
    Address, Claims, HasOrganizationRoles, HasRoles, Identity, InIdToken, OrganizationData, SsoIdentity,
    Timestamp, wire,
};
pub use crate::guard::{
    Anyone, Guarded, Lack, NoRequirement, Policy, Redirect, Requirement, User, require_organization_role,
    require_role,
};
pub use crate::organization::{OrganizationId, OrganizationIn, OrganizationRole};
pub use crate::resource::{
    ApiResource, Globally, InOrganizations, ORGANIZATIONS, OutsideOrganizations, Resource,
};
pub use crate::resource_server::{AccessPolicy, AccessRule, Authorized, BearerToken, TokenFor};
pub use crate::scope::UserScope;
