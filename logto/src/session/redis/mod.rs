//! Sessions in Redis or Valkey.

mod entry;
mod failure;
mod index;
mod link;
mod names;
mod request;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::{join, try_join, try_join_all};

use self::entry::{Entry, Lifetime, Owner};
pub use self::failure::RedisConfigError;
use self::failure::Unsettled;
use self::link::Link;
use self::names::Names;
use self::request::Request;
use super::keys::{LeaseHolder, LeaseKey, ProviderSessionKey, SessionKey, SubjectKey};
use super::record::SessionRecord;
use super::store::{SessionStore, StoreError, StoredSession};

const DEFAULT_KEY_PREFIX: &str = "logto:";

/// How many sessions are deleted at the same time.
const DELETIONS: usize = 64;

/// How often a touch starts again because the session has got another owner meanwhile.
const TOUCHES: usize = 3;

/// Keeps sessions in [Redis] 7 or [Valkey], for any number of instances. Needs the feature `redis`.
///
/// It connects when it is first used, and again whenever the connection was lost: an app starts while Redis is down, and
/// goes on when Redis is back. Until then requests get 503, and nobody is signed out. Requests wait for about two
/// seconds. It has to be used within a tokio runtime, in which all supported frameworks run.
///
/// A guarded request costs one `GET`. Sessions, leases and everything else end by themselves, by the clock of Redis.
///
/// # Setting Redis up
///
/// - Sessions survive a restart of Redis as far as its persistence goes: `appendonly yes`. What was written in the last
///   second may be lost all the same, and with it a refresh token that has just replaced another. Where refresh tokens
///   rotate with every use (single-page and native apps), that ends sessions: `appendfsync always`.
/// - `maxmemory-policy noeviction`. With any other policy, a Redis that is full signs users out, and may lose what
///   [`delete_by_subject`](SessionStore::delete_by_subject) finds sessions by.
/// - One primary, or a proxy in front of a cluster: every command and script has one key, so that they may lie anywhere.
///   Redirections (`MOVED`) are not followed.
///
/// # Security
///
/// What lies in Redis is sealed with the cookie key, and says neither who is signed in nor how to become them; who may
/// write to it can still end sessions. Give it a password and, outside of a private network, TLS (`rediss://`), which is
/// verified against the certificates that the system trusts. The URL is in no error, log line or `Debug`.
///
/// # Example
///
/// ```no_run
/// use logto::session::RedisSessionStore;
/// use logto::{Client, Config};
///
/// # fn main() -> logto::Result<()> {
/// let store = RedisSessionStore::new("rediss://:password@redis.example.com/0")?.key_prefix("shop:");
/// let logto = Client::builder(Config::from_env()?).session_store(store).build();
/// # Ok(())
/// # }
/// ```
///
/// [Redis]: https://redis.io
/// [Valkey]: https://valkey.io
pub struct RedisSessionStore {
    link: Link,
    names: Names,
}

impl RedisSessionStore {
    /// A store in the Redis at `url`: `redis://[[user]:password@]host[:port][/database]`, with TLS `rediss://…`, or
    /// `unix:///path/of.sock`. (`valkey` and `valkeys` mean the same.) What is special in a password is percent-encoded.
    /// Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// If the URL is another.
    pub fn new(url: &str) -> Result<Self, RedisConfigError> {
        Ok(Self { link: Link::to(url)?, names: Names::new(DEFAULT_KEY_PREFIX.to_owned()) })
    }

    /// What all keys begin with: `logto:` unless said otherwise. Applications that share a Redis each take another.
    #[must_use]
    pub fn key_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.names = Names::new(prefix.into());
        self
    }

    /// Files the session under its owner, for as long as it lasts at least. This comes before the session is written: if it
    /// stays at this, a session is looked for in vain, and else one would not be found.
    async fn index(&self, key: &[u8; 32], owner: &Owner, lifetime: Lifetime) -> Result<(), StoreError> {
        let subject = index::add(&self.names.subject(&owner.subject), key, lifetime);
        let Some(provider_session) = &owner.provider_session else {
            return self.link.ask(&subject).await;
        };
        let provider_session = index::add(&self.names.provider_session(provider_session), key, lifetime);
        try_join(self.link.ask::<()>(&subject), self.link.ask::<()>(&provider_session)).await.map(drop)
    }

    /// Deletes the session if it fulfils the condition; says whether it was there.
    async fn delete_if(&self, key: &[u8; 32], condition: &entry::Condition) -> Result<bool, StoreError> {
        let request = Request::delete(&self.names.session(key), condition);
        let header: Option<Vec<u8>> = self.link.ask(&request).await?;
        let Some(owner) = header.as_deref().and_then(Owner::of_header) else { return Ok(false) };
        let subject = index::remove(&self.names.subject(&owner.subject), key);
        let provider_session = owner
            .provider_session
            .map(|provider_session| index::remove(&self.names.provider_session(&provider_session), key));
        // The session is gone, whatever becomes of these: what stays in an index leads nowhere, until it expires.
        let _ = join(self.link.ask::<()>(&subject), async {
            if let Some(request) = provider_session {
                let _ = self.link.ask::<()>(&request).await;
            }
        })
        .await;
        Ok(true)
    }

    /// Deletes those of the sessions in an index that fulfil the condition; says how many. What is in the index and
    /// does not, may be a session that is about to be written: it stays in the index.
    async fn delete_all(&self, index: &str, condition: &entry::Condition) -> Result<u64, StoreError> {
        let keys: Vec<Vec<u8>> = self.link.ask(&index::members(index)).await?;
        let keys: Vec<[u8; 32]> = keys.into_iter().filter_map(|key| key.try_into().ok()).collect();
        let mut count = 0;
        for keys in keys.chunks(DELETIONS) {
            let deleted = try_join_all(keys.iter().map(|key| self.delete_if(key, condition))).await?;
            count += deleted.into_iter().map(u64::from).sum::<u64>();
        }
        Ok(count)
    }
}

impl SessionStore for RedisSessionStore {
    async fn load(&self, key: &SessionKey, _now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        let request = Request::get(&self.names.session(key.as_bytes()));
        let bytes: Option<Vec<u8>> = self.link.ask(&request).await?;
        bytes.map(Entry::stored_session).transpose()
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let entry = Entry::new(first_version(now), &record, now)?;
        self.index(key.as_bytes(), &entry.owner, entry.lifetime).await?;
        self.link.ask(&Request::create(&self.names.session(key.as_bytes()), &entry)).await
    }

    async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let entry = Entry::new(version.wrapping_add(1), &record, now)?;
        // A former owner keeps the session in its index, as long as it would have lasted: taking it out could overtake
        // another update that gives it back.
        self.index(key.as_bytes(), &entry.owner, entry.lifetime).await?;
        self.link.ask(&Request::update(&self.names.session(key.as_bytes()), version, &entry)).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let (name, lifetime) = (self.names.session(key.as_bytes()), Lifetime::until(expires_at, now));
        for _ in 0..TOUCHES {
            let header: Vec<u8> = self.link.ask(&Request::header(&name)).await?;
            let Some(owner) = Owner::of_header(&header) else { return Ok(false) };
            self.index(key.as_bytes(), &owner, lifetime).await?;
            if self.link.ask(&Request::touch(&name, &owner, expires_at, lifetime)).await? {
                return Ok(true);
            }
        }
        Err(StoreError::new(Unsettled))
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.delete_if(key.as_bytes(), &entry::Condition::none()).await.map(drop)
    }

    async fn delete_by_subject(&self, subject: &SubjectKey) -> Result<u64, StoreError> {
        let condition = entry::Condition::subject(subject);
        self.delete_all(&self.names.subject(subject.as_bytes()), &condition).await
    }

    async fn delete_by_provider_session(
        &self,
        provider_session: &ProviderSessionKey,
    ) -> Result<u64, StoreError> {
        let condition = entry::Condition::provider_session(provider_session);
        self.delete_all(&self.names.provider_session(provider_session.as_bytes()), &condition).await
    }

    async fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        _now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.link.ask(&Request::acquire(&self.names.lease(key.as_bytes()), holder, duration)).await
    }

    async fn release_lease(&self, key: &LeaseKey, holder: &LeaseHolder) -> Result<(), StoreError> {
        self.link.ask(&Request::release(&self.names.lease(key.as_bytes()), holder)).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.link.ask(&Request::ping()).await
    }
}

impl fmt::Debug for RedisSessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisSessionStore").field("names", &self.names).finish_non_exhaustive()
    }
}

/// Not the same for a session that is created anew under a key, so that no update meant for the one before fits it.
fn first_version(now: SystemTime) -> u64 {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
