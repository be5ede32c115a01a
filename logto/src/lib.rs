//! Logto for Rust.

// The macros write `::logto::…`; this lets them work inside the crate and its own tests.
extern crate self as logto;

mod error;
mod secret;

// words
// mod config;
// mod organization;
// mod return_to;
// mod scope;
// layers, bottom up
// mod jose;
// mod protocol;
// pub mod claims;
// pub mod http;
// mod tokens;
// mod provider;
// pub mod session;
// mod client;
// pub mod guard;
// #[cfg(feature = "axum")]
// pub mod axum;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::{Error, OAuthError, OAuthErrorCode, Result};
pub use secret::{
    AccessTokenSecret, AppSecret, AuthorizationCode, CodeVerifier, Nonce, OneTimeToken, RefreshToken, State,
};
