//! Claims: what Logto says about a user, as a Rust type.

pub(crate) mod convert;
mod decode;
mod facts;
mod user;
mod values;

pub use convert::FromClaim;
pub use decode::ClaimsError;
pub(crate) use decode::decode;
pub use facts::{CLAIMS, ClaimFacts, Delivery, Presence};
pub use user::UserClaims;
pub use values::{Address, Identity, OrganizationData, SsoIdentity, Timestamp};

use crate::scope::UserScope;

/// A type that holds claims about a user: made by [`claims!`](macro@crate::claims), by
/// [`#[derive(Claims)]`](derive@crate::Claims), or [`UserClaims`].
///
/// Implement it through those; they keep the scopes and the fields in step.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a claims type",
    label = "not a claims type",
    note = "make one with `claims!` or `#[derive(logto::Claims)]`, or use `logto::UserClaims`"
)]
pub trait Claims: serde::de::DeserializeOwned + Send + Sync + 'static {
    /// The scopes that bring these claims.
    const SCOPES: &'static [UserScope];

    /// Claims whose field has another name: claim, then field.
    #[doc(hidden)]
    const RENAMED: &'static [(&'static str, &'static str)] = &[];

    /// What the claims need: [`IdTokenOnly`], or the type of the first claim that only the userinfo endpoint delivers.
    #[doc(hidden)]
    type Needs;
}

/// Says that the ID token holds all of the claims that a type needs.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct IdTokenOnly;

/// A claim that only the userinfo endpoint delivers, unless the tenant puts it in the ID token.
#[doc(hidden)]
pub trait UserinfoClaim {}
