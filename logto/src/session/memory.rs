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

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn until(seconds: u64) -> Arc<SessionRecord> {
        Arc::new(SessionRecord::expiring_at(at(seconds)))
    }

    fn key(session_id: &str) -> SessionKey {
        SessionKey::of(session_id)
    }

    async fn is_there(store: &MemorySessionStore, session_id: &str, now: u64) -> bool {
        store.load(&key(session_id), at(now)).await.unwrap().is_some()
    }

    #[tokio::test]
    async fn a_session_is_there_until_it_expires_or_is_deleted() {
        let store = MemorySessionStore::new();
        store.create(&key("a"), until(100), at(0)).await.unwrap();
        assert!(is_there(&store, "a", 99).await);
        assert!(!is_there(&store, "a", 100).await);
        assert!(!is_there(&store, "b", 0).await);
        store.delete(&key("a")).await.unwrap();
        assert!(store.is_empty());
    }

    #[tokio::test]
    async fn only_the_version_that_was_read_is_replaced() {
        let store = MemorySessionStore::new();
        store.create(&key("a"), until(100), at(0)).await.unwrap();
        assert!(store.update(&key("a"), 0, until(200)).await.unwrap());
        assert!(!store.update(&key("a"), 0, until(300)).await.unwrap());
        let stored = store.load(&key("a"), at(0)).await.unwrap().unwrap();
        assert_eq!((stored.version, stored.record.expires_at()), (1, at(200)));
        assert!(!store.update(&key("gone"), 0, until(300)).await.unwrap());
    }

    #[tokio::test]
    async fn expired_sessions_go_when_new_ones_come() {
        let store = MemorySessionStore::new();
        store.create(&key("a"), until(10), at(0)).await.unwrap();
        store.create(&key("b"), until(20), at(0)).await.unwrap();
        store.create(&key("c"), until(30), at(15)).await.unwrap();
        assert_eq!(store.len(), 2);
    }

    #[tokio::test]
    async fn a_full_store_lets_go_of_the_session_that_would_expire_first() {
        let store = MemorySessionStore::with_capacity(2);
        for (session_id, expires_at) in [("a", 30), ("b", 10), ("c", 20)] {
            store.create(&key(session_id), until(expires_at), at(0)).await.unwrap();
        }
        assert!(!is_there(&store, "b", 0).await);
        assert!(is_there(&store, "a", 0).await && is_there(&store, "c", 0).await);
    }
}
