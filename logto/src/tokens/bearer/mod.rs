//! Access tokens that requests bring, verified.

mod cache;
mod introspected;
mod verify;

use std::fmt;

pub(crate) use self::cache::{Fingerprint, Known, VerifiedTokens};
pub(crate) use self::introspected::introspected;
use self::introspected::is_opaque;
pub(crate) use self::verify::{BearerTokenError, Candidate, Expected};
use super::JwtClaims;
use crate::jose::Jwk;

/// An access token whose signature and times were checked, and that one of the trusted issuers issued, or that Logto
/// itself vouched for. What it is for is the API's to check.
pub(crate) struct VerifiedAccessToken {
    claims: JwtClaims,
    /// The JSON that was signed, or Logto's answer.
    payload: String,
    evidence: Evidence,
}

/// Why a token is believed.
enum Evidence {
    /// The key that signed it.
    Signature(Jwk),
    /// Logto was asked. Such a token is for Logto's own endpoints and names no API: it has no audience and no
    /// permissions.
    Introspection,
}

impl VerifiedAccessToken {
    fn signed(claims: JwtClaims, payload: String, key: Jwk) -> Self {
        Self { claims, payload, evidence: Evidence::Signature(key) }
    }

    fn introspected(claims: JwtClaims, payload: String) -> Self {
        Self { claims, payload, evidence: Evidence::Introspection }
    }

    /// A token as if it had been verified.
    #[cfg(test)]
    pub(crate) fn sample(claims: JwtClaims, is_signed: bool) -> Self {
        let keys = crate::jose::signer::Signer::shared(crate::jose::Algorithm::Es384).key_set();
        let evidence =
            if is_signed { Evidence::Signature(keys.keys()[0].clone()) } else { Evidence::Introspection };
        Self { claims, payload: String::new(), evidence }
    }

    pub(crate) fn claims(&self) -> &JwtClaims {
        &self.claims
    }

    pub(crate) fn payload(&self) -> &str {
        &self.payload
    }

    /// Whether the token says what it is for.
    pub(crate) fn has_audience(&self) -> bool {
        matches!(self.evidence, Evidence::Signature(_))
    }

    /// The key that signed it, if one did.
    pub(crate) fn key(&self) -> Option<&Jwk> {
        match &self.evidence {
            Evidence::Signature(key) => Some(key),
            Evidence::Introspection => None,
        }
    }
}

/// Whom it speaks for, and not the token.
impl fmt::Debug for VerifiedAccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedAccessToken")
            .field("sub", &self.claims.sub)
            .field("client_id", &self.claims.client_id)
            .field("aud", &self.claims.aud)
            .finish_non_exhaustive()
    }
}
