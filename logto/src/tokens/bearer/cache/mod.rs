//! Access tokens that were verified a moment ago: an API sees the same token many times in its hour, and a signature
//! costs far more than a look into a map.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::VerifiedAccessToken;
use crate::epoch;
use crate::jose::JwkSet;
use crate::recent::Recent;
use crate::secret::sha256;

/// Verified tokens by the SHA-256 of their signature: whoever could read this memory could send none of them.
///
/// What was signed is compared, to the byte. Both together are the whole token; its own digest would take several times
/// as long.
///
/// Only tokens that were verified get in, so nobody can fill it who cannot get tokens.
#[derive(Debug)]
pub(crate) struct VerifiedTokens(Recent<Arc<Known>>);

/// What a token is found by.
pub(crate) struct Fingerprint<'a> {
    signed: &'a str,
    signature: [u8; 32],
}

/// A verified token and the key set that it was verified with.
pub(crate) struct Known {
    pub(crate) token: Arc<VerifiedAccessToken>,
    pub(crate) keys: Arc<JwkSet>,
    signed: Box<str>,
    /// The later one of `iat` and `nbf`.
    begins: u64,
}

impl<'a> Fingerprint<'a> {
    pub(crate) fn of(token: &'a str) -> Self {
        let (signed, signature) = token.rsplit_once('.').unwrap_or(("", token));
        Self { signed, signature: sha256(signature) }
    }
}

impl VerifiedTokens {
    /// Most tokens have about one kilobyte. Longer ones, which a custom-claims script can make, are verified each time.
    pub(crate) const MAX_PAYLOAD: usize = 8 * 1024;

    /// A cache of at most `capacity` tokens.
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Recent::new(capacity))
    }

    /// The token with this fingerprint, if the clock is within its times. Whether its key is still good is for
    /// [`Known::is_good_for`] to say.
    pub(crate) fn get(
        &self,
        fingerprint: &Fingerprint<'_>,
        now: SystemTime,
        leeway: Duration,
    ) -> Option<Arc<Known>> {
        let known = self.0.get(&fingerprint.signature)?;
        if *known.signed != *fingerprint.signed {
            return None;
        }
        if known.is_over(now, leeway) {
            self.remove(fingerprint);
        }
        known.is_current(now, leeway).then_some(known)
    }

    /// Keeps a token that was verified with these keys, or whose key was found among them.
    pub(crate) fn insert(
        &self,
        fingerprint: &Fingerprint<'_>,
        token: Arc<VerifiedAccessToken>,
        keys: Arc<JwkSet>,
    ) {
        if token.payload().len() <= Self::MAX_PAYLOAD {
            let known = Known::new(token, keys, fingerprint.signed);
            self.0.insert(fingerprint.signature, Arc::new(known));
        }
    }

    pub(crate) fn remove(&self, fingerprint: &Fingerprint<'_>) {
        self.0.remove(&fingerprint.signature);
    }
}

impl Known {
    fn new(token: Arc<VerifiedAccessToken>, keys: Arc<JwkSet>, signed: &str) -> Self {
        let claims = token.claims();
        let not_before = claims.extra.get("nbf").and_then(Value::as_u64).unwrap_or_default();
        Self { begins: claims.iat.max(not_before), token, keys, signed: signed.into() }
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
