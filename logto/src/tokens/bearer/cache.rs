//! Access tokens that were verified a moment ago: an API sees the same token many times in its hour, and a signature
//! costs more than everything else about a request.

use std::collections::HashMap;
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::VerifiedAccessToken;
use crate::epoch;
use crate::jose::JwkSet;

/// The SHA-256 of a token: the token itself is nowhere in the cache's keys.
type Digest = [u8; 32];

/// Verified tokens by their digest; at most so many, and the ones not seen for longest go first.
///
/// Only tokens that were verified get in, so nobody can fill it who cannot get tokens. Requests in parallel meet at one
/// lock in sixteen, for the time of a look into a map.
pub(crate) struct VerifiedTokens {
    shards: [Mutex<Generations>; SHARDS],
    /// How many tokens a generation of a shard holds.
    limit: usize,
}

const SHARDS: usize = 16;
const GENERATIONS: usize = 2;

/// A verified token and the key set that it was verified with.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) token: Arc<VerifiedAccessToken>,
    pub(crate) keys: Arc<JwkSet>,
}

/// What was seen lately, and what was seen before that. When the young generation is full, it becomes the old one, and
/// the old one is forgotten: whatever was used meanwhile is young again. It is nearly least-recently-used, without a
/// list to keep.
#[derive(Default)]
struct Generations {
    young: HashMap<Digest, Known>,
    old: HashMap<Digest, Known>,
}

impl VerifiedTokens {
    /// A cache of at most `capacity` tokens.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { shards: Default::default(), limit: capacity / SHARDS / GENERATIONS }
    }

    /// The token with this digest, if the clock is within its times. Whether its key is still good is for
    /// [`Known::is_good_for`] to say.
    pub(crate) fn get(&self, digest: &Digest, now: SystemTime, leeway: Duration) -> Option<Known> {
        let known = self.shard(digest)?.get(digest, self.limit)?;
        known.is_current(now, leeway).then_some(known)
    }

    pub(crate) fn insert(&self, digest: Digest, known: Known) {
        if let Some(mut shard) = self.shard(&digest) {
            shard.insert(digest, known, self.limit);
        }
    }

    pub(crate) fn remove(&self, digest: &Digest) {
        if let Some(mut shard) = self.shard(digest) {
            shard.young.remove(digest);
            shard.old.remove(digest);
        }
    }

    /// The shard of a digest, whose bits are as good as random.
    fn shard(&self, digest: &Digest) -> Option<MutexGuard<'_, Generations>> {
        let [first, ..] = digest;
        let shard = self.shards.get(usize::from(*first) % SHARDS)?;
        Some(shard.lock().unwrap_or_else(PoisonError::into_inner))
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

impl Generations {
    fn get(&mut self, digest: &Digest, limit: usize) -> Option<Known> {
        if let Some(known) = self.young.get(digest) {
            return Some(known.clone());
        }
        let known = self.old.remove(digest)?;
        self.insert(*digest, known.clone(), limit);
        Some(known)
    }

    fn insert(&mut self, digest: Digest, known: Known, limit: usize) {
        self.old.remove(&digest);
        if self.young.len() >= limit && !self.young.contains_key(&digest) {
            mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
            // Here and not at a hit, which moves tokens from the old generation to this one.
            self.young.reserve(limit);
        }
        self.young.insert(digest, known);
    }
}

/// How large it may get, and not whose tokens it holds.
impl fmt::Debug for VerifiedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedTokens").field("limit", &self.limit).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
