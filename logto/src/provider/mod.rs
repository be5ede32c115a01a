//! What is known about the provider: its metadata and its signing keys, fetched when needed and kept.
//!
//! Nothing is fetched before it is needed, so an application starts while Logto is down. Logto forbids HTTP caching of
//! its key set, so the lifetimes are ours. A key id that is not known makes the key set be fetched again, at most every
//! 30 seconds: a rotated key is picked up at once, and a flood of made-up key ids reaches nobody. While the flood goes on,
//! the keys that are known may be older than a token; [`Keys`] say how old they are. After a fetch that failed it is one
//! second, so that an outage does not last longer here than at Logto.

mod cached;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use url::Url;

use self::cached::{Cached, Fetched, Freshness};
use crate::error::{Error, Kind, Result};
use crate::http::{AnyHttpClient, Request, Response};
use crate::jose::JwkSet;
use crate::protocol::{ProviderMetadata, discovery, jwks};

/// They say where to ask and not whom to trust, so old ones are better than none.
const METADATA: Freshness = Freshness {
    renew_at: Duration::from_secs(23 * 3600),
    time_to_live: Duration::from_secs(24 * 3600),
    discard_at: Duration::MAX,
    floor: Duration::from_secs(30),
    retry: Duration::from_secs(1),
};

/// Ten minutes bound how long a key that Logto has withdrawn goes on being trusted: less than an access token lives. A
/// day bounds it while Logto cannot be asked.
const KEYS: Freshness = Freshness {
    renew_at: Duration::from_secs(8 * 60),
    time_to_live: Duration::from_secs(10 * 60),
    discard_at: Duration::from_secs(24 * 3600),
    floor: Duration::from_secs(30),
    retry: Duration::from_secs(1),
};

/// Logto's keys, and the time at which they were asked for.
pub(crate) type Keys = Fetched<JwkSet>;

/// The provider of one Logto endpoint.
#[derive(Debug)]
pub(crate) struct Provider {
    endpoint: Url,
    http: AnyHttpClient,
    metadata: Cached<ProviderMetadata, Error>,
    keys: Cached<JwkSet, Error>,
}

impl Provider {
    pub(crate) fn new(endpoint: Url, http: AnyHttpClient) -> Self {
        Self { endpoint, http, metadata: Cached::new(METADATA), keys: Cached::new(KEYS) }
    }

    /// The provider's endpoints and issuer.
    pub(crate) async fn metadata(&self, now: SystemTime) -> Result<Arc<ProviderMetadata>> {
        self.metadata
            .get(now, || {
                let (http, endpoint) = (self.http.clone(), self.endpoint.clone());
                async move {
                    let response = match discovery::request(&endpoint) {
                        Ok(request) => send(&http, request).await,
                        Err(error) => Err(error.into()),
                    };
                    let metadata = response.and_then(|response| Ok(discovery::parse(&response, &endpoint)?));
                    logged("provider metadata", metadata)
                }
            })
            .await
    }

    /// The provider's signing keys.
    pub(crate) async fn keys(&self, now: SystemTime) -> Result<Arc<JwkSet>> {
        // While they are fresh it does not matter where they come from.
        if let Some(keys) = self.present_keys(now) {
            return Ok(keys);
        }
        let metadata = self.metadata(now).await?;
        self.keys.get(now, || self.fetch_keys(&metadata)).await
    }

    /// The signing keys, if they are there and need no renewal yet.
    pub(crate) fn present_keys(&self, now: SystemTime) -> Option<Arc<JwkSet>> {
        self.keys.present(now)
    }

    /// Whether enough is known of the provider to do without it for a while.
    pub(crate) fn is_known(&self) -> bool {
        self.metadata.has_some() && self.keys.has_some()
    }

    /// The signing keys, fetched again unless they have been just now: for a token whose key is not among them.
    pub(crate) async fn refetch_keys(&self, now: SystemTime) -> Result<Arc<JwkSet>> {
        self.latest_keys(now).await.map(|keys| keys.value)
    }

    /// The same, with how old they are.
    pub(crate) async fn latest_keys(&self, now: SystemTime) -> Result<Keys> {
        let metadata = self.metadata(now).await?;
        self.keys.refetch(now, || self.fetch_keys(&metadata)).await
    }

    /// The signing keys, fetched again unless they have been within the last second: for a token that Logto itself has
    /// handed over, and nobody has made up.
    pub(crate) async fn keys_as_of_now(&self, now: SystemTime) -> Result<Arc<JwkSet>> {
        let metadata = self.metadata(now).await?;
        let keys = self.keys.refetch_after(KEYS.retry, now, || self.fetch_keys(&metadata)).await?;
        Ok(keys.value)
    }

    fn fetch_keys(
        &self,
        metadata: &Arc<ProviderMetadata>,
    ) -> impl Future<Output = Result<JwkSet>> + Send + use<> {
        let (http, metadata) = (self.http.clone(), Arc::clone(metadata));
        async move {
            let response = send(&http, jwks::request(&metadata)).await;
            logged("key set", response.and_then(|response| Ok(jwks::parse(&response)?)))
        }
    }
}

async fn send(http: &AnyHttpClient, request: Request) -> Result<Response> {
    Ok(http.send(request).await?)
}

fn logged<T>(what: &'static str, fetched: Result<T>) -> Result<T> {
    match fetched {
        Ok(value) => {
            tracing::debug!(what, "fetched from Logto");
            Ok(value)
        }
        Err(error) => {
            tracing::warn!(what, %error, "could not be fetched from Logto");
            // Whatever an endpoint says that asks nobody who they are, it does not say that somebody is signed out.
            let about_a_user = error.is_signed_out() || error.is_denied();
            Err(if about_a_user { Error::new(Kind::Untrusted, error) } else { error })
        }
    }
}
