//! Every name that the macros may write. Not public API: it changes without notice.

pub use core::primitive::str;
pub use std::collections::BTreeMap;
pub use std::string::String;
pub use std::vec::Vec;

pub use serde;
pub use serde_json::{Map, Value};

pub use crate::claim;
pub use crate::claims::{
    Address, Claims, FromClaim, IdTokenOnly, Identity, OrganizationData, SsoIdentity, Timestamp,
};
pub use crate::guard::{
    Anyone, DeliveredTo, FromIdToken, FromUserinfo, Guarded, NoRedirect, Redirect, RedirectPolicy,
    RedirectToSignIn, Require,
};
pub use crate::organization::{OrganizationId, OrganizationRole};
pub use crate::resource::{ORGANIZATIONS, Resource};
pub use crate::scope::UserScope;
