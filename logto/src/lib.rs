//! Sign your users in with [Logto](https://logto.io) by describing it: annotate handlers, and let typed claims follow
//! from the scopes you ask for.
//!
//! ```no_run
//! use axum::{Json, Router, routing::get};
//! use logto::{Client, Config, User, authenticated, claims};
//!
//! claims! {
//!     /// The signed-in user, as this app sees them.
//!     pub struct Account: profile + email + custom_data;
//! }
//!
//! #[authenticated(redirect, fetch_userinfo)]
//! async fn account(user: User<Account>) -> Json<Account> {
//!     Json(user.into_claims())
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let logto = Client::new(Config::builder_from_env().claims::<Account>().build()?);
//!     let app = Router::new()
//!         .route("/account", get(account))
//!         .merge(logto::axum::routes(&logto)) // /sign-in /sign-up /callback /sign-out
//!         .layer(logto::axum::layer(logto));
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
//!     Ok(axum::serve(listener, app).await?)
//! }
//! ```
//!
//! # Installation
//!
//! ```toml
//! [dependencies]
//! logto = { version = "0.1", features = ["axum"] }
//! axum = "0.8"
//! tokio = { version = "1", features = ["full"] }
//! ```
//!
//! # Configuration
//!
//! In the Logto console, create a *Traditional web* application and register, for an app at `http://localhost:3000`:
//!
//! | in the console | value |
//! |---|---|
//! | Redirect URI | `http://localhost:3000/callback` |
//! | Post sign-out redirect URI | `http://localhost:3000/` |
//!
//! [`Config::from_env`] reads `LOGTO_ENDPOINT`, `LOGTO_APP_ID`, `LOGTO_APP_SECRET`, `LOGTO_BASE_URL` and
//! `LOGTO_COOKIE_KEY`; [`Config::builder_from_env`] lets the code add to them, and [`Config::builder`] does without:
//!
//! ```
//! use logto::{Client, Config, UserScope, claims};
//!
//! claims! {
//!     pub struct Account: profile + email;
//! }
//!
//! let config = Config::builder("https://tenant.logto.app", "app-id")
//!     .app_secret("app-secret")
//!     .base_url("https://app.example.com")
//!     .cookie_key("a secret of 32 bytes or more, kept outside the code")
//!     .claims::<Account>()           // asks for the scopes of the claims that handlers read,
//!     .scopes([UserScope::Phone])    // and for others
//!     .build()?;                     // names everything that is missing or wrong, at once
//! let logto = Client::new(config);   // cheap to clone; no I/O before the first sign-in
//! # Ok::<(), logto::ConfigError>(())
//! ```
//!
//! The base URL is where browsers find the app, behind whatever proxies: `Host` and forwarded headers are not trusted.
//!
//! # Sign-in and sign-out routes
//!
//! [`axum::routes`] brings `/sign-in`, `/sign-up`, `/callback` and `/sign-out`. A link is all it takes:
//! `<a href="/sign-in?return_to=/account">`. [`ConfigBuilder`] renames the paths, and
//! [`sign_in_options`](axum::Routes::sign_in_options) chooses the options of each sign-in:
//!
//! ```
//! # use logto::{Client, Config, FirstScreen, Identifier};
//! # let logto = Client::new(Config::builder("https://tenant.logto.app", "app-id").build()?);
//! let routes = logto::axum::routes(&logto).sign_in_options(|_request, sign_in| {
//!     sign_in.first_screen(FirstScreen::IdentifierSignIn).identifiers([Identifier::Email])
//! });
//! # let _: axum::Router = axum::Router::new().merge(routes);
//! # Ok::<(), logto::ConfigError>(())
//! ```
//!
//! Sign-out ends the session here and the one at Logto, and revokes the refresh token.
//!
//! # Handle authentication status
//!
//! | handler | visitors who are signed out |
//! |---|---|
//! | [`#[authenticated]`](macro@authenticated) | 401 with `{"error": "Not authenticated"}` |
//! | `#[authenticated(redirect)]` | go to sign in, and come back |
//! | `#[authenticated(redirect = "/welcome")]` | go to that path |
//! | `user: User<Account>`, no attribute | as with `#[authenticated]` |
//! | `user: Option<User<Account>>`, no attribute | are let in, with `None` |
//!
//! Only page loads are redirected; a `fetch` or a POST gets the 401.
//!
//! ```
//! use logto::{User, authenticated, claims};
//!
//! claims! {
//!     pub struct Account: profile;
//! }
//!
//! async fn home(user: Option<User<Account>>) -> String {
//!     match user.as_ref().and_then(|user| user.name.as_deref()) {
//!         Some(name) => format!("Hello, {name}"),
//!         None => "Hello, stranger".to_owned(),
//!     }
//! }
//!
//! #[authenticated(redirect)]
//! async fn members_only() -> &'static str { // no `User`: that somebody is signed in is enough
//!     "The members' page"
//! }
//! # let _: axum::Router = axum::Router::new().route("/", axum::routing::get(home)).route("/m", axum::routing::get(members_only));
//! ```
//!
//! # Get user information
//!
//! [`claims!`] makes a struct from scopes. Its fields are the claims of those scopes, so a claim that the app did not ask
//! for is not there to misspell:
//!
//! | scope | claims | delivered in |
//! |---|---|---|
//! | (always) | `sub` | ID token |
//! | `profile` | `name` `family_name` `given_name` `middle_name` `nickname` `preferred_username` `profile` `picture` `website` `gender` `birthdate` `zoneinfo` `locale` `updated_at` `username` `created_at` | ID token |
//! | `email` | `email` `email_verified` | ID token |
//! | `phone` | `phone_number` `phone_number_verified` | ID token |
//! | `address` | `address` | ID token |
//! | `custom_data` | `custom_data` | userinfo |
//! | `identities` | `identities` `sso_identities` | userinfo |
//! | `roles` | `roles` | ID token |
//! | `organizations` | `organizations` `organization_data` | ID token; `organization_data` in userinfo |
//! | `organization_roles` | `organization_roles` | ID token |
//!
//! What is delivered in userinfo takes `fetch_userinfo`; a handler that forgets it does not compile.
//!
//! ```
//! use logto::{User, authenticated, claims};
//!
//! #[derive(Debug, serde::Serialize, serde::Deserialize)]
//! pub struct Preferences { theme: String }
//!
//! claims! {
//!     pub struct Account: profile + email + custom_data<Preferences>;
//! }
//!
//! #[authenticated(redirect, fetch_userinfo)]
//! async fn theme(user: User<Account>) -> String {
//!     user.custom_data.theme.clone()
//! }
//! # let _: axum::Router = axum::Router::new().route("/theme", axum::routing::get(theme));
//! ```
//!
//! [`#[derive(Claims)]`](derive@Claims) goes the other way: the scopes follow from the fields of a struct of yours, and a
//! field that is not an `Option` is a claim the user must have. [`UserClaims`] holds everything, all of it optional.
//!
//! # Without a framework
//!
//! [`Client`] and [`Session`] do the same by hand: send the browser to a URL, keep [`PendingSignIn`](session::PendingSignIn)
//! for it, and finish with the URL that it comes back to.
//!
//! ```no_run
//! use logto::{Client, Result, SignIn, SignOut, UserClaims};
//!
//! # async fn example(logto: Client, callback_uri: &str) -> Result<()> {
//! let (url, pending) = logto.sign_in(SignIn::to("https://app.example.com/callback")).await?;
//! // … the browser goes to `url`, and comes back to `callback_uri`:
//! let mut session = logto.finish_sign_in(pending, callback_uri).await?;
//! let user: UserClaims = session.userinfo().await?;
//! println!("{} is signed in", user.sub);
//! let url = logto.sign_out(&mut session, SignOut::to("https://app.example.com/")).await?;
//! # Ok(()) }
//! ```
//!
//! # Errors
//!
//! One type, [`Error`], with a predicate for whatever there is to do:
//!
//! | predicate | means | do | status |
//! |---|---|---|---|
//! | [`is_signed_out`](Error::is_signed_out) | no session, or it ended | sign in | 401 |
//! | [`is_denied`](Error::is_denied) | the user cancelled, or Logto refused | say so | 403 |
//! | [`is_transient`](Error::is_transient) | Logto or the store is out of reach; nobody is signed out | try again | 503 |
//! | [`is_untrusted`](Error::is_untrusted) | a token, response or callback failed a check | log it | 400 |
//! | [`is_configuration`](Error::is_configuration) | the app is set up wrongly; the text says what to change | fix it | 500 |
//!
//! [`on_failure`](axum::LogtoLayer::on_failure) shows them as pages of your own.
//!
//! # Security
//!
//! Every sign-in has its own PKCE challenge (S256), `state`, `nonce` and sealed cookie. ID tokens are verified once, when
//! they arrive. Sessions are AES-256-GCM sealed cookies, or records in a [`SessionStore`](session::SessionStore) of yours,
//! which alone can be ended before they expire. No token, code or secret is in any log, error or `Debug`.
//!
//! # Testing
//!
//! [`testing::Emulator`] is a Logto that starts inside a test, with users, apps, faults and a log of requests:
//!
//! ```
//! use logto::testing::{Emulator, User};
//! use logto::{Client, Config, SignIn, UserClaims};
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let emulator = Emulator::builder().user(User::new("alice").name("Alice Example")).start().await?;
//! let config = Config::builder(emulator.endpoint(), emulator.app_id()).app_secret(emulator.app_secret());
//! let logto = Client::new(config.claims::<UserClaims>().build()?);
//!
//! let (url, pending) = logto.sign_in(SignIn::to("http://localhost:3000/callback")).await?;
//! let callback_uri = emulator.sign_in("alice", url.as_str()).await?;
//! let session = logto.finish_sign_in(pending, callback_uri).await?;
//! assert_eq!(session.id_token_claims::<UserClaims>()?.name.as_deref(), Some("Alice Example"));
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Crate features
//!
//! | feature | default | |
//! |---|---|---|
//! | `reqwest` | yes | the HTTP client that talks to Logto; without it, bring an [`HttpClient`](http::HttpClient) of your own |
//! | `axum` | | layer, extractors and routes for axum 0.8 |
//! | `testing` | | [`testing::Emulator`] |
//!
//! # Rust version
//!
//! Rust 1.89 or newer; raised in minor releases only.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

// The macros write `::logto::…`; this lets them work inside the crate and its own tests.

// words
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[doc(hidden)]
pub mod claim;
mod error;
mod organization;
mod prompt;
mod resource;
mod return_to;
mod scope;
mod secret;
// storeys, bottom up
#[cfg(feature = "axum")]
pub mod axum;
pub mod claims;
mod client;
mod config;
pub mod guard;
pub mod http;
mod jose;
mod protocol;
mod provider;
mod refresh;
pub mod session;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;

pub use claims::{Claims, UserClaims};
pub use client::{
    AccessTokenError, AccessTokenRequest, Client, ClientBuilder, Session, SessionError, SignInError, SignOut,
};
pub use config::{Config, ConfigBuilder, ConfigError, ConfigProblem};
pub use error::{Error, OAuthError, OAuthErrorCode, Result};
pub use guard::User;
/// Implements [`Claims`](trait@Claims) for a struct of your own: the scopes follow from its fields.
///
/// A field is the claim of its name; serde's `rename` and `rename_all` count. `Option` fields are for users who have
/// the claim and for those who have not; any other field makes a user without it an error that names the claim.
///
/// - `#[claim("custom_data")]` reads another claim than the field's name says.
/// - `#[claim(custom)]` is for claims that your tenant adds.
/// - `#[claim(id_token)]` says that your tenant puts a claim into the ID token which others have to fetch from
///   the userinfo endpoint.
/// - `#[claim(crate = path::to::logto)]` on the struct says where this crate is, if not at `::logto`.
///
/// # Example
/// ```
/// use logto::{Claims, UserScope};
///
/// #[derive(serde::Deserialize)]
/// struct Preferences { theme: String }
///
/// #[derive(serde::Deserialize, Claims)]
/// struct Subscriber {
///     sub: String,
///     email: String,
///     name: Option<String>,
///     #[claim("custom_data")]
///     preferences: Preferences,
///     #[claim(custom)]
///     tier: Option<u8>,
/// }
///
/// assert_eq!(Subscriber::SCOPES, [UserScope::Email, UserScope::Profile, UserScope::CustomData]);
/// ```
///
/// A name that Logto does not know does not compile:
/// ```compile_fail
/// #[derive(serde::Deserialize, logto::Claims)]
/// struct Account { sub: String, emial: String }
/// ```
pub use logto_macros::Claims;
/// Makes an enum of permissions an API [`Resource`](trait@Resource).
///
/// The API is named by the identifier it has in the Logto console, each permission by its name there:
///
/// ```
/// /// The shopping API and its permissions.
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// #[resource("https://shopping.example.com/api")]
/// enum ShoppingApi {
///     #[scope("read")]
///     Read,
///     #[scope("write")]
///     Write,
/// }
///
/// async fn call(session: logto::Session) -> logto::Result<()> {
///     let token = session.access_token::<ShoppingApi>().await?;
///     println!("may read: {}", token.permits(ShoppingApi::Read));
///     Ok(())
/// }
/// ```
///
/// The permissions of the organization template, which organization tokens hold, are an enum with
/// `#[resource(organizations)]`.
pub use logto_macros::Resource;
pub use logto_macros::authenticated;
/// Makes a struct from scopes: the claims that they bring are its fields.
///
/// `struct Name: scope + scope;`, or with a body for claims that your tenant adds. The scopes are `profile`, `email`,
/// `phone`, `address`, `custom_data` (which can carry a type: `custom_data<T>`), `identities`, `roles`,
/// `organizations`, `organization_roles`, and `sessions` and `trusted_devices`, which bring no claims. `sub` is in
/// every struct. `Debug`, `Serialize` and `Deserialize` come by themselves; the fields are as visible as the struct.
///
/// What Logto sends as `null` for some users is an `Option`, and so is what it leaves out; serializing gives back the
/// JSON that Logto sent.
///
/// # Example
/// ```
/// use logto::{Claims, UserScope};
///
/// logto::claims! {
///     /// Whoever is signed in.
///     #[derive(Clone)]
///     pub struct Member: profile + email {
///         /// Added by the tenant's custom-claims script.
///         #[claim(rename = "https://acme.example/plan")]
///         pub plan: Option<String>,
///     }
/// }
///
/// assert_eq!(Member::SCOPES, [UserScope::Profile, UserScope::Email]);
/// fn greeting(member: &Member) -> String {
///     format!("Hello {}", member.name.as_deref().unwrap_or(&member.sub))
/// }
/// ```
///
/// `#[claim(id_token)]` before a scope says that your tenant puts its claims into the ID token:
/// ```
/// logto::claims! {
///     struct Account: profile + #[claim(id_token)] custom_data;
/// }
/// ```
pub use logto_macros::claims;
pub use organization::{OrganizationId, OrganizationRole, OrganizationRoleError};
pub use prompt::Prompt;
pub use protocol::authorization::{DirectSignIn, FirstScreen, Identifier, SignIn};
pub use resource::Resource;
pub use return_to::{ReturnTo, ReturnToError};
pub use scope::{UnknownScope, UserScope};
pub use secret::{
    AccessTokenSecret, AppSecret, AuthorizationCode, CodeVerifier, Nonce, OneTimeToken, RefreshToken, State,
};
pub use tokens::{AccessToken, AccessTokenClaims, IdToken, JwtClaims};
