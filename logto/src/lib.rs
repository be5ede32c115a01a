//! Logto for Rust.

// The macros write `::logto::…`; this lets them work inside the crate and its own tests.
#[allow(unused_extern_crates, reason = "so far only tests do")]
extern crate self as logto;

pub mod claims;
mod error;
pub mod guard;
mod macros;
mod organization;
mod scope;
mod secret;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

// words
// mod config;
// mod return_to;
// layers, bottom up
// mod jose;
// mod protocol;
// pub mod http;
// mod tokens;
// mod provider;
// pub mod session;
// mod client;
// #[cfg(feature = "axum")]
// pub mod axum;
// #[cfg(feature = "testing")]
// pub mod testing;

pub use claims::{Claims, UserClaims};
pub use error::{Error, OAuthError, OAuthErrorCode, Result};
pub use guard::User;
pub use macros::{Claims, authenticated, claims};
pub use organization::{MalformedOrganizationRole, OrganizationId, OrganizationRole};
pub use scope::{UnknownScope, UserScope};
pub use secret::{
    AccessTokenSecret, AppSecret, AuthorizationCode, CodeVerifier, Nonce, OneTimeToken, RefreshToken, State,
};
