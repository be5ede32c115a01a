//! Sessions in cookies that were signed out: the other instances hear of it.

use std::sync::Arc;

use super::place::{Place, successor_key};
use crate::client::Client;
use crate::client::contention::Contention;
use crate::error::Result;
use crate::session::AnySessionStore;
use crate::tokens::TokenSet;

impl Client {
    /// Has the way from every refresh token of the session lead to its end: also requests that carry an older cookie get
    /// no more tokens. Says what the newest tokens were.
    pub(in crate::client) async fn end_for_all(
        &self,
        coordinator: &AnySessionStore,
        mut tokens: Arc<TokenSet>,
    ) -> Result<Arc<TokenSet>> {
        let place = Place { store: coordinator.clone(), session: None, known_by: Arc::clone(&tokens) };
        let mut contention = Contention::new();
        while tokens.refresh_token.is_some() {
            tokens = self.newest(&place, &tokens).await?;
            let key = successor_key(&tokens);
            let end = self.successor(key, &Arc::new(tokens.ended()))?;
            if coordinator.create(&key, Arc::clone(&end), self.now()).await? {
                break;
            }
            // Refresh tokens that do not rotate lead to themselves. Any other is a refresh that came in between.
            if let Some(stored) = self.load_from(coordinator, &key, self.now()).await? {
                let there = self.open_stored_tokens(&stored.record, &key);
                if there.is_none_or(|there| there.has_same_refresh_token(&tokens))
                    && coordinator.update(&key, stored.version, end, self.now()).await?
                {
                    break;
                }
            }
            contention.again().await?;
        }
        Ok(tokens)
    }
}
