//! [axum](https://docs.rs/axum) 0.8: a layer, extractors and routes. They translate, and decide nothing.
//! The [quick start](quick_start) goes through them step by step.
//!
//! ```no_run
//! use axum::{Router, routing::get};
//! use logto::{Client, Config, User, claims};
//!
//! claims! {
//!     pub struct Account: profile + email;
//! }
//!
//! #[logto::authenticated(redirect)]
//! async fn account(user: User<Account>) -> axum::Json<Account> {
//!     axum::Json(user.into_claims())
//! }
//!
//! # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//! let logto = Client::new(Config::builder_from_env().claims::<Account>().build()?);
//! let app: Router = Router::new()
//!     .route("/account", get(account))
//!     .merge(logto::axum::routes(&logto)) // /sign-in /sign-up /callback /sign-out
//!     .layer(logto::axum::layer(logto));
//! # let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
//! axum::serve(listener, app).await?;
//! # Ok(()) }
//! ```
//!
//! The layer goes on last, so that it wraps the routes. It needs no state: handlers of any state type can be guarded.
//!
//! # With `#[debug_handler]`
//!
//! `#[logto::authenticated]` stands **above** `#[axum::debug_handler]`:
//!
//! ```
//! # use logto::{User, UserClaims};
//! #[logto::authenticated(redirect)]
//! #[axum::debug_handler]
//! async fn account(user: User<UserClaims>) -> String {
//!     user.sub.clone()
//! }
//! ```
//!
//! Below it, the guard is there as well, and the macro checks the parameters that you wrote instead of those that axum gets.
//!
//! # Optional sign-in
//!
//! `Option<User<C>>` is `None` for visitors who are not signed in, and only for them: where it cannot be known (a session
//! store is out of reach, say), the request is answered with that failure and the handler does not run. In the same way
//! `Option<BearerToken<R>>` is `None` for requests that bring no credentials; a token that is not valid is refused.

mod back_channel_logout;
mod bearer;
mod extract;
mod layer;
mod routes;

pub use back_channel_logout::{BackChannelLogout, back_channel_logout};
pub use bearer::{AuthorizedLayer, AuthorizedService, ResourceMetadata, authorized, resource_metadata};
pub use extract::Rejection;
pub use layer::{LogtoFuture, LogtoLayer, LogtoService, layer};
pub use routes::{Routes, routes};

#[cfg(any(doc, doctest))]
#[doc = include_str!("quick_start.md")]
pub mod quick_start {}
