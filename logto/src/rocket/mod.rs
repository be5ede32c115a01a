//! [Rocket](https://docs.rs/rocket) 0.5: a fairing, request guards and routes. They translate, and decide nothing.
//! The [quick start](quick_start) goes through them step by step.
//!
//! ```no_run
//! use logto::{Client, Config, User, claims};
//! use rocket::{get, routes, serde::json::Json};
//!
//! claims! {
//!     pub struct Account: profile + email;
//! }
//!
//! #[logto::authenticated(redirect)]
//! #[get("/account")]
//! async fn account(user: User<Account>) -> Json<Account> {
//!     Json(user.into_claims())
//! }
//!
//! # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//! let logto = Client::new(Config::builder_from_env().claims::<Account>().build()?);
//! rocket::build()
//!     .mount("/", routes![account])
//!     .mount("/", logto::rocket::routes(&logto)) // /sign-in /sign-up /callback /sign-out
//!     .attach(logto::rocket::layer(logto))
//!     .launch()
//!     .await?;
//! # Ok(()) }
//! ```
//!
//! # With `#[get("/…")]`
//!
//! The attributes [`authenticated`](macro@crate::authenticated) and [`authorized`](macro@crate::authorized) go **above**
//! those of Rocket, which read the parameters that they write. The other way round does not compile ("expected
//! `Guarded<…>`, found `User<…>`"; of a handler without the parameter, "this function takes 1 argument"):
//!
//! ```compile_fail,E0308
//! # use logto::{User, UserClaims};
//! #[rocket::get("/account")]
//! #[logto::authenticated(redirect)]
//! async fn account(user: User<UserClaims>) -> String {
//!     user.sub.clone()
//! }
//! # fn main() { rocket::routes![account]; }
//! ```
//! ```compile_fail,E0061
//! #[rocket::get("/members")]
//! #[logto::authenticated(redirect)]
//! async fn members() -> &'static str {
//!     "somebody is signed in"
//! }
//! # fn main() { rocket::routes![members]; }
//! ```
//!
//! # What refused visitors see
//!
//! A request guard of Rocket's can say no, but it cannot answer. Those of this module leave their answer with the
//! request, be it a redirect or a failure, and the fairing puts it in the place of the catcher's: how failures look is
//! said by [`LogtoFairing::on_failure`] and not by `#[catch]`.
//!
//! A fairing cannot refuse a request either, so there is no rule for a group of routes: each handler has its attribute.
//!
//! # Optional sign-in
//!
//! `Option<User<C>>` is `None` for visitors who are not signed in. Where it cannot be known (a session store is out of
//! reach, say), Rocket makes `None` of that too: the handler runs, and the visitor gets the failure instead of what it
//! returns. That is the fairing's doing: without it, `None` is all that Rocket lets this crate say, and the log says what
//! to add.

mod back_channel_logout;
mod bearer;
mod convert;
mod extract;
mod layer;
mod not_allowed;
mod routes;
mod visit;

pub use back_channel_logout::{BackChannelLogout, back_channel_logout};
pub use bearer::{ResourceMetadata, authorized, resource_metadata};
pub use extract::Rejection;
pub use layer::{LogtoFairing, layer};
pub use routes::{Routes, routes};

#[cfg(any(doc, doctest))]
#[doc = include_str!("quick_start.md")]
pub mod quick_start {}
