//! A store to which it is later than it is: sessions have lasted for a while when they are written.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use logto::session::{
    LeaseHolder, LeaseKey, ProviderSessionKey, SessionKey, SessionRecord, SessionStore, StoreError,
    StoredSession, SubjectKey,
};

pub(crate) struct Later<S> {
    store: S,
    by: Arc<Mutex<Duration>>,
}

impl<S> Later<S> {
    pub(crate) fn by(by: &Arc<Mutex<Duration>>, store: S) -> Self {
        Self { store, by: Arc::clone(by) }
    }

    fn then(&self, now: SystemTime) -> SystemTime {
        now + *self.by.lock().unwrap()
    }
}

impl<S: SessionStore> SessionStore for Later<S> {
    async fn load(&self, key: &SessionKey, now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        self.store.load(key, self.then(now)).await
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.store.create(key, record, self.then(now)).await
    }

    async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.store.update(key, version, record, self.then(now)).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.store.touch(key, expires_at, self.then(now)).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.store.delete(key).await
    }

    async fn delete_by_subject(&self, subject: &SubjectKey) -> Result<u64, StoreError> {
        self.store.delete_by_subject(subject).await
    }

    async fn delete_by_provider_session(
        &self,
        provider_session: &ProviderSessionKey,
    ) -> Result<u64, StoreError> {
        self.store.delete_by_provider_session(provider_session).await
    }

    async fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.store.acquire_lease(key, holder, duration, self.then(now)).await
    }

    async fn release_lease(&self, key: &LeaseKey, holder: &LeaseHolder) -> Result<(), StoreError> {
        self.store.release_lease(key, holder).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }
}
