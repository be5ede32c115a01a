//! Sessions kept on the server.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use super::record::SessionRecord;
use crate::error::{Error, Kind};
use crate::secret::sha256;

/// Keeps sessions on the server, where they can be larger than cookies and be ended from afar.
///
/// The built-in [`MemorySessionStore`](super::MemorySessionStore) serves one process. The browser holds a random
/// 256-bit session id; the store only ever sees its SHA-256, the [`SessionKey`].
///
/// # Security
///
/// A [`SessionRecord`] holds tokens: protect what you write it to.
pub trait SessionStore: Send + Sync + 'static {
    /// The session under `key`, unless it was deleted or had expired by `now`.
    fn load(
        &self,
        key: &SessionKey,
        now: SystemTime,
    ) -> impl Future<Output = Result<Option<StoredSession>, StoreError>> + Send;

    /// Keeps a new session until it [expires](SessionRecord::expires_at).
    fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Replaces the session if it is still at `version`; says whether it was.
    fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Forgets the session; it need not exist.
    fn delete(&self, key: &SessionKey) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A session as it lies in a store.
#[derive(Clone, Debug)]
pub struct StoredSession {
    /// What the session holds.
    pub record: Arc<SessionRecord>,
    /// Counts the writes, for [`SessionStore::update`].
    pub version: u64,
}

/// The store did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[error("the session store failed: {0}")]
pub struct StoreError(#[source] Box<dyn StdError + Send + Sync>);

impl StoreError {
    /// Wraps what the database's client said. Its text goes into logs: keep secrets out of it.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::new(Kind::Transient, error)
    }
}

/// Where a session lies: the SHA-256 of the session id that the browser holds.
///
/// A leaked key does not let anyone in: the id cannot be computed from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    pub(crate) fn of(session_id: &str) -> Self {
        Self(sha256(session_id))
    }

    /// The 32 bytes of the key.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for SessionKey {
    /// 64 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionKey({self})")
    }
}

/// Any [`SessionStore`], as the client holds it.
#[derive(Clone)]
pub(crate) struct AnySessionStore(Arc<dyn DynSessionStore>);

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// `SessionStore` with its futures boxed, so that it can be a trait object.
trait DynSessionStore: Send + Sync {
    fn load<'a>(&'a self, key: &'a SessionKey, now: SystemTime) -> BoxFuture<'a, Option<StoredSession>>;
    fn create<'a>(
        &'a self,
        key: &'a SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> BoxFuture<'a, ()>;
    fn update<'a>(
        &'a self,
        key: &'a SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
    ) -> BoxFuture<'a, bool>;
    fn delete<'a>(&'a self, key: &'a SessionKey) -> BoxFuture<'a, ()>;
}

impl<S: SessionStore> DynSessionStore for S {
    fn load<'a>(&'a self, key: &'a SessionKey, now: SystemTime) -> BoxFuture<'a, Option<StoredSession>> {
        Box::pin(SessionStore::load(self, key, now))
    }

    fn create<'a>(
        &'a self,
        key: &'a SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> BoxFuture<'a, ()> {
        Box::pin(SessionStore::create(self, key, record, now))
    }

    fn update<'a>(
        &'a self,
        key: &'a SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
    ) -> BoxFuture<'a, bool> {
        Box::pin(SessionStore::update(self, key, version, record))
    }

    fn delete<'a>(&'a self, key: &'a SessionKey) -> BoxFuture<'a, ()> {
        Box::pin(SessionStore::delete(self, key))
    }
}

impl AnySessionStore {
    pub(crate) fn new(store: impl SessionStore) -> Self {
        Self(Arc::new(store))
    }

    pub(crate) async fn load(
        &self,
        key: &SessionKey,
        now: SystemTime,
    ) -> Result<Option<StoredSession>, StoreError> {
        self.0.load(key, now).await
    }

    pub(crate) async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<(), StoreError> {
        self.0.create(key, record, now).await
    }

    pub(crate) async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
    ) -> Result<bool, StoreError> {
        self.0.update(key, version, record).await
    }

    pub(crate) async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.0.delete(key).await
    }
}

impl fmt::Debug for AnySessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnySessionStore")
    }
}
