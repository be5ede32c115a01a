//! HTTP as values: what the endpoints read and what they answer.

mod oidc_error;
mod params;
mod request;
pub(super) mod response;

pub(super) use oidc_error::OidcError;
pub(super) use params::Params;
pub(super) use request::Request;
pub(super) use response::{Response, ResponseExt};
