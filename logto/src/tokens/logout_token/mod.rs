//! Logout tokens
//! ([OpenID Connect Back-Channel Logout 1.0](https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken)).

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};
use serde_json::Value;

use crate::error::{Error, Kind};
use crate::jose::{JwkSet, Jws, JwsError, SignatureError};

/// The only event that a logout token is about.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How old a logout token may be, which bounds for how long its id has to be remembered. Logto's own expire after two
/// minutes, and those of versions before 9 of its engine never.
const MAX_AGE: Duration = Duration::from_secs(300);

/// A verified message of Logto that sessions have ended.
#[derive(Debug)]
pub(crate) struct LogoutToken {
    pub(crate) issuer: String,
    /// What tells it from all others (`jti`).
    pub(crate) id: String,
    pub(crate) whose: Whose,
    /// After this the token is refused for its age.
    pub(crate) good_until: SystemTime,
}

/// Which sessions have ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Those that came from this session at Logto (`sid`).
    ProviderSession(String),
    /// All of this user (`sub`).
    Subject(String),
}

/// What a logout token has to be like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) app_id: &'a str,
    pub(crate) now: SystemTime,
    /// How far the clocks of Logto and the app may be apart.
    pub(crate) leeway: Duration,
}

/// Which check a logout token failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LogoutTokenError {
    #[error("the logout token is malformed: {0}")]
    Malformed(#[from] JwsError),
    #[error("the token's `typ` is not that of a logout token")]
    Type,
    #[error("not exactly one of Logto's keys fits the logout token")]
    UnknownKey,
    #[error("the logout token's signature is wrong")]
    Signature,
    #[error("the logout token's payload is not a JSON object with the claims of a logout token")]
    Claims,
    #[error("the logout token is of another issuer")]
    Issuer,
    #[error("the logout token is not for this app alone")]
    Audience,
    #[error("the logout token was issued in the future: the clocks of Logto and this machine are apart")]
    IssuedInFuture,
    #[error("the logout token was issued more than {} seconds ago", MAX_AGE.as_secs())]
    TooOld,
    #[error("the logout token has expired")]
    Expired,
    #[error("the token's `events` do not have the back-channel logout among them")]
    Event,
    #[error("the token has a `nonce`, so it is an ID token")]
    Nonce,
    #[error("the logout token names neither a user nor a session")]
    NobodyNamed,
}

impl From<LogoutTokenError> for Error {
    fn from(error: LogoutTokenError) -> Self {
        Self::new(Kind::Untrusted, error)
    }
}

/// The claims of section 2.4.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: u64,
    exp: Option<u64>,
    jti: String,
    events: BTreeMap<String, Value>,
    sub: Option<String>,
    sid: Option<String>,
    #[serde(default, deserialize_with = "is_present")]
    nonce: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Verifies a logout token: section 2.6, but for the memory of its id.
pub(crate) fn verify(
    raw: &str,
    keys: &JwkSet,
    expected: &Expected<'_>,
) -> Result<LogoutToken, LogoutTokenError> {
    let jws = Jws::parse(raw)?;
    check_type(&jws)?;
    jws.verify(keys).map_err(|error| match error {
        SignatureError::Signature => LogoutTokenError::Signature,
        SignatureError::UnknownKey | SignatureError::AmbiguousKey => LogoutTokenError::UnknownKey,
    })?;
    let payload = str::from_utf8(jws.payload()).map_err(|_| LogoutTokenError::Claims)?;
    let claims: Claims = serde_json::from_str(payload).map_err(|_| LogoutTokenError::Claims)?;
    claims.check(expected)
}

/// With the type required no other token of Logto's is taken for one that ends sessions.
fn check_type(jws: &Jws<'_>) -> Result<(), LogoutTokenError> {
    let typ = jws.typ().map(str::to_ascii_lowercase);
    if matches!(typ.as_deref(), Some("logout+jwt" | "application/logout+jwt")) {
        Ok(())
    } else {
        Err(LogoutTokenError::Type)
    }
}

impl Claims {
    fn check(self, expected: &Expected<'_>) -> Result<LogoutToken, LogoutTokenError> {
        if self.iss != expected.issuer {
            return Err(LogoutTokenError::Issuer);
        }
        if !self.aud.is_only(expected.app_id) {
            return Err(LogoutTokenError::Audience);
        }
        let good_until = self.check_times(expected)?;
        if !self.events.get(EVENT).is_some_and(Value::is_object) {
            return Err(LogoutTokenError::Event);
        }
        if self.nonce {
            return Err(LogoutTokenError::Nonce);
        }
        if self.jti.is_empty() {
            return Err(LogoutTokenError::Claims);
        }
        let named = |name: Option<String>| name.filter(|name| !name.is_empty());
        let whose = match (named(self.sid), named(self.sub)) {
            // Of a user with several sessions only this one has ended.
            (Some(sid), _) => Whose::ProviderSession(sid),
            (None, Some(sub)) => Whose::Subject(sub),
            (None, None) => return Err(LogoutTokenError::NobodyNamed),
        };
        Ok(LogoutToken { issuer: self.iss, id: self.jti, whose, good_until })
    }

    /// Says until when the times are good.
    fn check_times(&self, expected: &Expected<'_>) -> Result<SystemTime, LogoutTokenError> {
        let time = |seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
        let later = |time: SystemTime, by| time.checked_add(by).ok_or(LogoutTokenError::Claims);
        let issued_at = time(self.iat).ok_or(LogoutTokenError::Claims)?;
        if issued_at > later(expected.now, expected.leeway)? {
            return Err(LogoutTokenError::IssuedInFuture);
        }
        let too_old_at = later(issued_at, MAX_AGE + expected.leeway)?;
        if expected.now >= too_old_at {
            return Err(LogoutTokenError::TooOld);
        }
        let Some(end) = self.exp else { return Ok(too_old_at) };
        let end = later(time(end).ok_or(LogoutTokenError::Claims)?, expected.leeway)?;
        if expected.now >= end {
            return Err(LogoutTokenError::Expired);
        }
        Ok(too_old_at.min(end))
    }
}

impl Audience {
    fn is_only(&self, app_id: &str) -> bool {
        match self {
            Self::One(audience) => audience == app_id,
            Self::Several(audiences) => {
                !audiences.is_empty() && audiences.iter().all(|audience| audience == app_id)
            }
        }
    }
}

/// `true` for any value, `null` included.
fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

#[cfg(test)]
mod tests;
