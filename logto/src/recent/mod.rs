//! What was worked out a moment ago: a bounded map that keeps what is asked for, and forgets the rest.

mod digest_map;

use std::fmt;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use self::digest_map::DigestMap;

/// What a value is found by: bits that are as good as random, such as a digest.
pub(crate) type Key = [u8; 32];

/// Values by their keys; at most so many, and the ones not seen for longest go first.
///
/// Requests in parallel meet at one lock in sixteen, for the time of a look into a map.
pub(crate) struct Recent<V> {
    shards: [Mutex<Generations<V>>; SHARDS],
    /// How many values a generation of a shard holds.
    limit: usize,
}

const SHARDS: usize = 16;
const GENERATIONS: usize = 2;

/// What was seen lately, and what was seen before that. When the young generation is full, it becomes the old one, and
/// the old one is forgotten: whatever was used meanwhile is young again. It is nearly least-recently-used, without a
/// list to keep.
struct Generations<V> {
    young: DigestMap<Key, V>,
    old: DigestMap<Key, V>,
}

impl<V: Clone> Recent<V> {
    /// A map of at most `capacity` values.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { shards: Default::default(), limit: capacity / SHARDS / GENERATIONS }
    }

    pub(crate) fn get(&self, key: &Key) -> Option<V> {
        self.shard(key)?.get(key, self.limit)
    }

    pub(crate) fn insert(&self, key: Key, value: V) {
        if let Some(mut shard) = self.shard(&key) {
            shard.insert(key, value, self.limit);
        }
    }

    pub(crate) fn remove(&self, key: &Key) {
        if let Some(mut shard) = self.shard(key) {
            shard.young.remove(key);
            shard.old.remove(key);
        }
    }

    fn shard(&self, key: &Key) -> Option<MutexGuard<'_, Generations<V>>> {
        let [first, ..] = key;
        let shard = self.shards.get(usize::from(*first) % SHARDS)?;
        Some(shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<V: Clone> Generations<V> {
    fn get(&mut self, key: &Key, limit: usize) -> Option<V> {
        if let Some(value) = self.young.get(key) {
            return Some(value.clone());
        }
        let value = self.old.remove(key)?;
        self.insert(*key, value.clone(), limit);
        Some(value)
    }

    fn insert(&mut self, key: Key, value: V, limit: usize) {
        self.old.remove(&key);
        if self.young.len() >= limit && !self.young.contains_key(&key) {
            mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
            // Here and not at a hit, which moves values from the old generation to this one.
            self.young.reserve(limit);
        }
        self.young.insert(key, value);
    }
}

impl<V> Default for Generations<V> {
    fn default() -> Self {
        Self { young: DigestMap::default(), old: DigestMap::default() }
    }
}

/// How large it may get, and not what is in it.
impl<V> fmt::Debug for Recent<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recent").field("limit", &self.limit).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
