//! Verification of access tokens ([RFC 9068 section 4](https://www.rfc-editor.org/rfc/rfc9068#section-4)).

use std::time::{Duration, SystemTime};

use super::VerifiedAccessToken;
use crate::jose::{JwkSet, Jws, JwsError, SignatureError};

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
    #[error("the token's `typ` is not `at+jwt`: it is no access token")]
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

/// Verifies an access token.
pub(crate) fn verify(
    raw: &str,
    keys: &JwkSet,
    expected: &Expected<'_>,
) -> Result<VerifiedAccessToken, BearerTokenError> {
    let jws = Jws::parse(raw).map_err(BearerTokenError::Malformed)?;
    let _ = (jws.verify(keys).map_err(|_: SignatureError| BearerTokenError::Signature)?, expected);
    Err(BearerTokenError::Claims)
}
