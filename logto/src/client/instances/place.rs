//! Where instances meet: at the session in the store or, for sessions in cookies, at what became of a refresh token.

use std::sync::Arc;

use crate::client::{Client, SessionError};
use crate::error::Result;
use crate::session::{AnySessionStore, LeaseKey, SessionKey};
use crate::tokens::TokenSet;

/// Where all instances see the newest tokens of a session.
#[derive(Clone)]
pub(in crate::client) struct Place {
    pub(in crate::client) store: AnySessionStore,
    /// The session's record. Without one the session lies in cookies, and each refresh token leads to its successor for
    /// as long as it does within a process.
    pub(in crate::client) session: Option<SessionKey>,
    /// What this process knows the session by.
    pub(in crate::client) known_by: Arc<TokenSet>,
}

/// Longest way from a refresh token to the one in use: one for each refresh within the window.
const LONGEST_WAY: usize = 100;

impl Place {
    /// What keeps two instances from refreshing the same tokens.
    pub(super) fn lease(&self, tokens: &TokenSet) -> LeaseKey {
        LeaseKey::of_session(&self.key(tokens))
    }

    /// Forgets a session that Logto has ended. That it has is no news to whoever could not be told.
    pub(super) async fn forget(&self, tokens: &TokenSet) {
        if let Err(error) = self.store.delete(&self.key(tokens)).await {
            tracing::warn!(%error, "a session that Logto has ended could not be deleted");
        }
    }

    /// Where that which comes after `tokens` is written.
    fn key(&self, tokens: &TokenSet) -> SessionKey {
        self.session.unwrap_or_else(|| successor_key(tokens))
    }
}

/// Where the successor of a refresh token lies. The token cannot be computed from it.
pub(in crate::client) fn successor_key(tokens: &TokenSet) -> SessionKey {
    SessionKey::of_successor(tokens.refresh_token.as_ref().map_or("", |token| token.expose()))
}

impl Client {
    /// The newest tokens of the session that `tokens` belong to, as far as any instance has written them.
    pub(super) async fn newest(&self, place: &Place, tokens: &Arc<TokenSet>) -> Result<Arc<TokenSet>> {
        let mut newest = Arc::clone(tokens);
        for _ in 0..LONGEST_WAY {
            let key = place.key(&newest);
            let there = match self.load_from(&place.store, &key, self.now()).await? {
                Some(stored) => self.open_stored_tokens(&stored.record, &key),
                None => None,
            };
            let is_on_the_way = place.session.is_none();
            match there {
                None if is_on_the_way => return Ok(newest),
                // Somebody has signed out.
                None => return Err(SessionError::SignedOut.into()),
                Some(end) if is_on_the_way && end.refresh_token.is_none() => {
                    return Err(SessionError::SignedOut.into());
                }
                Some(there) if is_on_the_way && !there.has_same_refresh_token(&newest) => newest = there,
                Some(there) => return Ok(there.merged_with(&newest).map_or(there, Arc::new)),
            }
        }
        Ok(newest)
    }
}
