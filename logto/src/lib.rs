//! Logto for Rust.

// The macros write `::logto::…`; this lets them work inside the crate and its own tests.
extern crate self as logto;

// words
mod error;
mod organization;
mod prompt;
mod resource;
mod return_to;
mod scope;
mod secret;
#[doc(hidden)]
pub mod claim;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
// storeys, bottom up
mod jose;
mod protocol;
pub mod claims;
mod config;
pub mod http;
mod tokens;
mod provider;
mod refresh;
pub mod session;
mod client;
pub mod guard;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "testing")]
pub mod testing;

pub use claims::{Claims, UserClaims};
pub use client::{
    AccessTokenError, AccessTokenRequest, Client, ClientBuilder, Session, SessionError, SignInError, SignOut,
};
pub use config::{Config, ConfigBuilder, ConfigError, ConfigProblem};
pub use error::{Error, OAuthError, OAuthErrorCode, Result};
pub use guard::User;
pub use logto_macros::{Claims, authenticated, claims};
pub use organization::{OrganizationId, OrganizationRole, OrganizationRoleError};
pub use prompt::Prompt;
pub use protocol::authorization::{DirectSignIn, FirstScreen, Identifier, SignIn};
pub use return_to::{ReturnTo, ReturnToError};
pub use scope::{UnknownScope, UserScope};
pub use secret::{
    AccessTokenSecret, AppSecret, AuthorizationCode, CodeVerifier, Nonce, OneTimeToken, RefreshToken, State,
};
pub use resource::Resource;
pub use tokens::{AccessToken, AccessTokenClaims, IdToken, JwtClaims};
