//! Logto for Rust.

// The macros write `::logto::…`; this lets them work inside the crate and its own tests.
extern crate self as logto;

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
pub use resource::Resource;
pub use return_to::{ReturnTo, ReturnToError};
pub use scope::{UnknownScope, UserScope};
pub use secret::{
    AccessTokenSecret, AppSecret, AuthorizationCode, CodeVerifier, Nonce, OneTimeToken, RefreshToken, State,
};
pub use tokens::{AccessToken, AccessTokenClaims, IdToken, JwtClaims};
