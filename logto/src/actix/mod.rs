//! [actix-web](https://docs.rs/actix-web) 4: a middleware, extractors and routes. They translate, and decide nothing.
//! The [quick start](quick_start) goes through them step by step.
//!
//! ```no_run
//! use actix_web::{App, HttpServer, Responder, get, web};
//! use logto::{Client, Config, User, claims};
//!
//! claims! {
//!     pub struct Account: profile + email;
//! }
//!
//! #[logto::authenticated(redirect)]
//! #[get("/account")]
//! async fn account(user: User<Account>) -> impl Responder {
//!     web::Json(user.into_claims())
//! }
//!
//! # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//! let logto = Client::new(Config::builder_from_env().claims::<Account>().build()?);
//! let app = move || {
//!     App::new()
//!         .service(account)
//!         .service(logto::actix::routes(&logto)) // /sign-in /sign-up /callback /sign-out
//!         .wrap(logto::actix::layer(logto.clone()))
//! };
//! HttpServer::new(app).bind(("127.0.0.1", 3000))?.run().await?;
//! # Ok(()) }
//! ```
//!
//! One [`Client`](crate::Client) is for all workers: make it outside of the closure that makes their apps, as here. Its
//! clones share what is worth sharing, and 1,000 requests to 4 workers refresh a token once.
//!
//! # With `#[get("/…")]`
//!
//! The attributes [`authenticated`](macro@crate::authenticated) and [`authorized`](macro@crate::authorized) go above or
//! below those of actix-web, and on handlers that are registered without: `web::get().to(account)`.
//!
//! # The guard comes first
//!
//! actix-web polls the extractors of a handler together and answers with the first error. A guard decides first all the
//! same: the body is kept back from other extractors until it has, and if one of them fails meanwhile (there is no such
//! page, this is no JSON), who is refused does not learn of it. It takes an attribute to be a guard; a plain `User<C>`
//! is an extractor like others.
//!
//! # Optional sign-in
//!
//! `Option<User<C>>` is `None` for visitors who are not signed in, and only for them: where it cannot be known (a session
//! store is out of reach, say), the request is answered with that failure and the handler does not run. In the same way
//! `Option<BearerToken<R>>` is `None` for requests that bring no credentials; a token that is not valid is refused. That is
//! the middleware's doing: without it, `None` is all that actix-web lets this crate say, and the log says what to add.

mod back_channel_logout;
mod bearer;
mod convert;
mod exchange;
mod extract;
mod gate;
mod layer;
mod routes;

pub use back_channel_logout::{BackChannelLogout, back_channel_logout};
pub use bearer::{AuthorizedLayer, AuthorizedService, ResourceMetadata, authorized, resource_metadata};
pub use extract::Rejection;
pub use layer::{LogtoLayer, LogtoService, layer};
pub use routes::{Routes, routes};

#[cfg(any(doc, doctest))]
#[doc = include_str!("quick_start.md")]
pub mod quick_start {}
