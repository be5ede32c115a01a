#![doc = include_str!("guide.md")]

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

// The macros write `::logto::…`; this lets them work inside the crate and its own tests.
#[allow(unused_extern_crates, reason = "so far only tests do")]
extern crate self as logto;

// words
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
#[path = "fuzzing/mod.rs"]
pub mod __fuzzing;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod epoch;
mod error;
mod organization;
mod prompt;
mod recent;
mod resource;
mod return_to;
mod scope;
mod secret;
// storeys, bottom up
#[cfg(feature = "actix-web")]
pub mod actix;
#[cfg(feature = "axum")]
pub mod axum;
pub mod claims;
mod client;
mod config;
pub mod guard;
pub mod http;
mod jose;
mod macros;
mod protocol;
mod provider;
mod refresh;
pub mod resource_server;
#[cfg(feature = "rocket")]
pub mod rocket;
pub mod session;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;

pub use claims::{Claims, UserClaims};
pub use client::{
    AccessTokenError, AccessTokenRequest, Client, ClientBuilder, Condition, Health, Session, SessionError,
    SignInError, SignOut,
};
pub use config::{Config, ConfigBuilder, ConfigError, ConfigProblem};
pub use error::{Error, OAuthError, OAuthErrorCode, Result};
pub use guard::User;
pub use macros::{Claims, Resource, authenticated, authorized, claims};
pub use organization::{MalformedOrganizationRole, OrganizationId, OrganizationIn, OrganizationRole};
pub use prompt::Prompt;
pub use protocol::authorization::{DirectSignIn, FirstScreen, Identifier, SignIn};
pub use resource::{ApiResource, Resource};
pub use resource_server::BearerToken;
pub use return_to::{ReturnTo, ReturnToError};
pub use scope::{UnknownScope, UserScope};
pub use secret::{
    AccessTokenSecret, AppSecret, AuthorizationCode, CodeVerifier, Nonce, OneTimeToken, RefreshToken, State,
};
pub use tokens::{AccessToken, AccessTokenClaims, IdToken, JwtClaims};
