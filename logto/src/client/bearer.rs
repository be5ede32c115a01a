//! Access tokens that requests bring.

use std::sync::{Arc, PoisonError};

use super::Client;
use crate::error::Error;
use crate::tokens::{BearerTokenError, VerifiedAccessToken, bearer};

/// Why an access token is not verified.
#[derive(Debug)]
pub(crate) enum VerificationFailure {
    /// The token is not valid.
    Invalid(BearerTokenError),
    /// What it would be verified with cannot be had.
    Unavailable(Error),
}

impl Client {
    /// Verifies an access token, whatever API it is for.
    pub(crate) async fn verify_access_token(
        &self,
        token: &str,
    ) -> Result<Arc<VerifiedAccessToken>, VerificationFailure> {
        let now = self.now();
        let keys = self.0.provider.keys(now).await.map_err(VerificationFailure::Unavailable)?;
        let issuers = [self.config().issuer()];
        let expected = bearer::Expected { issuers: &issuers, leeway: self.config().leeway(), now };
        bearer::verify(token, &keys, &expected).map(Arc::new).map_err(VerificationFailure::Invalid)
    }

    /// From here on, whoever is refused learns where the API's metadata are.
    pub(crate) fn publish(&self, indicator: &'static str) {
        self.0.published.lock().unwrap_or_else(PoisonError::into_inner).insert(indicator);
    }

    pub(crate) fn publishes(&self, indicator: &str) -> bool {
        self.0.published.lock().unwrap_or_else(PoisonError::into_inner).contains(indicator)
    }
}
