//! Sessions in the store: the browser holds an id, and nothing is written that is not newer.

use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderValue;

use super::contention::Contention;
use super::persistence::Content;
use super::{Client, Session, random};
use crate::error::{Error, Kind, Result};
use crate::recent::Recent;
use crate::session::cookie::RequestCookies;
use crate::session::identity::Identity;
use crate::session::state::{Changed, Home, SessionState, SignedIn, Tokens};
use crate::session::{AnySessionStore, SessionKey, SessionRecord, StoredSession};
use crate::tokens::TokenSet;

/// A session that is used is touched when so much of its idle timeout has passed: a tenth, so that most reads write
/// nothing.
const TOUCHES_PER_TIMEOUT: u32 = 10;

/// How many sessions are remembered as touched lately. One that is not is touched once more.
pub(super) const TOUCHES_REMEMBERED: usize = 20_000;

/// The store says that there is a session already under an id that was made just now.
#[derive(Debug, thiserror::Error)]
#[error("the session store did not keep a new session")]
struct NotKept;

impl Client {
    /// Whether what is to be kept can be: sessions are in cookies, or their store is there.
    pub(crate) async fn reach_store(&self) -> Result<()> {
        match &self.0.store {
            Some(store) => Ok(store.ping().await?),
            None => Ok(()),
        }
    }

    /// The session in the store that a request's cookie stands for.
    pub(super) async fn load_stored(
        &self,
        store: &AnySessionStore,
        sent: &RequestCookies,
        now: SystemTime,
    ) -> Result<SessionState> {
        let Some(session_id) = sent.get_bytes(&self.0.cookie_names.session) else {
            return Ok(SessionState::default());
        };
        let key = SessionKey::of(session_id);
        let Some(stored) = self.load_from(store, &key, now).await? else {
            return Ok(SessionState::default());
        };
        let Some(identity) = self.open_stored_identity(&stored.record, &key, now) else {
            return Ok(SessionState::default());
        };
        if let Some(end) = self.idle_end_to_write(&key, &stored, &identity) {
            // In a box: most requests do without it, and their futures are smaller for it.
            Box::pin(self.keep_alive(store, &key, end)).await;
        }
        let signed_in = Some(SignedIn { identity, tokens: Tokens::Stored(stored.record) });
        Ok(SessionState { signed_in, home: Home::Store(key), ..SessionState::default() })
    }

    pub(super) async fn save_stored(
        &self,
        store: &AnySessionStore,
        session: &Session,
        changed: Changed,
        content: Option<Content>,
    ) -> Result<Vec<HeaderValue>> {
        let name = &self.0.cookie_names.session;
        let home = session.lock().home;
        match (content, home) {
            (Some(content), Home::Store(key)) if changed != Changed::Replaced => {
                // If it is gone, somebody has ended it meanwhile, and that stands.
                self.write_stored(store, &key, &content.tokens).await?;
                Ok(Vec::new())
            }
            // A sign-in gets a new id, so that one planted in the browser beforehand is worth nothing.
            (Some(content), old) => {
                let session_id = random::token()?;
                let key = SessionKey::of(&session_id);
                let max_age = self.remaining(content.identity.expires_at());
                let record = self.record(key, content.identity, content.tokens)?;
                if !store.create(&key, Arc::new(record), self.now()).await? {
                    return Err(Error::new(Kind::Transient, NotKept));
                }
                session.lock().home = Home::Store(key);
                if let Err(error) = forget(store, old).await {
                    tracing::warn!(%error, "the session before a sign-in could not be deleted: it ends by itself");
                }
                Ok(self.0.cookies.set(name, &session_id, max_age).into_iter().collect())
            }
            (None, old) => {
                forget(store, old).await?;
                let line = session.sent().get_bytes(name).and_then(|_| self.0.cookies.remove(name));
                Ok(line.into_iter().collect())
            }
        }
    }

    /// What the store has under `key`. Bytes that are no session are as good as none: an error would be the answer for
    /// as long as the browser keeps its cookie.
    pub(super) async fn load_from(
        &self,
        store: &AnySessionStore,
        key: &SessionKey,
        now: SystemTime,
    ) -> Result<Option<StoredSession>> {
        match store.load(key, now).await {
            Err(error) if error.is_about_the_record() => {
                tracing::warn!(%error, "a stored session cannot be read");
                Ok(None)
            }
            loaded => Ok(loaded?),
        }
    }

    /// Writes `tokens` to the session at `key`, unless what is there is newer; says what is there then. There is
    /// nothing if the session has ended.
    pub(super) async fn write_stored(
        &self,
        store: &AnySessionStore,
        key: &SessionKey,
        tokens: &Arc<TokenSet>,
    ) -> Result<Option<Arc<TokenSet>>> {
        let mut contention = Contention::new();
        loop {
            let now = self.now();
            let Some(stored) = self.load_from(store, key, now).await? else { return Ok(None) };
            let there = self.open_stored_identity(&stored.record, key, now);
            let Some((identity, there)) = there.zip(self.open_stored_tokens(&stored.record, key)) else {
                return Ok(None);
            };
            let Some(merged) = there.merged_with(tokens).map(Arc::new) else {
                return Ok(Some(there));
            };
            let identity = Arc::new(identity.with_claims_of(&merged.id_token));
            let record = Arc::new(self.record(*key, identity, Arc::clone(&merged))?);
            if store.update(key, stored.version, record, self.now()).await? {
                return Ok(Some(merged));
            }
            contention.again().await?;
        }
    }

    /// Who is signed in, unless their session has ended. An expiry that somebody moved in the database does not count
    /// for more than what was sealed.
    fn open_stored_identity(
        &self,
        record: &SessionRecord,
        key: &SessionKey,
        now: SystemTime,
    ) -> Option<Arc<Identity>> {
        let opened = record.identity(&self.0.vault, &self.0.opened, key);
        if opened.is_none() {
            tracing::warn!("a stored session does not open: it was sealed with another cookie key");
        }
        opened.filter(|identity| identity.expires_at() > now)
    }

    pub(super) fn open_stored_tokens(
        &self,
        record: &SessionRecord,
        key: &SessionKey,
    ) -> Option<Arc<TokenSet>> {
        record.tokens(&self.0.vault, key)
    }

    fn record(
        &self,
        key: SessionKey,
        identity: Arc<Identity>,
        tokens: Arc<TokenSet>,
    ) -> Result<SessionRecord> {
        let expires_at = self.idle_end(&identity);
        Ok(SessionRecord::new(&self.0.vault, key, identity, tokens, expires_at)?)
    }

    /// When the session ends if it is not used again.
    fn idle_end(&self, identity: &Identity) -> SystemTime {
        let end = self.config().session_idle_timeout().map(|timeout| self.now() + timeout);
        end.map_or(identity.expires_at(), |end| end.min(identity.expires_at()))
    }

    /// When a session that is in use ends from now on, if that is worth being written.
    fn idle_end_to_write(
        &self,
        key: &SessionKey,
        stored: &StoredSession,
        identity: &Identity,
    ) -> Option<SystemTime> {
        let timeout = self.config().session_idle_timeout()?;
        let end = self.idle_end(identity);
        let is_worth_it = |present: SystemTime| {
            end.duration_since(present).unwrap_or_default() >= timeout / TOUCHES_PER_TIMEOUT
        };
        // Requests at the same time all see the end as it was.
        let touched = || self.0.touched.get(key.as_bytes());
        (is_worth_it(stored.expires_at) && touched().is_none_or(is_worth_it)).then_some(end)
    }

    /// Moves the idle end of a session that is in use.
    async fn keep_alive(&self, store: &AnySessionStore, key: &SessionKey, end: SystemTime) {
        let touched = &self.0.touched;
        touched.insert(*key.as_bytes(), end);
        // Also if the request is dropped meanwhile: then the next one touches.
        let attempt = Untouched { touched, key };
        match store.touch(key, end, self.now()).await {
            Ok(_) => attempt.succeed(),
            Err(error) => {
                tracing::warn!(%error, "a session that is in use could not be kept from its idle timeout");
            }
        }
    }
}

/// A session that counts as touched, though it is not yet.
struct Untouched<'a> {
    touched: &'a Recent<SystemTime>,
    key: &'a SessionKey,
}

impl Untouched<'_> {
    fn succeed(self) {
        std::mem::forget(self);
    }
}

impl Drop for Untouched<'_> {
    fn drop(&mut self) {
        self.touched.remove(self.key.as_bytes());
    }
}

async fn forget(store: &AnySessionStore, home: Home) -> Result<()> {
    match home {
        Home::Store(key) => Ok(store.delete(&key).await?),
        Home::Browser => Ok(()),
    }
}
