//! What a store of sessions does.

use std::error::Error as StdError;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::keys::{LeaseHolder, LeaseKey, ProviderSessionKey, SessionKey, SubjectKey};
use super::record::SessionRecord;
use crate::error::{Error, Kind};

/// Keeps sessions on the server, where they can be larger than cookies, be shared by several instances, and be ended
/// from afar.
///
/// The built-in [`MemorySessionStore`](super::MemorySessionStore) serves one process; `RedisSessionStore` (feature `redis`)
/// and `PostgresSessionStore` (feature `postgres`) serve any number. To write another, hold it against the conformance
/// suite: `logto::testing::store_conformance` (feature `testing`).
///
/// # What to keep
///
/// For each [`SessionKey`]: the bytes of its [`SessionRecord`], a version, the time it expires, and two index values,
/// [`SessionRecord::subject`] and [`SessionRecord::provider_session`]. None of them tells anything to whoever reads the
/// database: the keys are digests, and the bytes are sealed.
///
/// # Time
///
/// `now` is the client's clock, and so are all times that are given. A store that several machines share goes by its
/// database's clock instead, since theirs may be further apart than a lease lasts: what it tells the database is how long
/// from `now` a session lasts, not until when. Expired sessions and leases count as if they were not there, whether or not
/// they have been removed yet.
///
/// # Errors
///
/// Every method fails if the database could not do what it was asked to, and only then: requests get 503, nobody is signed
/// out, and what failed is tried again with the next request. Give up within a few seconds; requests wait for it. Pass on
/// what [`SessionRecord::from_bytes`] says of bytes that are no record: those count as no session, and are no outage.
pub trait SessionStore: Send + Sync + 'static {
    /// The session under `key`. A guarded request waits for this: make it one round trip.
    fn load(
        &self,
        key: &SessionKey,
        now: SystemTime,
    ) -> impl Future<Output = Result<Option<StoredSession>, StoreError>> + Send;

    /// Keeps a new session until it [expires](SessionRecord::expires_at); says whether it did. A session that is there
    /// already stays as it is.
    fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Replaces the session, its index values and its expiry, if it is still at `version`; says whether it was.
    ///
    /// Of any number of updates at one version exactly one succeeds, whichever instances they come from.
    fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Moves the time at which the session expires, and leaves the rest of it, its version too, as it is; says whether
    /// the session was there.
    fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Forgets the session; it need not exist.
    fn delete(&self, key: &SessionKey) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets all sessions of a user; says how many there were.
    fn delete_by_subject(&self, subject: &SubjectKey)
    -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Forgets all sessions that came from one session at Logto; says how many there were.
    fn delete_by_provider_session(
        &self,
        provider_session: &ProviderSessionKey,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Gives the lease to `holder` for `duration` unless somebody else has it; says whether `holder` has it now.
    ///
    /// It is what keeps two instances from using one refresh token. Who has it already may take it again, which extends
    /// it: that is how a holder shows that it is still there. A lease that has expired is anybody's. Leases have nothing to do with the sessions: one may be taken for a
    /// key that nothing lies under.
    fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        now: SystemTime,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Gives the lease back, if `holder` is who has it.
    fn release_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Whether the store is there: the cheapest question that it has to answer, for
    /// [`Client::health`](crate::Client::health).
    fn ping(&self) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A session as it lies in a store.
#[derive(Clone, Debug)]
pub struct StoredSession {
    /// What the session holds.
    pub record: Arc<SessionRecord>,
    /// Differs from one [`update`](SessionStore::update) to the next.
    pub version: u64,
    /// When it expires: as its record said, or as it was [touched](SessionStore::touch) since. The clock may be that of the
    /// client that wrote it.
    pub expires_at: SystemTime,
}

/// The store did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[error("the session store failed: {0}")]
pub struct StoreError(#[source] Box<dyn StdError + Send + Sync>);

/// What lies in the store is no session.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unreadable(#[source] Box<dyn StdError + Send + Sync>);

impl StoreError {
    /// Wraps what the database's client said. Its text goes into logs: keep secrets out of it.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(source.into())
    }

    /// The bytes there are no session; the store itself is well.
    pub(super) fn unreadable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Unreadable(source.into()))
    }

    /// Whether what lies there is at fault, however the store wrapped what it was told: asking again does not help.
    pub(crate) fn is_about_the_record(&self) -> bool {
        let mut cause: Option<&(dyn StdError + 'static)> = Some(self);
        while let Some(error) = cause {
            if error.is::<Unreadable>() {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::new(Kind::Transient, error)
    }
}
