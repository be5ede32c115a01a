//! Access tokens that requests bring.

use std::sync::{Arc, PoisonError};
use std::time::SystemTime;

use super::Client;
use crate::error::{Error, Kind, Result};
use crate::jose::JwkSet;
use crate::protocol::introspection::{self, Introspection, IntrospectionError};
use crate::tokens::bearer::{self, Candidate, Fingerprint, Known};
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

/// The key of a token may be newer than the keys that are known, and those too new to be fetched again.
#[derive(Debug, thiserror::Error)]
#[error(
    "the access token names a key that Logto may have published since its keys were last fetched: they are fetched again \
     30 seconds after that"
)]
struct KeyMayBeNewer;

impl From<KeyMayBeNewer> for VerificationFailure {
    fn from(error: KeyMayBeNewer) -> Self {
        Self::Unavailable(Error::new(Kind::Transient, error))
    }
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
        let (now, fingerprint) = (self.now(), Fingerprint::of(token));
        match self.verified_before(&fingerprint, now) {
            Some(token) => Ok(token),
            // In a box: most tokens do without it, and the futures of their requests are smaller for it.
            None => Box::pin(self.verify_by_keys(token, fingerprint, now)).await,
        }
    }

    /// A token that was verified before, if it is known at once whether its key is still good.
    fn verified_before(
        &self,
        fingerprint: &Fingerprint<'_>,
        now: SystemTime,
    ) -> Option<Arc<VerifiedAccessToken>> {
        let known = self.0.verified.get(fingerprint, now, self.config().leeway())?;
        self.known(fingerprint, &known, self.0.provider.present_keys(now)?)
    }

    async fn verify_by_keys(
        &self,
        token: &str,
        fingerprint: Fingerprint<'_>,
        now: SystemTime,
    ) -> Result<Arc<VerifiedAccessToken>, VerificationFailure> {
        let config = self.config();
        if let Some(known) = self.0.verified.get(&fingerprint, now, config.leeway()) {
            let keys = self.0.provider.keys(now).await?;
            if let Some(token) = self.known(&fingerprint, &known, keys) {
                return Ok(token);
            }
        }
        let expected = bearer::Expected { issuers: config.issuers(), leeway: config.leeway(), now };
        let candidate = match Candidate::parse(token, &expected) {
            Err(BearerTokenError::Opaque) if !config.introspected_apps().is_empty() => {
                return self.introspect(token, &expected).await;
            }
            candidate => candidate?,
        };
        let (token, keys) = self.verify_candidate(candidate, &expected).await?;
        let token = Arc::new(token);
        self.0.verified.insert(&fingerprint, Arc::clone(&token), keys);
        Ok(token)
    }

    /// A token out of the cache, unless its key is gone from the present key set.
    fn known(
        &self,
        fingerprint: &Fingerprint<'_>,
        known: &Known,
        keys: Arc<JwkSet>,
    ) -> Option<Arc<VerifiedAccessToken>> {
        if !known.is_good_for(&keys) {
            self.0.verified.remove(fingerprint);
            return None;
        }
        if !Arc::ptr_eq(&known.keys, &keys) {
            self.0.verified.insert(fingerprint, Arc::clone(&known.token), keys);
        }
        Some(Arc::clone(&known.token))
    }

    /// With keys fetched anew if the token names one that is not known. If they cannot be fetched then, or have been a
    /// moment ago and before the token was issued, nobody can tell whether the token is good.
    async fn verify_candidate(
        &self,
        candidate: Candidate<'_>,
        expected: &bearer::Expected<'_>,
    ) -> Result<(VerifiedAccessToken, Arc<JwkSet>), VerificationFailure> {
        let mut keys = self.0.provider.keys(expected.now).await?;
        if candidate.names_none_of(&keys) {
            let latest = self.0.provider.latest_keys(expected.now).await?;
            if candidate.names_none_of(&latest.value) && !candidate.is_older_than(latest.at, expected.leeway)
            {
                return Err(KeyMayBeNewer.into());
            }
            keys = latest.value;
        }
        Ok((candidate.verify(&keys)?, keys))
    }

    /// Asks Logto about an opaque token. The answer is not kept: a token may be revoked at any time.
    async fn introspect(
        &self,
        token: &str,
        expected: &bearer::Expected<'_>,
    ) -> Result<Arc<VerifiedAccessToken>, VerificationFailure> {
        let answer = self.ask_about(token, expected).await.inspect_err(|error| {
            tracing::warn!(%error, "Logto could not be asked about an opaque access token");
        })?;
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::{Duration, SystemTime};

    use crate::http::{HttpClient, Request, Response, TransportError};
    use crate::{Client, Config};

    struct Recorded;

    impl HttpClient for Recorded {
        async fn send(&self, request: Request) -> Result<Response, TransportError> {
            let is_key_set = request.uri().path() == "/oidc/jwks";
            let body = if is_key_set {
                include_str!("../../tests/fixtures/protocol/jwks.json")
            } else {
                include_str!("../../tests/fixtures/protocol/discovery.json")
            };
            Ok(Response::new(body.into()))
        }
    }

    #[tokio::test]
    async fn a_token_that_was_verified_is_not_verified_again() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_462_700);
        let config = Config::api("http://localhost:3901").clock(move || now).build().unwrap();
        let client = Client::builder(config).http_client(Recorded).build();
        let tokens = include_str!("../../tests/fixtures/captured/access_tokens.json");
        let tokens: BTreeMap<String, String> = serde_json::from_str(tokens).unwrap();
        let verified = async |name: &str| client.verify_access_token(&tokens[name]).await.unwrap();
        let (first, again) = (verified("m2m-resource").await, verified("m2m-resource").await);
        assert!(std::sync::Arc::ptr_eq(&first, &again));
        assert!(!std::sync::Arc::ptr_eq(&first, &verified("m2m-resource-no-scope").await));
    }
}
