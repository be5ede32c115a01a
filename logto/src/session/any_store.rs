//! Any store, as the client holds it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::keys::{LeaseHolder, LeaseKey, ProviderSessionKey, SessionKey, SubjectKey};
use super::record::SessionRecord;
use super::store::{SessionStore, StoreError, StoredSession};

/// A [`SessionStore`] of a type that is forgotten.
#[derive(Clone)]
pub(crate) struct AnySessionStore(Arc<dyn DynSessionStore>);

type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Declares `SessionStore` with its futures boxed, so that it can be a trait object, and hands its methods on.
macro_rules! boxed {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)+) => {
        #[allow(clippy::elidable_lifetime_names, reason = "all methods but `ping` need it")]
        trait DynSessionStore: Send + Sync {
            $(fn $name<'a>(&'a self, $($argument: $type),*) -> Pending<'a, $answer>;)+
        }

        #[allow(clippy::elidable_lifetime_names, reason = "all methods but `ping` need it")]
        impl<S: SessionStore> DynSessionStore for S {
            $(fn $name<'a>(&'a self, $($argument: $type),*) -> Pending<'a, $answer> {
                Box::pin(SessionStore::$name(self, $($argument),*))
            })+
        }

        #[allow(clippy::elidable_lifetime_names, reason = "all methods but `ping` need it")]
        impl AnySessionStore {
            $(pub(crate) fn $name<'a>(&'a self, $($argument: $type),*) -> Pending<'a, $answer> {
                self.0.$name($($argument),*)
            })+
        }
    };
}

boxed! {
    load(key: &'a SessionKey, now: SystemTime) -> Option<StoredSession>;
    create(key: &'a SessionKey, record: Arc<SessionRecord>, now: SystemTime) -> bool;
    update(key: &'a SessionKey, version: u64, record: Arc<SessionRecord>, now: SystemTime) -> bool;
    touch(key: &'a SessionKey, expires_at: SystemTime, now: SystemTime) -> bool;
    delete(key: &'a SessionKey) -> ();
    delete_by_subject(subject: &'a SubjectKey) -> u64;
    delete_by_provider_session(provider_session: &'a ProviderSessionKey) -> u64;
    acquire_lease(key: &'a LeaseKey, holder: &'a LeaseHolder, duration: Duration, now: SystemTime) -> bool;
    release_lease(key: &'a LeaseKey, holder: &'a LeaseHolder) -> ();
    ping() -> ();
}

impl AnySessionStore {
    pub(crate) fn new(store: impl SessionStore) -> Self {
        Self(Arc::new(store))
    }
}

impl fmt::Debug for AnySessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnySessionStore")
    }
}

/// A store that several clients share: `Client::builder(config).session_store(Arc::clone(&store))`.
impl<S: SessionStore> SessionStore for Arc<S> {
    async fn load(&self, key: &SessionKey, now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        S::load(self, key, now).await
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        S::create(self, key, record, now).await
    }

    async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        S::update(self, key, version, record, now).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        S::touch(self, key, expires_at, now).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        S::delete(self, key).await
    }

    async fn delete_by_subject(&self, subject: &SubjectKey) -> Result<u64, StoreError> {
        S::delete_by_subject(self, subject).await
    }

    async fn delete_by_provider_session(
        &self,
        provider_session: &ProviderSessionKey,
    ) -> Result<u64, StoreError> {
        S::delete_by_provider_session(self, provider_session).await
    }

    async fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        S::acquire_lease(self, key, holder, duration, now).await
    }

    async fn release_lease(&self, key: &LeaseKey, holder: &LeaseHolder) -> Result<(), StoreError> {
        S::release_lease(self, key, holder).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        S::ping(self).await
    }
}
