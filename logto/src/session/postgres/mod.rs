//! Sessions in PostgreSQL.

mod address;
mod builder;
mod connections;
mod error;
mod expired;
mod lifetime;
mod migrations;
mod statement;
mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio_postgres::Row;

pub use self::builder::PostgresSessionStoreBuilder;
use self::connections::{Answer, Connections};
pub use self::error::PostgresConfigError;
use self::error::PostgresError;
use self::expired::LastRemoval;
use self::lifetime::Lifetime;
use self::statement::{
    ACQUIRE_LEASE, CREATE, DELETE, DELETE_BY_PROVIDER_SESSION, DELETE_BY_SUBJECT, LOAD, PING, RELEASE_LEASE,
    TOUCH, UPDATE,
};
use super::keys::{LeaseHolder, LeaseKey, ProviderSessionKey, SessionKey, SubjectKey};
use super::record::SessionRecord;
use super::store::{SessionStore, StoreError, StoredSession};

/// Keeps sessions in PostgreSQL 13 or newer, for any number of instances (feature `postgres`).
///
/// ```no_run
/// use logto::session::PostgresSessionStore;
/// use logto::{Client, Config};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let store = PostgresSessionStore::new(&std::env::var("DATABASE_URL")?)?;
/// store.migrate().await?; // or run `PostgresSessionStore::MIGRATIONS` with a tool of yours
/// let logto = Client::builder(Config::from_env()?).session_store(store).build();
/// # Ok(()) }
/// ```
///
/// A guarded request is one round trip: a prepared statement, on a connection that nobody pings beforehand. The store
/// connects when it is used, and again by itself when PostgreSQL has been away; until then requests get 503 and nobody is
/// signed out. Each gives up after two seconds, or another [timeout](PostgresSessionStoreBuilder::timeout). It needs a tokio runtime, as axum, actix-web and Rocket bring it.
///
/// Clones share their connections.
///
/// # The URL
///
/// `postgres://user:password@host:5432/database`, with special characters percent-encoded. Several hosts are separated by
/// commas; with `target_session_attrs=read-write` the one that can be written to is chosen. The tables lie in the first
/// schema of the role's search path, which `?options=-csearch_path%3Dauth` sets, too. Through `PgBouncer` in transaction mode
/// it takes version 1.21, with `max_prepared_statements` set.
///
/// # Security
///
/// | `sslmode` | |
/// |---|---|
/// | `require` | TLS; the certificate must be trusted by the platform, or by [`root_certificates`], and name the host. (`verify-ca` and `verify-full` mean the same here.) |
/// | `prefer`, or none | the same if the server offers TLS, and otherwise no encryption; on `localhost` and Unix sockets TLS is not tried |
/// | `disable` | no encryption |
///
/// Whoever sits between you and the server can talk `prefer` out of TLS, and ask for the password then. On a network that
/// others share, say `require`.
///
/// What is stored is sealed with the cookie key: a dump of the database holds no token, claim, user id or cookie. The
/// URL is in no error, log or `Debug`, and neither are values of rows.
///
/// # Rights
///
/// The role needs `SELECT`, `INSERT`, `UPDATE` and `DELETE` on `logto_sessions` and `logto_leases`; to [migrate](Self::migrate),
/// `CREATE` on the schema, or `SELECT` on `logto_migrations` if there is nothing to migrate.
///
/// [`root_certificates`]: PostgresSessionStoreBuilder::root_certificates
#[derive(Clone)]
pub struct PostgresSessionStore {
    connections: Connections,
    last_removal: Arc<LastRemoval>,
}

impl PostgresSessionStore {
    /// The name and the SQL of each migration, in their order, for those who run migrations with a tool of theirs: write
    /// each to a file once, `for (name, sql) in PostgresSessionStore::MIGRATIONS`. Running one twice changes nothing, and
    /// [`migrate`](Self::migrate) knows what has been run. They lie in the crate's `src/session/postgres/schema`, too.
    pub const MIGRATIONS: &'static [(&'static str, &'static str)] = migrations::MIGRATIONS;

    /// A store at this [URL](Self#the-url), with up to ten connections. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// If the URL cannot be read. The error does not show it.
    pub fn new(url: &str) -> Result<Self, PostgresConfigError> {
        Self::builder(url).build()
    }

    /// A store with options.
    pub fn builder(url: &str) -> PostgresSessionStoreBuilder {
        PostgresSessionStoreBuilder::new(url)
    }

    /// Makes the tables, or brings them up to date. Any number of instances may do so at the same time.
    ///
    /// # Errors
    ///
    /// If PostgreSQL cannot be reached, or the role may not create tables.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(migrations::apply(&self.connections).await?)
    }

    /// Removes sessions whose hour of expiry is over, and expired leases; says how many sessions that were.
    ///
    /// There is no need to call this: a store that is written to does so once a minute. Expired sessions count as if they
    /// were not there, removed or not.
    ///
    /// # Errors
    ///
    /// If PostgreSQL could not do it. What has been removed is removed.
    pub async fn remove_expired(&self) -> Result<u64, StoreError> {
        Ok(expired::remove(&self.connections).await?)
    }

    /// Removes what has expired if that is due, while the request goes on.
    fn after_write(&self) {
        if self.last_removal.is_due() {
            let connections = self.connections.clone();
            tokio::spawn(async move {
                if let Err(error) = expired::remove(&connections).await {
                    tracing::warn!(%error, "expired sessions could not be removed: it is tried again later");
                }
            });
        }
    }

    /// Whether a write found what it was to change.
    fn written(&self, answer: &Answer) -> bool {
        self.after_write();
        answer.count > 0
    }
}

impl fmt::Debug for PostgresSessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresSessionStore")
            .field("pool_size", &self.connections.at_most())
            .finish_non_exhaustive()
    }
}

impl SessionStore for PostgresSessionStore {
    async fn load(&self, key: &SessionKey, now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        let answer = self.connections.say(&LOAD, &[&key.as_bytes().as_slice()]).await?;
        let Some(row) = answer.row else { return Ok(None) };
        let version: i64 = row.try_get(0).map_err(|_| PostgresError::Row)?;
        let _: &[u8] = row.try_get(RECORD).map_err(|_| PostgresError::Row)?;
        let (expires_at, there): (SystemTime, SystemTime) = row
            .try_get(2)
            .and_then(|expires_at| Ok((expires_at, row.try_get(3)?)))
            .map_err(|_| PostgresError::Row)?;
        // Expired sessions are as good as none.
        let Some(rest) = expires_at.duration_since(there).ok().filter(|rest| !rest.is_zero()) else {
            return Ok(None);
        };
        Ok(Some(StoredSession {
            record: Arc::new(SessionRecord::from_stored(RecordOf(row), 0)?),
            version: u64::try_from(version).map_err(|_| PostgresError::Row)?,
            expires_at: now + rest,
        }))
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let (bytes, lifetime) = (record.to_bytes()?, Lifetime::until(record.expires_at(), now));
        let (key, subject) = (key.as_bytes().as_slice(), record.subject().as_bytes().as_slice());
        let provider_session = record.provider_session().map(|key| key.as_bytes().as_slice());
        let answer =
            self.connections.say(&CREATE, &[&key, &lifetime, &subject, &provider_session, &bytes]).await?;
        Ok(self.written(&answer))
    }

    async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        // A version that does not fit is none that was ever read.
        let Ok(version) = i64::try_from(version) else { return Ok(false) };
        let (bytes, lifetime) = (record.to_bytes()?, Lifetime::until(record.expires_at(), now));
        let (key, subject) = (key.as_bytes().as_slice(), record.subject().as_bytes().as_slice());
        let provider_session = record.provider_session().map(|key| key.as_bytes().as_slice());
        let parameters: [connections::Parameter<'_>; 6] =
            [&key, &version, &lifetime, &subject, &provider_session, &bytes];
        let answer = self.connections.say(&UPDATE, &parameters).await?;
        Ok(self.written(&answer))
    }

    async fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let lifetime = Lifetime::until(expires_at, now);
        let answer = self.connections.say(&TOUCH, &[&key.as_bytes().as_slice(), &lifetime]).await?;
        Ok(self.written(&answer))
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.connections.say(&DELETE, &[&key.as_bytes().as_slice()]).await?;
        Ok(())
    }

    async fn delete_by_subject(&self, subject: &SubjectKey) -> Result<u64, StoreError> {
        let parameter = subject.as_bytes().as_slice();
        counted(&self.connections.say(&DELETE_BY_SUBJECT, &[&parameter]).await?)
    }

    async fn delete_by_provider_session(
        &self,
        provider_session: &ProviderSessionKey,
    ) -> Result<u64, StoreError> {
        let parameter = provider_session.as_bytes().as_slice();
        counted(&self.connections.say(&DELETE_BY_PROVIDER_SESSION, &[&parameter]).await?)
    }

    async fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        _now: SystemTime,
    ) -> Result<bool, StoreError> {
        let (key, holder) = (key.as_bytes().as_slice(), holder.as_bytes().as_slice());
        let duration = i64::try_from(duration.min(lifetime::LONGEST).as_millis()).unwrap_or_default();
        let answer = self.connections.say(&ACQUIRE_LEASE, &[&key, &holder, &duration]).await?;
        Ok(self.written(&answer))
    }

    async fn release_lease(&self, key: &LeaseKey, holder: &LeaseHolder) -> Result<(), StoreError> {
        let (key, holder) = (key.as_bytes().as_slice(), holder.as_bytes().as_slice());
        self.connections.say(&RELEASE_LEASE, &[&key, &holder]).await?;
        Ok(())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.connections.say(&PING, &[]).await?;
        Ok(())
    }
}

/// The column of the record in what [`LOAD`] answers.
const RECORD: usize = 1;

/// The record of a row, where PostgreSQL's client has put it.
struct RecordOf(Row);

impl AsRef<[u8]> for RecordOf {
    fn as_ref(&self) -> &[u8] {
        self.0.try_get(RECORD).unwrap_or_default()
    }
}

fn counted(answer: &Answer) -> Result<u64, StoreError> {
    let count: i64 = answer.row.as_ref().and_then(|row| row.try_get(0).ok()).ok_or(PostgresError::Row)?;
    Ok(count.unsigned_abs())
}
