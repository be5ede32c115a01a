//! How a session gets from the request and back to the browser.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::{Client, Session, random};
use crate::error::Result;
use crate::session::SessionRecord;
use crate::session::cookie::RequestCookies;
use crate::session::identity::Identity;
use crate::session::pending::PendingCookies;
use crate::session::seal::SealError;
use crate::session::state::{Changed, Home, SessionState, SignedIn, Tokens};
use crate::session::store::{AnySessionStore, SessionKey};
use crate::tokens::TokenSet;

/// What a session's cookies are called after the application's prefix.
const CLAIMS: &str = "claims";
const TOKENS: &str = "tokens";
const SESSION_ID: &str = "session";

/// How often a session is written anew that other requests are writing too.
const MAX_UPDATES: usize = 5;

impl Client {
    /// The session that a request's cookies stand for. A cookie that does not open is as good as none.
    pub(crate) async fn load_session(&self, sent: &RequestCookies) -> Result<Session> {
        let state = match &self.0.store {
            Some(store) => self.load_stored(store, sent).await?,
            None => self.open_sealed(sent),
        };
        Ok(Session::new(self.clone(), state))
    }

    /// Writes what has changed in `session`: the `Set-Cookie` lines that tell the browser.
    pub(crate) async fn save_session(
        &self,
        session: &Session,
        sent: &RequestCookies,
    ) -> Result<Vec<HeaderValue>> {
        let (changed, identity, tokens) = {
            let mut state = session.lock();
            let changed = std::mem::take(&mut state.changed);
            let signed_in = state.signed_in.as_ref();
            let identity = signed_in.map(|signed_in| Arc::clone(&signed_in.identity));
            let tokens = signed_in.and_then(|signed_in| match &signed_in.tokens {
                Tokens::Open(tokens) => Some(Arc::clone(tokens)),
                Tokens::Sealed(_) | Tokens::Missing => None,
            });
            (changed, identity, tokens)
        };
        if changed == Changed::Nothing {
            return Ok(Vec::new());
        }
        let record = identity.zip(tokens).map(|(identity, tokens)| SessionRecord { identity, tokens });
        match &self.0.store {
            Some(store) => self.save_stored(store, session, changed, record, sent).await,
            None => self.seal(changed, record, sent),
        }
    }

    /// The sign-ins that this browser has under way.
    pub(crate) fn pending_cookies<'a>(&'a self, sent: &'a RequestCookies) -> PendingCookies<'a> {
        PendingCookies { policy: &self.0.cookies, sealer: &self.0.sealer, sent, now: self.now() }
    }

    pub(super) fn open_tokens(&self, sealed: &str, identity: &Identity) -> Option<TokenSet> {
        let json = self.0.sealer.open(&self.0.cookies.name(TOKENS), self.now(), sealed)?;
        let tokens: TokenSet = serde_json::from_slice(&json).ok()?;
        // Each cookie is sealed on its own; together they are a session only if they speak of one user.
        identity.is_about(tokens.id_token.subject()).then_some(tokens)
    }

    fn open_sealed(&self, sent: &RequestCookies) -> SessionState {
        let name = self.0.cookies.name(CLAIMS);
        let opened =
            sent.get_chunked(&name).and_then(|sealed| self.0.sealer.open(&name, self.now(), &sealed));
        let identity = opened.and_then(Identity::decode);
        let signed_in = identity.map(|identity| SignedIn {
            identity: Arc::new(identity),
            tokens: sent.get_chunked(&self.0.cookies.name(TOKENS)).map_or(Tokens::Missing, Tokens::Sealed),
        });
        SessionState { signed_in, ..SessionState::default() }
    }

    fn seal(
        &self,
        changed: Changed,
        record: Option<SessionRecord>,
        sent: &RequestCookies,
    ) -> Result<Vec<HeaderValue>> {
        let cookies = &self.0.cookies;
        let Some(record) = record else {
            let mut lines = cookies.remove_chunked(&cookies.name(CLAIMS), sent);
            lines.extend(cookies.remove_chunked(&cookies.name(TOKENS), sent));
            return Ok(lines);
        };
        let mut lines = self.seal_tokens(&record, sent)?;
        if changed != Changed::Tokens {
            lines.extend(self.seal_one(CLAIMS, &record, &record.identity.encode(), sent)?);
        }
        Ok(lines)
    }

    /// The cookies of the tokens. Access tokens can be had again: the oldest give way if there is no room for all.
    fn seal_tokens(&self, record: &SessionRecord, sent: &RequestCookies) -> Result<Vec<HeaderValue>> {
        let mut tokens = Arc::clone(&record.tokens);
        loop {
            let json = serde_json::to_vec(&tokens).map_err(SealError::from)?;
            match self.seal_one(TOKENS, record, &json, sent) {
                Err(error) if error.is_configuration() => {
                    let dropped = Arc::make_mut(&mut tokens).drop_oldest_access_token().ok_or(error)?;
                    tracing::debug!(
                        resource = dropped.resource,
                        "an access token was dropped: the cookies are full"
                    );
                }
                sealed => return sealed,
            }
        }
    }

    fn seal_one(
        &self,
        purpose: &str,
        record: &SessionRecord,
        value: &[u8],
        sent: &RequestCookies,
    ) -> Result<Vec<HeaderValue>> {
        let name = self.0.cookies.name(purpose);
        let sealed = self.0.sealer.seal(&name, record.expires_at(), value)?;
        Ok(self.0.cookies.set_chunked(&name, &sealed, self.remaining(record), sent)?)
    }

    async fn load_stored(&self, store: &AnySessionStore, sent: &RequestCookies) -> Result<SessionState> {
        let Some(session_id) = sent.get(&self.0.cookies.name(SESSION_ID)) else {
            return Ok(SessionState::default());
        };
        let (key, now) = (SessionKey::of(session_id), self.now());
        let Some(stored) = store.load(&key, now).await?.filter(|stored| stored.record.expires_at() > now)
        else {
            return Ok(SessionState::default());
        };
        let signed_in = Some(SignedIn {
            identity: Arc::clone(&stored.record.identity),
            tokens: Tokens::Open(Arc::clone(&stored.record.tokens)),
        });
        let home = Home::Store { key, version: stored.version };
        Ok(SessionState { signed_in, home, ..SessionState::default() })
    }

    async fn save_stored(
        &self,
        store: &AnySessionStore,
        session: &Session,
        changed: Changed,
        record: Option<SessionRecord>,
        sent: &RequestCookies,
    ) -> Result<Vec<HeaderValue>> {
        let name = self.0.cookies.name(SESSION_ID);
        let home = std::mem::take(&mut session.lock().home);
        match (record, home) {
            (Some(record), Home::Store { key, version }) if changed != Changed::Replaced => {
                self.update_stored(store, &key, version, record).await?;
                Ok(Vec::new())
            }
            // A sign-in gets a new id, so that one planted in the browser beforehand is worth nothing.
            (Some(record), old) => {
                self.forget(store, old).await?;
                let session_id = random::token()?;
                let max_age = self.remaining(&record);
                store.create(&SessionKey::of(&session_id), Arc::new(record), self.now()).await?;
                Ok(self.0.cookies.set(&name, &session_id, max_age).into_iter().collect())
            }
            (None, old) => {
                self.forget(store, old).await?;
                Ok(sent.get(&name).and_then(|_| self.0.cookies.remove(&name)).into_iter().collect())
            }
        }
    }

    /// Writes a session that another request may have written meanwhile. Whoever comes last writes the newest tokens,
    /// which are not always its own.
    async fn update_stored(
        &self,
        store: &AnySessionStore,
        key: &SessionKey,
        mut version: u64,
        mut record: SessionRecord,
    ) -> Result<()> {
        for _ in 0..MAX_UPDATES {
            if store.update(key, version, Arc::new(record.clone())).await? {
                return Ok(());
            }
            let Some(stored) = store.load(key, self.now()).await? else {
                return Ok(());
            };
            match self.0.refresher.newer(&stored.record.tokens) {
                Some(newest) if !newest.has_same_refresh_token(&stored.record.tokens) => {
                    version = stored.version;
                    record = SessionRecord {
                        identity: Arc::new(stored.record.identity.with_claims_of(&newest.id_token)),
                        tokens: newest,
                    };
                }
                _ => return Ok(()),
            }
        }
        tracing::warn!("the session could not be written: other requests kept changing it");
        Ok(())
    }

    async fn forget(&self, store: &AnySessionStore, home: Home) -> Result<()> {
        match home {
            Home::Store { key, .. } => Ok(store.delete(&key).await?),
            Home::Browser => Ok(()),
        }
    }

    fn remaining(&self, record: &SessionRecord) -> Duration {
        record.expires_at().duration_since(self.now()).unwrap_or_default()
    }
}
