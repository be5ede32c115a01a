//! Verification of access tokens ([RFC 9068 section 4](https://www.rfc-editor.org/rfc/rfc9068#section-4)).

use std::time::{Duration, SystemTime};

use super::{VerifiedAccessToken, is_opaque};
use crate::epoch;
use crate::jose::{JwkSet, Jws, JwsError, SignatureError};
use crate::tokens::JwtClaims;

/// What an access token has to agree with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    /// Any of these may have issued it.
    pub(crate) issuers: &'a [String],
    pub(crate) leeway: Duration,
    pub(crate) now: SystemTime,
}

/// Why an access token is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BearerTokenError {
    #[error(
        "the access token is opaque, for Logto itself and not for an API: the client has to request a resource (the \
         API's identifier)"
    )]
    Opaque,
    #[error(transparent)]
    Malformed(JwsError),
    #[error("the token is of another type (`typ` is not `at+jwt`): it is no access token")]
    Type,
    #[error("the access token was signed with an algorithm that Logto does not use")]
    Algorithm,
    #[error("the access token was signed with a key that Logto does not publish")]
    UnknownKey,
    #[error("the access token's signature is wrong")]
    Signature,
    #[error("the access token's claims are not those of an access token")]
    Claims,
    #[error("the access token was issued by somebody else")]
    Issuer,
    #[error("the access token expired")]
    Expired,
    #[error("the access token is not valid yet")]
    NotYetValid,
    #[error("the access token was issued in the future")]
    IssuedInFuture,
    #[error("Logto says that the access token is not active")]
    Inactive,
}

/// A token that passes every check that needs no key.
///
/// Whoever forged it knew how: this only refuses, early and without a network, and admits nothing. What the token says
/// cannot be read before [`verify`](Self::verify) has passed.
#[derive(Debug)]
pub(crate) struct Candidate<'a> {
    jws: Jws<'a>,
    claims: JwtClaims,
}

impl<'a> Candidate<'a> {
    pub(crate) fn parse(raw: &'a str, expected: &Expected<'_>) -> Result<Self, BearerTokenError> {
        if is_opaque(raw) {
            return Err(BearerTokenError::Opaque);
        }
        let jws = Jws::parse(raw)?;
        check_type(&jws)?;
        let claims: JwtClaims =
            serde_json::from_slice(jws.payload()).map_err(|_| BearerTokenError::Claims)?;
        check_claims(&claims, expected)?;
        Ok(Self { jws, claims })
    }

    /// Whether the key that the token names may be among newer keys than these.
    pub(crate) fn names_none_of(&self, keys: &JwkSet) -> bool {
        keys.lacks(self.jws.kid(), self.jws.algorithm())
    }

    /// Whether the token had been issued by `time`, so that Logto had published its key. In doubt it had not: clocks may
    /// be apart, and `iat` is the second in which it was issued.
    pub(crate) fn is_older_than(&self, time: SystemTime, leeway: Duration) -> bool {
        self.claims.iat.saturating_add(leeway.as_secs()) < epoch::seconds(time)
    }

    /// Checks the signature.
    pub(crate) fn verify(self, keys: &JwkSet) -> Result<VerifiedAccessToken, BearerTokenError> {
        let key = self.jws.verify(keys)?.clone();
        let payload = String::from_utf8(self.jws.into_payload()).map_err(|_| BearerTokenError::Claims)?;
        Ok(VerifiedAccessToken::signed(self.claims, payload, key))
    }
}

/// ID tokens and logout tokens are signed with the same keys
/// ([section 2.1](https://www.rfc-editor.org/rfc/rfc9068#section-2.1)).
fn check_type(jws: &Jws<'_>) -> Result<(), BearerTokenError> {
    let is_access_token = jws.typ().is_some_and(|typ| {
        ["at+jwt", "application/at+jwt"].iter().any(|expected| typ.eq_ignore_ascii_case(expected))
    });
    if is_access_token { Ok(()) } else { Err(BearerTokenError::Type) }
}

fn check_claims(claims: &JwtClaims, expected: &Expected<'_>) -> Result<(), BearerTokenError> {
    if claims.sub.is_empty() {
        return Err(BearerTokenError::Claims);
    }
    expected.check_issuer(&claims.iss)?;
    expected.check_expiry(claims.exp)?;
    if let Some(not_before) = claims.extra.get("nbf") {
        let not_before = not_before.as_u64().ok_or(BearerTokenError::Claims)?;
        if !expected.has_come(not_before) {
            return Err(BearerTokenError::NotYetValid);
        }
    }
    if expected.has_come(claims.iat) { Ok(()) } else { Err(BearerTokenError::IssuedInFuture) }
}

impl Expected<'_> {
    pub(super) fn check_issuer(&self, issuer: &str) -> Result<(), BearerTokenError> {
        let trusted = self.issuers.iter().any(|trusted| trusted == issuer);
        if trusted { Ok(()) } else { Err(BearerTokenError::Issuer) }
    }

    pub(super) fn check_expiry(&self, expiry: u64) -> Result<(), BearerTokenError> {
        // A clock before 1970 helps nobody.
        let now = self.now.checked_sub(self.leeway).unwrap_or(SystemTime::UNIX_EPOCH);
        if epoch::time(expiry) > now { Ok(()) } else { Err(BearerTokenError::Expired) }
    }

    fn has_come(&self, seconds: u64) -> bool {
        // A clock so far ahead that the leeway overflows it has no future. A time that no clock can show never comes.
        let now = self.now.checked_add(self.leeway).unwrap_or(self.now);
        seconds <= epoch::seconds(now)
    }
}

impl From<JwsError> for BearerTokenError {
    fn from(error: JwsError) -> Self {
        match error {
            JwsError::Algorithm => Self::Algorithm,
            error => Self::Malformed(error),
        }
    }
}

impl From<SignatureError> for BearerTokenError {
    fn from(error: SignatureError) -> Self {
        match error {
            // Two keys of one id: Logto publishes neither as *the* key.
            SignatureError::UnknownKey | SignatureError::AmbiguousKey => Self::UnknownKey,
            SignatureError::Signature => Self::Signature,
        }
    }
}

#[cfg(test)]
mod tests;
