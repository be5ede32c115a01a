//! Sessions in this process's memory.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::record::SessionRecord;
use super::store::{SessionKey, SessionStore, StoreError, StoredSession};

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
    capacity: usize,
}

/// Sessions by key, and their keys by expiry.
#[derive(Debug, Default)]
struct Sessions {
    by_key: HashMap<SessionKey, StoredSession>,
    by_expiry: BTreeSet<(SystemTime, SessionKey)>,
}

const DEFAULT_CAPACITY: usize = 1_000_000;

impl MemorySessionStore {
    /// A store for up to a million sessions.
    pub fn new() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }

    /// A store for up to `capacity` sessions; when it is full, a new session displaces the one that would expire
    /// first.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { sessions: Mutex::default(), capacity: capacity.max(1) }
    }

    /// How many sessions there are.
    pub fn len(&self) -> usize {
        self.lock().by_key.len()
    }

    /// Whether there is no session.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemorySessionStore {
    fn default() -> Self {
        Self::new()
    }
}

impl SessionStore for MemorySessionStore {
    async fn load(&self, key: &SessionKey, now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        Ok(self.lock().by_key.get(key).filter(|session| session.record.expires_at() > now).cloned())
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<(), StoreError> {
        let mut sessions = self.lock();
        sessions.remove(key);
        sessions.make_room(self.capacity, now);
        sessions.insert(*key, StoredSession { record, version: 0 });
        Ok(())
    }

    async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
    ) -> Result<bool, StoreError> {
        let mut sessions = self.lock();
        if sessions.by_key.get(key).is_none_or(|session| session.version != version) {
            return Ok(false);
        }
        sessions.remove(key);
        sessions.insert(*key, StoredSession { record, version: version + 1 });
        Ok(true)
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.lock().remove(key);
        Ok(())
    }
}

impl Sessions {
    fn insert(&mut self, key: SessionKey, session: StoredSession) {
        self.by_expiry.insert((session.record.expires_at(), key));
        self.by_key.insert(key, session);
    }

    fn remove(&mut self, key: &SessionKey) {
        if let Some(session) = self.by_key.remove(key) {
            self.by_expiry.remove(&(session.record.expires_at(), *key));
        }
    }

    /// Removes what has expired and, if that is not enough, what would expire first.
    fn make_room(&mut self, capacity: usize, now: SystemTime) {
        while let Some(&(expires_at, key)) = self.by_expiry.first() {
            if expires_at > now && self.by_key.len() < capacity {
                break;
            }
            self.remove(&key);
        }
    }
}
