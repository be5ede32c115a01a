//! Access tokens that were verified a moment ago: an API sees the same token many times in its hour, and a signature
//! costs far more than a look into a map.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

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
    /// The later one of `iat` and `nbf`.
    begins: u64,
}

impl VerifiedTokens {
    /// Most tokens have about one kilobyte. Longer ones, which a custom-claims script can make, are verified each time.
    pub(crate) const MAX_PAYLOAD: usize = 8 * 1024;

    /// A cache of at most `capacity` tokens.
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Recent::new(capacity))
    }

    /// The token with this digest, if the clock is within its times. Whether its key is still good is for
    /// [`Known::is_good_for`] to say.
    pub(crate) fn get(&self, digest: &[u8; 32], now: SystemTime, leeway: Duration) -> Option<Known> {
        let known = self.0.get(digest)?;
        if known.is_over(now, leeway) {
            self.0.remove(digest);
        }
        known.is_current(now, leeway).then_some(known)
    }

    pub(crate) fn insert(&self, digest: [u8; 32], known: Known) {
        if known.token.payload().len() <= Self::MAX_PAYLOAD {
            self.0.insert(digest, known);
        }
    }

    pub(crate) fn remove(&self, digest: &[u8; 32]) {
        self.0.remove(digest);
    }
}

impl Known {
    pub(crate) fn new(token: Arc<VerifiedAccessToken>, keys: Arc<JwkSet>) -> Self {
        let claims = token.claims();
        let not_before = claims.extra.get("nbf").and_then(Value::as_u64).unwrap_or_default();
        Self { begins: claims.iat.max(not_before), token, keys }
    }

    /// The same token, after its key was found among these.
    pub(crate) fn found_in(self, keys: Arc<JwkSet>) -> Self {
        Self { keys, ..self }
    }

    /// Whether the token's key is among these. It is if they are the keys that it was verified with; after a key set
    /// was fetched, the key itself is looked for.
    pub(crate) fn is_good_for(&self, keys: &Arc<JwkSet>) -> bool {
        Arc::ptr_eq(&self.keys, keys) || self.token.key().is_some_and(|key| keys.contains(key))
    }

    /// The leeway is for clocks that are apart. It does not prolong what is kept here: after its expiry a token is
    /// verified at every request.
    fn is_current(&self, now: SystemTime, leeway: Duration) -> bool {
        let latest = now.checked_add(leeway).unwrap_or(now);
        now < epoch::time(self.token.claims().exp) && self.begins <= epoch::seconds(latest)
    }

    /// Whether the token has expired for good. Until then a clock that is set right may bring it back.
    fn is_over(&self, now: SystemTime, leeway: Duration) -> bool {
        now.checked_sub(leeway).is_some_and(|now| epoch::time(self.token.claims().exp) <= now)
    }
}

#[cfg(test)]
mod tests;
