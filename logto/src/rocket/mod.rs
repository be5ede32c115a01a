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
//! rocket::custom(rocket::Config::figment().merge(("port", 3000))) // Rocket's own is 8000
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
//! those of Rocket, which read the parameters that they write:
//!
//! ```
//! # use logto::{User, UserClaims};
//! #[logto::authenticated(redirect)]
//! #[rocket::get("/account")]
//! async fn account(user: User<UserClaims>) -> String {
//!     user.sub.clone()
//! }
//!
//! #[logto::authenticated(redirect)]
//! #[rocket::get("/members")]
//! async fn members() -> &'static str {
//!     "somebody is signed in"
//! }
//! # use logto::BearerToken;
//! # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
//! # #[resource("https://shopping.example.com/api")]
//! # enum ShoppingApi { #[scope("read")] Read }
//!
//! #[logto::authorized(ShoppingApi::Read)]
//! #[rocket::get("/products")]
//! async fn products(token: BearerToken<ShoppingApi>) -> String {
//!     token.subject().to_owned()
//! }
//! # fn main() { rocket::routes![account, members, products]; }
//! ```
//!
//! The other way round does not compile ("expected `Guarded<…>`, found `User<…>`"; of a handler without the parameter,
//! "this function takes 1 argument"):
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
//! ```compile_fail,E0308
//! # use logto::BearerToken;
//! # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
//! # #[resource("https://shopping.example.com/api")]
//! # enum ShoppingApi { #[scope("read")] Read }
//! #[rocket::get("/products")]
//! #[logto::authorized(ShoppingApi::Read)]
//! async fn products(token: BearerToken<ShoppingApi>) -> String {
//!     token.subject().to_owned()
//! }
//! # fn main() { rocket::routes![products]; }
//! ```
//!
//! # Without the fairing
//!
//! Handlers with a guard of this module are not launched: Rocket says which, and the log what to attach.
//!
//! # What refused visitors see
//!
//! A request guard of Rocket's can say no, but it cannot answer. Those of this module leave their answer with the
//! request, be it a redirect or a failure, and the fairing puts it in the place of the catcher's: how failures look is
//! said by [`LogtoFairing::on_failure`] and not by `#[catch]`.
//!
//! There is one 401 too many that looks like this. A handler takes `Option<User<C>>`, nobody is signed in, and then
//! another guard, which is not of this module, refuses with 401, or the handler leaves a 401 to a catcher. Rocket does not
//! tell which guard it was, and the visitor gets the 401 of this module in the place of the catcher's. A handler that makes
//! its 401 itself has its way.
//!
//! # Optional sign-in
//!
//! `Option<User<C>>` is `None` for visitors who are not signed in, and `Option<BearerToken<R>>` for requests that bring no
//! credentials. Where it cannot be known (a session store is out of reach, say), or the token is not valid, Rocket makes
//! `None` of that too: the handler runs, and the visitor gets the failure instead of what it returns.
//!
//! # Headers
//!
//! Rocket knows headers of UTF-8 only, and drops whole lines that are something else. If another application of the host
//! sets a cookie like that, the browser sends it in one line with those of the session, and its user counts as signed out.

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
