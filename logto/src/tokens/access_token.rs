//! Access tokens as a session keeps them.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::access_token_claims::AccessTokenClaims;
use crate::epoch::{self, seconds};
use crate::protocol::token::TokenResponse;
use crate::resource::Resource;
use crate::secret::{AccessTokenSecret, RefreshToken};

/// What an access token is for. The default is the userinfo endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct AccessTokenKey {
    pub(crate) resource: Option<String>,
    pub(crate) organization: Option<String>,
    /// The scopes it was narrowed to, in the order that they sort in.
    pub(crate) scopes: Option<Vec<String>>,
}

/// An access token, what it grants and how long it lasts.
///
/// It is for the API to verify; to this app it is a text to send along. [`claims`](Self::claims) reads it all the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessToken {
    secret: AccessTokenSecret,
    /// The scopes that Logto granted, separated by spaces.
    scope: Option<String>,
    /// In seconds since 1970: sealed cookies are counted in bytes.
    expires_at: u64,
}

#[cfg(test)]
impl AccessToken {
    /// A token that lasts an hour from 1970 on.
    pub(crate) fn sample(secret: &str) -> Self {
        let an_hour = Some(Duration::from_secs(3600));
        Self::new(AccessTokenSecret::new(secret), None, an_hour, SystemTime::UNIX_EPOCH)
    }
}

impl AccessToken {
    /// What a token without a stated lifetime is trusted for. Logto always states one.
    const UNSTATED_LIFETIME: Duration = Duration::from_secs(300);

    pub(crate) fn new(
        secret: AccessTokenSecret,
        scope: Option<String>,
        expires_in: Option<Duration>,
        now: SystemTime,
    ) -> Self {
        let lifetime = expires_in.unwrap_or(Self::UNSTATED_LIFETIME);
        Self { secret, scope, expires_at: seconds(now).saturating_add(lifetime.as_secs()) }
    }

    /// The token itself, for the `Authorization: Bearer` header of a request to the API.
    pub fn secret(&self) -> &AccessTokenSecret {
        &self.secret
    }

    /// The permissions that Logto granted, which may be none.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope.iter().flat_map(|scope| scope.split_ascii_whitespace())
    }

    /// Whether Logto granted a permission.
    pub fn permits(&self, permission: impl Resource) -> bool {
        self.scopes().any(|scope| scope == permission.scope())
    }

    /// When the token expires.
    pub fn expires_at(&self) -> SystemTime {
        epoch::time(self.expires_at)
    }

    /// What the token says, read and **not verified**: Logto sent it to this app over TLS, and the API verifies it.
    ///
    /// A token for no API and no organization is opaque and says nothing.
    pub fn claims(&self) -> AccessTokenClaims {
        AccessTokenClaims::read(self.secret.expose())
    }

    /// Whether the token can still be used, `margin` before it expires.
    pub(crate) fn is_fresh(&self, now: SystemTime, margin: Duration) -> bool {
        seconds(now).saturating_add(margin.as_secs()) < self.expires_at
    }
}

impl TokenResponse {
    /// The parts of a response: its access token, and a new refresh token if it brought one.
    pub(crate) fn into_tokens(self, now: SystemTime) -> (AccessToken, Option<RefreshToken>) {
        let token = AccessToken::new(self.access_token, self.scope, self.expires_in, now);
        (token, self.refresh_token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(expires_in: Option<u64>, now: u64) -> AccessToken {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
        AccessToken::new(AccessTokenSecret::new("at"), None, expires_in.map(Duration::from_secs), now)
    }

    fn is_fresh(token: &AccessToken, now: u64) -> bool {
        token.is_fresh(SystemTime::UNIX_EPOCH + Duration::from_secs(now), Duration::from_secs(60))
    }

    #[test]
    fn a_token_is_used_until_the_margin() {
        let token = token(Some(3600), 1000);
        assert!(is_fresh(&token, 1000 + 3600 - 61));
        assert!(!is_fresh(&token, 1000 + 3600 - 60));
    }

    #[test]
    fn an_unstated_lifetime_is_short() {
        let token = token(None, 1000);
        assert!(is_fresh(&token, 1000));
        assert!(!is_fresh(&token, 1000 + 300));
    }

    #[test]
    fn an_endless_lifetime_does_not_overflow() {
        assert!(is_fresh(&token(Some(u64::MAX), 1000), 1_000_000));
    }
}
