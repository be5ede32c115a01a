//! A store behind which there are two: whoever asks twice asks both.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use logto::session::{
    LeaseHolder, LeaseKey, ProviderSessionKey, SessionKey, SessionRecord, SessionStore, StoreError,
    StoredSession, SubjectKey,
};

/// Two stores with connections of their own, as two instances have them.
pub(crate) struct Alternating<S> {
    stores: [S; 2],
    calls: AtomicUsize,
}

impl<S> Alternating<S> {
    pub(crate) fn new(stores: [S; 2]) -> Self {
        Self { stores, calls: AtomicUsize::new(0) }
    }

    fn next(&self) -> &S {
        &self.stores[self.calls.fetch_add(1, Ordering::SeqCst) % 2]
    }
}

impl<S: SessionStore> SessionStore for Alternating<S> {
    async fn load(&self, key: &SessionKey, now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        self.next().load(key, now).await
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.next().create(key, record, now).await
    }

    async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.next().update(key, version, record, now).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.next().touch(key, expires_at, now).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.next().delete(key).await
    }

    async fn delete_by_subject(&self, subject: &SubjectKey) -> Result<u64, StoreError> {
        self.next().delete_by_subject(subject).await
    }

    async fn delete_by_provider_session(
        &self,
        provider_session: &ProviderSessionKey,
    ) -> Result<u64, StoreError> {
        self.next().delete_by_provider_session(provider_session).await
    }

    async fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.next().acquire_lease(key, holder, duration, now).await
    }

    async fn release_lease(&self, key: &LeaseKey, holder: &LeaseHolder) -> Result<(), StoreError> {
        self.next().release_lease(key, holder).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.next().ping().await
    }
}
