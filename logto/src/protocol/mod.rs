//! Logto's endpoints: one file per endpoint builds its request and parses its response. Nothing here does I/O, knows
//! the time or makes random values. The openidconnect crate is used here, in `jose` and in `tokens` only.

pub(crate) mod authorization;
pub(crate) mod callback;
mod client_authentication;
pub(crate) mod discovery;
pub(crate) mod end_session;
mod endpoint;
pub(crate) mod introspection;
pub(crate) mod jwks;
mod pkce;
mod response;
pub(crate) mod revocation;
pub(crate) mod token;
pub(crate) mod userinfo;

pub(crate) use client_authentication::ClientAuthentication;
pub(crate) use discovery::ProviderMetadata;
pub(crate) use endpoint::Endpoint;
