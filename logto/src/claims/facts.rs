//! What is known about each claim.

use crate::scope::UserScope;

logto_macros::__logto_table!(facts);

/// What is known about a claim.
///
/// ```
/// use logto::claims::{CLAIMS, Delivery};
///
/// let custom_data = CLAIMS.iter().find(|claim| claim.name == "custom_data").unwrap();
/// assert_eq!(custom_data.delivery, Delivery::UserinfoByDefault);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimFacts {
    /// The claim's name in tokens.
    pub name: &'static str,
    /// The scope that brings it; `None` is `openid`, which is always requested.
    pub scope: Option<UserScope>,
    /// What comes for a user who has none.
    pub presence: Presence,
    /// Where Logto puts it.
    pub delivery: Delivery,
}

/// What Logto sends for a user who lacks a claim, when its scope was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// That does not happen.
    Always,
    /// An explicit `null`.
    Null,
    /// Nothing.
    Absent,
}

/// Where Logto puts a claim. The userinfo endpoint has all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// In the ID token.
    IdToken,
    /// In the ID token, unless the tenant turned that off.
    IdTokenByDefault,
    /// Only in userinfo, unless the tenant turned the ID token on.
    UserinfoByDefault,
}
