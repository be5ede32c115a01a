//! Access tokens that requests bring, verified.

mod verify;

use std::fmt;

pub(crate) use self::verify::{BearerTokenError, Expected, verify};
use super::JwtClaims;

/// An access token whose signature and times were checked, and that one of the trusted issuers issued. What it is for is
/// the API's to check.
pub(crate) struct VerifiedAccessToken {
    claims: JwtClaims,
    /// The JSON that was signed.
    payload: String,
}

impl VerifiedAccessToken {
    pub(crate) fn claims(&self) -> &JwtClaims {
        &self.claims
    }

    pub(crate) fn payload(&self) -> &str {
        &self.payload
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
