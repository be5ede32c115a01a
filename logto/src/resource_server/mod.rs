//! Protects an API: who brings a good access token gets in, and the others learn why not.
//!
//! [`#[logto::authorized]`](macro@crate::authorized) is an [`AccessRule`] on a handler; [`BearerToken`] is what the
//! handler gets. Logto has [three models](https://docs.logto.io/authorization) of who may do what, and a rule is one of
//! them:
//!
//! | model | rule | the token's audience | its `organization_id` |
//! |---|---|---|---|
//! | global API resource | [`AccessRule::global`] on an API | the API | must not be there |
//! | organization permissions | [`AccessRule::organization`] on `#[resource(organizations)]` | `urn:logto:organization:<id>` of the request's organization | must not be there |
//! | API resource in an organization | [`AccessRule::organization`] on an API | the API | the request's organization |
//!
//! Answers follow [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750#section-3) and
//! [RFC 9728](https://www.rfc-editor.org/rfc/rfc9728).

#![cfg_attr(
    not(any(feature = "actix-web", feature = "axum", feature = "rocket")),
    allow(dead_code, unused_imports, reason = "adapters ask for most of it, and none is enabled")
)]

mod access;
mod authorize;
mod bearer_token;
mod challenge;
mod credentials;
pub(crate) mod metadata;
mod refusal;

pub(crate) use access::AnyToken;
pub use access::{AccessPolicy, AccessRule, TokenFor};
pub(crate) use authorize::authorize;
pub use bearer_token::{Authorized, BearerToken};

pub use crate::resource::{Globally, InOrganizations, OutsideOrganizations};
