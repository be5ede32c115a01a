//! A Logto that starts inside a test: [`Emulator`] (feature `testing`).
//!
//! The emulator speaks Logto's protocol over HTTP on a local port, with the shapes, null rules, error bodies and
//! token rotation of the real server. Any client can be pointed at it, in any language; it knows nothing of the rest
//! of this crate. It is for tests and development only: it keeps everything in memory, and passwords are plain.
//!
//! [`store_conformance`] is a suite for session stores that you write.
//!
//! # Example
//!
//! ```
//! use logto::testing::{App, Emulator, User};
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let emulator = Emulator::builder()
//!     .user(User::new("alice").name("Alice Example").email("alice@example.com").role("admin"))
//!     .app(App::traditional("web-app").secret("secret").redirect_uri("http://localhost:3000/callback"))
//!     .start()
//!     .await?;
//!
//! // What an app would redirect its user to …
//! let authorization_url = format!(
//!     "{}/oidc/auth?client_id=web-app&response_type=code&scope=openid\
//!      &redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&state=s1",
//!     emulator.endpoint(),
//! );
//! // … and where the user comes back to.
//! let callback_url = emulator.sign_in("alice", &authorization_url).await?;
//! assert!(callback_url.starts_with("http://localhost:3000/callback?code="));
//! # Ok::<(), logto::testing::EmulatorError>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access_token;
mod back_channel;
mod browser;
mod builder;
mod claims;
mod connection;
mod controls;
mod crypto;
mod emulator;
mod endpoints;
mod error;
mod faults;
mod model;
mod request_log;
mod scopes;
mod server;
mod state;
mod tampering;
mod wire;

#[doc(inline)]
pub use crate::session::conformance as store_conformance;
pub use access_token::AccessTokenBuilder;
pub use back_channel::BackChannelLogout;
pub use browser::Browser;
pub use builder::EmulatorBuilder;
pub use crypto::{Algorithm, SignWith, TokenDraft};
pub use emulator::Emulator;
pub use endpoints::Endpoint;
pub use error::EmulatorError;
pub use faults::{Fault, FaultPlan};
pub use model::{ApiResource, App, Organization, Role, User};
pub use request_log::RecordedRequest;
