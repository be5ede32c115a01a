//! Sessions in this process's memory.

mod sessions;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use self::sessions::Sessions;
use super::keys::{LeaseHolder, LeaseKey, ProviderSessionKey, SessionKey, SubjectKey};
use super::record::SessionRecord;
use super::store::{SessionStore, StoreError, StoredSession};

/// Keeps sessions in this process's memory: the fastest store, for one instance.
///
/// Sessions end with the process. Expired ones are removed as new ones come.
///
/// ```
/// use logto::session::MemorySessionStore;
///
/// let store = MemorySessionStore::with_capacity(100_000);
/// ```
#[derive(Debug)]
pub struct MemorySessionStore {
    sessions: Mutex<Sessions>,
    leases: Mutex<HashMap<LeaseKey, Lease>>,
    capacity: usize,
}

#[derive(Debug)]
struct Lease {
    holder: LeaseHolder,
    expires_at: SystemTime,
}

const DEFAULT_CAPACITY: usize = 1_000_000;

/// Expired leases are looked for when there are more than this.
const FEW_LEASES: usize = 1024;

impl MemorySessionStore {
    /// A store for up to a million sessions.
    pub fn new() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }

    /// A store for up to `capacity` sessions; when it is full, a new session displaces the one that would expire
    /// first.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { sessions: Mutex::default(), leases: Mutex::default(), capacity: capacity.max(1) }
    }

    /// How many sessions there are.
    pub fn len(&self) -> usize {
        self.sessions().len()
    }

    /// Whether there is no session.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sessions_at(&self, now: SystemTime) -> MutexGuard<'_, Sessions> {
        let mut sessions = self.sessions();
        sessions.hear(now);
        sessions
    }

    fn leases(&self) -> MutexGuard<'_, HashMap<LeaseKey, Lease>> {
        self.leases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemorySessionStore {
    fn default() -> Self {
        Self::new()
    }
}

impl SessionStore for MemorySessionStore {
    async fn load(&self, key: &SessionKey, now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        Ok(self.sessions_at(now).get(key, now).cloned())
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let mut sessions = self.sessions_at(now);
        if sessions.get(key, now).is_some() {
            return Ok(false);
        }
        sessions.remove(key);
        sessions.make_room(self.capacity, now);
        sessions.insert(*key, record, 0);
        Ok(true)
    }

    async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let mut sessions = self.sessions_at(now);
        if sessions.get(key, now).is_none_or(|session| session.version != version) {
            return Ok(false);
        }
        sessions.remove(key);
        sessions.insert(*key, record, version + 1);
        Ok(true)
    }

    async fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        Ok(self.sessions_at(now).touch(key, expires_at, now))
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.sessions().remove(key);
        Ok(())
    }

    async fn delete_by_subject(&self, subject: &SubjectKey) -> Result<u64, StoreError> {
        Ok(self.sessions().remove_all_of_subject(subject))
    }

    async fn delete_by_provider_session(
        &self,
        provider_session: &ProviderSessionKey,
    ) -> Result<u64, StoreError> {
        Ok(self.sessions().remove_all_of_provider_session(provider_session))
    }

    async fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let mut leases = self.leases();
        if leases.len() > FEW_LEASES {
            leases.retain(|_, lease| lease.expires_at > now);
        }
        if leases.get(key).is_some_and(|lease| lease.holder != *holder && lease.expires_at > now) {
            return Ok(false);
        }
        leases.insert(*key, Lease { holder: *holder, expires_at: now + duration });
        Ok(true)
    }

    async fn release_lease(&self, key: &LeaseKey, holder: &LeaseHolder) -> Result<(), StoreError> {
        let mut leases = self.leases();
        if leases.get(key).is_some_and(|lease| lease.holder == *holder) {
            leases.remove(key);
        }
        Ok(())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
