//! Claims: what Logto says about a user, as Rust types.
//!
//! An application names the claims it wants by a struct, and the struct's scopes are what sign-in asks for:
//!
//! - [`claims!`](crate::claims!) makes a struct from scopes;
//! - [`#[derive(Claims)]`](derive@crate::Claims) infers scopes from a struct of your own;
//! - [`UserClaims`] takes whatever there is.
//!
//! [`CLAIMS`] is the table behind all three.

pub mod convert;
mod decode;
mod diagnose;
mod error;
mod rename;
pub mod roles;
mod standard;
mod table;
mod timestamp;
mod value;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) use decode::decode;
pub use error::ClaimsError;
pub use roles::{HasOrganizationRoles, HasRoles};
pub use standard::UserClaims;
pub use table::{CLAIMS, Claim, Delivery, Empty, wire};
pub use timestamp::Timestamp;
pub use value::{Address, Identity, OrganizationData, SsoIdentity};

use crate::scope::UserScope;

/// What an application wants to know about its users.
///
/// Made by [`claims!`](crate::claims!) or [`#[derive(Claims)]`](derive@crate::Claims), not by hand. A struct of
/// claims is read from the ID token, or with `fetch_userinfo` from the userinfo endpoint.
///
/// # Example
///
/// ```
/// use logto::{Claims, UserScope, claims};
///
/// claims! {
///     pub struct Account: profile + email;
/// }
/// assert_eq!(Account::SCOPES, [UserScope::Profile, UserScope::Email]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a claims type: make it with `logto::claims!` or add `#[derive(logto::Claims)]` to it",
    label = "not a claims type"
)]
pub trait Claims: DeserializeOwned + Send + Sync + 'static {
    /// The scopes to ask for, so that Logto delivers these claims.
    const SCOPES: &'static [UserScope];

    /// Fields that serde knows by another name than Logto: `(claim, field)`.
    #[doc(hidden)]
    const RENAMED: &'static [(&'static str, &'static str)] = &[];

    /// The claims this type cannot do without and an ID token does not carry: `()`, one marker, or a tuple of them.
    #[doc(hidden)]
    type FromUserinfo;

    /// Reads claims from JSON, as they stand in the payload of an ID token or in a userinfo response.
    ///
    /// Guards do this with what they have verified; by hand it is for tests and for claims that
    /// were kept.
    ///
    /// # Errors
    ///
    /// [`ClaimsError`] names the claim that does not fill its field, and not what it holds.
    ///
    /// # Security
    ///
    /// Nothing is verified here: whoever wrote the JSON says who the user is.
    fn from_json(json: &str) -> Result<Self, ClaimsError> {
        decode(json)
    }
}

/// All that there is, as JSON.
// A list of these is no help to someone whose own type is meant.
#[diagnostic::do_not_recommend]
impl Claims for Map<String, Value> {
    const SCOPES: &'static [UserScope] = &[];
    type FromUserinfo = ();
}

/// Claims that the ID token carries: no userinfo request is needed to read them.
///
/// What guards without `fetch_userinfo` ask of the type in `User<C>`. It is implemented for every type that
/// [`claims!`](crate::claims!) or [`#[derive(Claims)]`](derive@crate::Claims) makes, unless it has a field that is
/// neither an `Option` nor marked `#[claim(id_token)]` and that Logto delivers from the userinfo endpoint only.
#[diagnostic::on_unimplemented(
    message = "claims of `{Self}` cannot be read from an ID token alone",
    label = "has claims that Logto delivers from the userinfo endpoint, or is not a claims type",
    note = "read them from the userinfo endpoint; or, if your tenant puts them into the ID token, mark them `#[claim(id_token)]`; or, if you can do without them, make the fields `Option`s"
)]
pub trait IdTokenClaims: Claims + InIdToken<<Self as Claims>::FromUserinfo> {}

impl<C: Claims + InIdToken<C::FromUserinfo>> IdTokenClaims for C {}

/// Claims that an ID token carries, without those in `Missing`: there is an implementation if nothing is missing.
///
/// It is what the compiler speaks of. [`IdTokenClaims`] is the name to use.
#[diagnostic::on_unimplemented(
    message = "claims of `{Self}` include `{Missing}`, which Logto delivers from the userinfo endpoint: add `fetch_userinfo` to `#[logto::authenticated(…)]`",
    label = "cannot be read from an ID token",
    note = "if your tenant puts the claim into the ID token, mark it `#[claim(id_token)]`; if you can do without it, make the field an `Option`"
)]
pub trait InIdToken<Missing> {}

#[diagnostic::do_not_recommend]
impl<C> InIdToken<()> for C {}
