//! Decides who may pass, without knowing a web framework.
//!
//! An adapter's layer begins a [`Visit`] for each request; guards [`admit`](decide::admit) its user under a
//! [`Policy`]; routes answer for it; and the layer finishes it, which writes what changed in the session. The one place
//! where an error becomes a status is in here.

pub(crate) mod answer;
pub(crate) mod decide;
mod policy;
pub(crate) mod request;
pub(crate) mod routes;
mod user;
pub(crate) mod visit;

pub use answer::Failure;
pub use policy::{
    ClaimsSource, DeliveredTo, FromIdToken, FromUserinfo, NoRedirect, Policy, Redirect, RedirectPolicy,
    RedirectToSignIn, Require, SignedIn,
};
pub use user::{Anyone, Guarded, User};
