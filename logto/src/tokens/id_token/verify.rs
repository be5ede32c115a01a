//! Verification of an ID token
//! ([OpenID Connect Core 1.0 section 3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)).
//!
//! openidconnect's verifier checks issuer, audience, signature, expiry and nonce. The rest is here, because it does
//! not: the type, the authorized party, the time of issue, the subject and the access token's hash.

use std::time::{Duration, SystemTime};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::core::CoreGenderClaim;
use openidconnect::{
    ClaimsVerificationError, ClientId, EmptyAdditionalClaims, IdTokenVerifier, IssuerUrl, JsonWebKeySet,
    SignatureVerificationError,
};

use super::{IdToken, Registered, read};
use crate::error::{Error, Kind};
use crate::jose::{Algorithm, Jwk, JwkSet, Jws, JwsError, NoEncryption};
use crate::secret::Nonce;

/// openidconnect's ID token with our algorithms.
type Unverified = openidconnect::IdToken<EmptyAdditionalClaims, CoreGenderClaim, NoEncryption, Algorithm>;

/// What an ID token has to be like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) app_id: &'a str,
    /// The nonce of the sign-in, if there is one to compare with.
    pub(crate) nonce: Option<&'a Nonce>,
    /// The user who signed in, when a session is refreshed.
    pub(crate) subject: Option<&'a str>,
    /// The access token that came along, which the token may name by its hash.
    pub(crate) access_token: Option<&'a str>,
    pub(crate) now: SystemTime,
    /// How far the clocks of Logto and the app may be apart.
    pub(crate) leeway: Duration,
}

/// Which check an ID token failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdTokenError {
    #[error("the ID token is malformed: {0}")]
    Malformed(#[source] JwsError),
    #[error("the ID token's payload is not a JSON object with the claims of an ID token")]
    Claims,
    #[error("the ID token's `alg` is not one of RS256, PS256, ES256, ES384 and ES512")]
    Algorithm,
    #[error("not exactly one of Logto's keys fits the ID token")]
    UnknownKey,
    #[error("the ID token's signature is wrong")]
    Signature,
    #[error("the token's `typ` is not that of an ID token")]
    Type,
    #[error("the ID token is of another issuer")]
    Issuer,
    #[error("the ID token is not for this app alone")]
    Audience,
    #[error("the ID token was issued to another app")]
    AuthorizedParty,
    #[error("the ID token has expired: if it is new, the clocks of Logto and this machine are apart")]
    Expired,
    #[error("the ID token was issued in the future: the clocks of Logto and this machine are apart")]
    IssuedInFuture,
    #[error("the ID token's `nonce` is not that of the sign-in")]
    Nonce,
    #[error("the ID token is about another user than the session")]
    Subject,
    #[error("the ID token does not belong to the access token that came with it")]
    AccessTokenHash,
}

/// Verifies an ID token.
pub(crate) fn verify(raw: &str, keys: &JwkSet, expected: &Expected<'_>) -> Result<IdToken, IdTokenError> {
    let jws = Jws::parse(raw)?;
    check_type(&jws)?;
    let (payload, registered) = read(&jws)?;
    check_with_openidconnect(raw, keys, expected, &registered)?;
    registered.check_authorized_party(expected)?;
    registered.check_issue_time(expected)?;
    registered.check_subject(expected)?;
    registered.check_access_token_hash(expected, jws.algorithm())?;
    Ok(IdToken { raw: raw.to_owned(), payload, registered })
}

/// Logto writes no `typ` into ID tokens, and `at+jwt` and `logout+jwt` into other tokens of the same key.
fn check_type(jws: &Jws<'_>) -> Result<(), IdTokenError> {
    let is_jwt = jws.typ().is_none_or(|typ| typ.eq_ignore_ascii_case("jwt"));
    if is_jwt { Ok(()) } else { Err(IdTokenError::Type) }
}

fn check_with_openidconnect(
    raw: &str,
    keys: &JwkSet,
    expected: &Expected<'_>,
    registered: &Registered,
) -> Result<(), IdTokenError> {
    let token: Unverified = raw.parse().map_err(|_| IdTokenError::Claims)?;
    let issuer = IssuerUrl::new(expected.issuer.to_owned()).map_err(|_| IdTokenError::Issuer)?;
    let keys = JsonWebKeySet::<Jwk>::new(keys.keys().to_vec());
    // A token that expired within the leeway is as good as one that expires now. A clock before 1970 helps nobody.
    let now = expected.now.checked_sub(expected.leeway).unwrap_or(SystemTime::UNIX_EPOCH);
    // Other audiences are trusted if the token says that it was issued to us, which `check_authorized_party` checks.
    let authorized = registered.azp.is_some();
    let verifier =
        IdTokenVerifier::new_public_client(ClientId::new(expected.app_id.to_owned()), issuer, keys)
            .set_allowed_algs(Algorithm::ALL)
            .set_other_audience_verifier_fn(move |_| authorized)
            .set_time_fn(move || now.into());
    let nonce = expected.nonce.map(|nonce| openidconnect::Nonce::new(nonce.expose().to_owned()));
    let outcome = match &nonce {
        Some(nonce) => token.claims(&verifier, nonce),
        None => token.claims(&verifier, |_: Option<&openidconnect::Nonce>| Ok(())),
    };
    outcome.map(|_| ()).map_err(|error| failed_check(&error))
}

impl Registered {
    fn check_authorized_party(&self, expected: &Expected<'_>) -> Result<(), IdTokenError> {
        let ours = self.azp.as_ref().is_none_or(|azp| azp == expected.app_id);
        if ours { Ok(()) } else { Err(IdTokenError::AuthorizedParty) }
    }

    fn check_issue_time(&self, expected: &Expected<'_>) -> Result<(), IdTokenError> {
        // A clock so far ahead that the leeway overflows it has no future.
        let latest = expected.now.checked_add(expected.leeway).unwrap_or(expected.now);
        if self.issued_at() <= latest { Ok(()) } else { Err(IdTokenError::IssuedInFuture) }
    }

    fn check_subject(&self, expected: &Expected<'_>) -> Result<(), IdTokenError> {
        let same = expected.subject.is_none_or(|subject| subject == self.sub);
        if same { Ok(()) } else { Err(IdTokenError::Subject) }
    }

    /// The left half of the access token's hash: section 3.1.3.6. Logto does not send it any more.
    fn check_access_token_hash(
        &self,
        expected: &Expected<'_>,
        algorithm: Algorithm,
    ) -> Result<(), IdTokenError> {
        let (Some(hash), Some(access_token)) = (&self.at_hash, expected.access_token) else {
            return Ok(());
        };
        let digest = algorithm.digest(access_token.as_bytes());
        let (half, _) = digest.as_ref().split_at(digest.as_ref().len() / 2);
        verify_slices_are_equal(BASE64_URL_SAFE_NO_PAD.encode(half).as_bytes(), hash.as_bytes())
            .map_err(|_| IdTokenError::AccessTokenHash)
    }
}

fn failed_check(error: &ClaimsVerificationError) -> IdTokenError {
    use ClaimsVerificationError as Claims;
    use SignatureVerificationError as Signature;
    match error {
        Claims::InvalidIssuer(_) => IdTokenError::Issuer,
        Claims::InvalidAudience(_) => IdTokenError::Audience,
        Claims::Expired(_) => IdTokenError::Expired,
        Claims::InvalidNonce(_) => IdTokenError::Nonce,
        Claims::InvalidSubject(_) => IdTokenError::Subject,
        Claims::Unsupported(_) => IdTokenError::Type,
        Claims::SignatureVerification(Signature::DisallowedAlg(_) | Signature::UnsupportedAlg(_)) => {
            IdTokenError::Algorithm
        }
        Claims::SignatureVerification(Signature::NoMatchingKey | Signature::AmbiguousKeyId(_)) => {
            IdTokenError::UnknownKey
        }
        Claims::SignatureVerification(_) => IdTokenError::Signature,
        _ => IdTokenError::Claims,
    }
}

impl From<JwsError> for IdTokenError {
    fn from(error: JwsError) -> Self {
        match error {
            JwsError::Algorithm => Self::Algorithm,
            error => Self::Malformed(error),
        }
    }
}

impl From<IdTokenError> for Error {
    fn from(error: IdTokenError) -> Self {
        Self::new(Kind::Untrusted, error)
    }
}
