//! A whole session, as a server-side store keeps it.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::identity::Identity;
use crate::tokens::TokenSet;

/// What a session holds: who is signed in and their tokens.
///
/// A [`SessionStore`](super::SessionStore) writes it with serde, in any format that knows maps.
///
/// # Security
///
/// It holds tokens; `Debug` shows none of them.
#[derive(Clone, Serialize, Deserialize)]
pub struct SessionRecord {
    pub(crate) identity: Arc<Identity>,
    pub(crate) tokens: Arc<TokenSet>,
}

impl SessionRecord {
    /// When the session ends, whatever happens to its tokens.
    pub fn expires_at(&self) -> SystemTime {
        self.identity.expires_at()
    }
}

#[cfg(test)]
impl SessionRecord {
    /// A session of a captured user.
    pub(crate) fn expiring_at(expires_at: SystemTime) -> Self {
        let captured = include_str!("../../tests/fixtures/protocol/token-authorization-code.json");
        let captured: serde_json::Value = serde_json::from_str(captured).unwrap();
        let id_token =
            crate::tokens::IdToken::restore(captured["id_token"].as_str().unwrap().to_owned()).unwrap();
        let identity = Identity::new(&id_token, "openid profile", expires_at);
        Self { identity: Arc::new(identity), tokens: Arc::new(TokenSet::new(id_token, None)) }
    }
}

impl fmt::Debug for SessionRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionRecord").field("expires_at", &self.expires_at()).finish_non_exhaustive()
    }
}
