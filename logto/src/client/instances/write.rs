//! What a refresh brought is written where the other instances see it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::PAUSES;
use super::hold::Hold;
use super::place::{Place, successor_key};
use crate::client::Client;
use crate::client::contention::Contention;
use crate::client::pauses::Pauses;
use crate::error::Result;
use crate::refresh::SUCCESSOR_WINDOW;
use crate::session::identity::Identity;
use crate::session::{SessionKey, SessionRecord, StoredSession};
use crate::tokens::TokenSet;

/// How long a request waits for a store that does not take what its refresh brought.
const SOON: Duration = Duration::from_secs(1);

impl Client {
    /// Writes what a refresh made of `tokens`; says what is there then, which may be newer still. There is nothing if
    /// the session has ended.
    pub(super) async fn write_soon(
        &self,
        place: &Place,
        tokens: &TokenSet,
        refreshed: &Arc<TokenSet>,
    ) -> Result<Option<Arc<TokenSet>>> {
        self.write_until(Instant::now() + SOON, place, tokens, refreshed).await
    }

    /// Goes on writing, after the requests have been answered: until then the refresh token that Logto accepts is in this
    /// process's memory, and another instance would use the one before, for which Logto ends the session.
    pub(super) async fn write_later(
        self,
        place: &Place,
        mut hold: Hold,
        tokens: &TokenSet,
        refreshed: &Arc<TokenSet>,
    ) {
        let writing = self.write_until(Instant::now() + SUCCESSOR_WINDOW, place, tokens, refreshed);
        match hold.during(SUCCESSOR_WINDOW, writing).await {
            Ok(Some(_)) => {
                tracing::info!("refreshed tokens have been written for the other instances at last");
            }
            Ok(None) => {
                tracing::debug!("refreshed tokens of a session that has ended meanwhile are given up");
            }
            Err(error) => {
                tracing::error!(%error, "refreshed tokens could not be written for the other instances");
            }
        }
        hold.release().await;
    }

    async fn write_until(
        &self,
        end: Instant,
        place: &Place,
        tokens: &TokenSet,
        refreshed: &Arc<TokenSet>,
    ) -> Result<Option<Arc<TokenSet>>> {
        let mut pauses = Pauses::between(PAUSES.0, PAUSES.1);
        loop {
            let written = match place.session {
                Some(key) => self.write_stored(&place.store, &key, refreshed).await,
                // Signed out meanwhile.
                None if self.0.refresher.has_signed_out(&place.known_by) => Ok(None),
                None => self.write_successor(place, tokens, refreshed).await,
            };
            match written {
                Err(error) if error.is_transient() && Instant::now() < end => pauses.pause().await,
                written => return written,
            }
        }
    }

    async fn write_successor(
        &self,
        place: &Place,
        tokens: &TokenSet,
        refreshed: &Arc<TokenSet>,
    ) -> Result<Option<Arc<TokenSet>>> {
        let key = successor_key(tokens);
        let mut contention = Contention::new();
        loop {
            if place.store.create(&key, self.successor(key, refreshed)?, self.now()).await? {
                return Ok(Some(Arc::clone(refreshed)));
            }
            if let Some(StoredSession { record, version, .. }) =
                self.load_from(&place.store, &key, self.now()).await?
            {
                let there = self.open_stored_tokens(&record, &key);
                if there.as_ref().is_some_and(|there| there.refresh_token.is_none()) {
                    return Ok(None);
                }
                let merged = match &there {
                    Some(there) => there.merged_with(refreshed).map(Arc::new),
                    None => Some(Arc::clone(refreshed)),
                };
                let Some(merged) = merged else { return Ok(there) };
                if place.store.update(&key, version, self.successor(key, &merged)?, self.now()).await? {
                    return Ok(Some(merged));
                }
            }
            contention.again().await?;
        }
    }

    /// The record that leads to `tokens`.
    pub(super) fn successor(&self, key: SessionKey, tokens: &Arc<TokenSet>) -> Result<Arc<SessionRecord>> {
        let expires_at = self.now() + SUCCESSOR_WINDOW;
        let identity = Arc::new(Identity::new(&tokens.id_token, "", expires_at));
        let record = SessionRecord::new(self.vault(), key, identity, Arc::clone(tokens), expires_at)?;
        Ok(Arc::new(record))
    }
}
