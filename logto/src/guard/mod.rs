//! Decides who may pass, without knowing a web framework.
//!
//! An adapter's layer begins a visit for each request; guards admit its user under a
//! [`Policy`]; routes answer for it; and the layer finishes it, which writes what changed in the session. The one place
//! where an error becomes a status is in here.

#![cfg_attr(
    not(feature = "axum"),
    allow(
        dead_code,
        unused_imports,
        reason = "adapters ask for most of it, Rocket for less than the others"
    )
)]

pub(crate) mod answer;
pub(crate) mod arrival;
pub(crate) mod decide;
mod loan;
mod policy;
pub(crate) mod request;
mod requirement;
pub(crate) mod routes;
mod user;
pub(crate) mod visit;

pub use answer::Failure;
pub(crate) use policy::SignedIn;
pub use policy::{Policy, Redirect};
pub use requirement::{Lack, NoRequirement, Requirement, require_organization_role, require_role};
pub use user::{Anyone, Guarded, User};
