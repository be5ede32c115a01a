//! Access tokens that were verified a moment ago: an API sees the same token many times in its hour, and a signature
//! costs far more than a look into a map.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::VerifiedAccessToken;
use crate::epoch;
use crate::jose::JwkSet;
use crate::recent::Recent;

/// Verified tokens by their SHA-256: the token itself is nowhere in the cache's keys.
///
/// Only tokens that were verified get in, so nobody can fill it who cannot get tokens.
#[derive(Debug)]
pub(crate) struct VerifiedTokens(Recent<Known>);

/// A verified token and the key set that it was verified with.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) token: Arc<VerifiedAccessToken>,
    pub(crate) keys: Arc<JwkSet>,
}

impl VerifiedTokens {
    /// A cache of at most `capacity` tokens.
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Recent::new(capacity))
    }

    /// The token with this digest, if the clock is within its times. Whether its key is still good is for
    /// [`Known::is_good_for`] to say.
    pub(crate) fn get(&self, digest: &[u8; 32], now: SystemTime, leeway: Duration) -> Option<Known> {
        self.0.get(digest).filter(|known| known.is_current(now, leeway))
    }

    pub(crate) fn insert(&self, digest: [u8; 32], known: Known) {
        self.0.insert(digest, known);
    }

    pub(crate) fn remove(&self, digest: &[u8; 32]) {
        self.0.remove(digest);
    }
}

impl Known {
    /// Whether the token's key is among these. It is if they are the keys that it was verified with; after a key set
    /// was fetched, the key itself is looked for.
    pub(crate) fn is_good_for(&self, keys: &Arc<JwkSet>) -> bool {
        Arc::ptr_eq(&self.keys, keys) || self.token.key().is_some_and(|key| keys.contains(key))
    }

    /// The leeway is for clocks that are apart. It does not prolong what is kept here: after its expiry a token is
    /// verified at every request.
    fn is_current(&self, now: SystemTime, leeway: Duration) -> bool {
        let claims = self.token.claims();
        let latest = now.checked_add(leeway).unwrap_or(now);
        now < epoch::time(claims.exp) && claims.iat <= epoch::seconds(latest)
    }
}

#[cfg(test)]
mod tests;
