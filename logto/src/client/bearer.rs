//! Access tokens that requests bring.

use std::sync::{Arc, PoisonError};

use super::Client;
use crate::error::{Error, Result};
use crate::jose::JwkSet;
use crate::protocol::introspection::{self, Introspection, IntrospectionError};
use crate::secret::sha256;
use crate::tokens::bearer::{self, Candidate, Known};
use crate::tokens::{BearerTokenError, VerifiedAccessToken};

/// How many verified tokens are kept.
pub(super) const CAPACITY: usize = 10_000;

/// Why an access token is not verified.
#[derive(Debug)]
pub(crate) enum VerificationFailure {
    /// The token is not valid.
    Invalid(BearerTokenError),
    /// What it would be verified with cannot be had.
    Unavailable(Error),
}

impl From<BearerTokenError> for VerificationFailure {
    fn from(error: BearerTokenError) -> Self {
        Self::Invalid(error)
    }
}

impl From<Error> for VerificationFailure {
    fn from(error: Error) -> Self {
        Self::Unavailable(error)
    }
}

impl Client {
    /// Verifies an access token, whatever API it is for.
    ///
    /// What can be refused without Logto's keys is refused before they are asked for, so that a flood of forged tokens
    /// reaches nobody.
    pub(crate) async fn verify_access_token(
        &self,
        token: &str,
    ) -> Result<Arc<VerifiedAccessToken>, VerificationFailure> {
        let (config, now) = (self.config(), self.now());
        let digest = sha256(token);
        if let Some(known) = self.0.verified.get(&digest, now, config.leeway()) {
            let keys = self.0.provider.keys(now).await?;
            if let Some(token) = self.known(digest, known, keys) {
                return Ok(token);
            }
        }
        let expected = bearer::Expected { issuers: config.issuers(), leeway: config.leeway(), now };
        let candidate = match Candidate::parse(token, &expected) {
            Err(BearerTokenError::Opaque) if self.asks_about(token) => {
                return self.introspect(token, &expected).await;
            }
            candidate => candidate?,
        };
        let (token, keys) = self.verify_candidate(candidate, &expected).await?;
        let token = Arc::new(token);
        self.0.verified.insert(digest, Known { token: Arc::clone(&token), keys });
        Ok(token)
    }

    /// A token out of the cache, unless its key is gone from the present key set.
    fn known(&self, digest: [u8; 32], known: Known, keys: Arc<JwkSet>) -> Option<Arc<VerifiedAccessToken>> {
        if !known.is_good_for(&keys) {
            self.0.verified.remove(&digest);
            return None;
        }
        let token = Arc::clone(&known.token);
        if !Arc::ptr_eq(&known.keys, &keys) {
            self.0.verified.insert(digest, Known { keys, ..known });
        }
        Some(token)
    }

    /// With keys fetched anew if the token names one that is not known. If they cannot be fetched then, nobody can
    /// tell whether the token is good.
    async fn verify_candidate(
        &self,
        candidate: Candidate<'_>,
        expected: &bearer::Expected<'_>,
    ) -> Result<(VerifiedAccessToken, Arc<JwkSet>), VerificationFailure> {
        let mut keys = self.0.provider.keys(expected.now).await?;
        if !candidate.names_one_of(&keys) {
            keys = self.0.provider.refetch_keys(expected.now).await?;
        }
        Ok((candidate.verify(&keys)?, keys))
    }

    fn asks_about(&self, token: &str) -> bool {
        !self.config().introspected_apps().is_empty() && bearer::is_opaque(token)
    }

    /// Asks Logto about an opaque token. The answer is not kept: a token may be revoked at any time.
    async fn introspect(
        &self,
        token: &str,
        expected: &bearer::Expected<'_>,
    ) -> Result<Arc<VerifiedAccessToken>, VerificationFailure> {
        let answer = self.ask_about(token, expected).await?;
        let token = bearer::introspected(answer, self.config().introspected_apps(), expected)?;
        Ok(Arc::new(token))
    }

    async fn ask_about(&self, token: &str, expected: &bearer::Expected<'_>) -> Result<Introspection> {
        let metadata = self.0.provider.metadata(expected.now).await?;
        let endpoint = metadata.introspection_endpoint.as_ref().ok_or(IntrospectionError::NoEndpoint)?;
        let request = introspection::request(endpoint, self.authentication(), token);
        Ok(introspection::parse(&self.0.http.send(request).await?)?)
    }

    /// From here on, whoever is refused learns where the API's metadata are.
    pub(crate) fn publish(&self, indicator: &'static str) {
        self.0.published.lock().unwrap_or_else(PoisonError::into_inner).insert(indicator);
    }

    pub(crate) fn publishes(&self, indicator: &str) -> bool {
        self.0.published.lock().unwrap_or_else(PoisonError::into_inner).contains(indicator)
    }
}
