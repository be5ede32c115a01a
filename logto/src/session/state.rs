//! The session of one request: what it was when the request came, and what became of it.

use std::sync::Arc;

use http::HeaderValue;

use super::identity::Identity;
use super::keys::SessionKey;
use super::record::SessionRecord;
use crate::tokens::TokenSet;

/// The session of one request.
#[derive(Default)]
pub(crate) struct SessionState {
    pub(crate) signed_in: Option<SignedIn>,
    pub(crate) home: Home,
    /// What the browser or the store does not know yet.
    pub(crate) changed: Changed,
    /// `Set-Cookie` lines for the answer that are not the session's own.
    pub(crate) set_cookies: Vec<HeaderValue>,
}

/// Who is signed in, and their tokens, which are opened only when asked for.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) identity: Arc<Identity>,
    pub(crate) tokens: Tokens,
}

/// The tokens of a session.
pub(crate) enum Tokens {
    /// In the cookies of the request, if they are there.
    Sealed,
    /// As the store keeps them.
    Stored(Arc<SessionRecord>),
    Open(Arc<TokenSet>),
    /// There are none that open.
    Missing,
}

/// Where a session lives between requests.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Home {
    /// In cookies, or nowhere yet.
    #[default]
    Browser,
    /// In the store.
    Store(SessionKey),
}

/// What has to be written when the request ends; the greater includes the lesser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Changed {
    #[default]
    Nothing,
    /// The tokens, not who is signed in.
    Tokens,
    /// Tokens and claims.
    Everything,
    /// Another session took its place: a sign-in.
    Replaced,
    /// The session ended.
    Ended,
}

impl SessionState {
    pub(crate) fn identity(&self) -> Option<Arc<Identity>> {
        self.signed_in.as_ref().map(|signed_in| Arc::clone(&signed_in.identity))
    }

    /// Takes over what tokens have that the present ones lack, and the claims of their ID token; says what that changes.
    /// What is older than what is there stays out: it may come of a token request that began with older tokens.
    pub(crate) fn take_over(&mut self, tokens: Arc<TokenSet>) -> Changed {
        let Some(signed_in) = &mut self.signed_in else { return Changed::Nothing };
        let tokens = match &signed_in.tokens {
            Tokens::Open(present) => {
                present.merged_with(&tokens).map_or_else(|| Arc::clone(present), Arc::new)
            }
            Tokens::Sealed | Tokens::Stored(_) | Tokens::Missing => tokens,
        };
        let has_same_claims = signed_in.identity.claims() == tokens.id_token.payload();
        if !has_same_claims {
            signed_in.identity = Arc::new(signed_in.identity.with_claims_of(&tokens.id_token));
        }
        signed_in.tokens = Tokens::Open(tokens);
        if has_same_claims { Changed::Tokens } else { Changed::Everything }
    }

    pub(crate) fn changed(&mut self, what: Changed) {
        self.changed = self.changed.max(what);
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sealed => "Sealed",
            Self::Stored(_) => "Stored",
            Self::Open(_) => "Open",
            Self::Missing => "Missing",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::secret::RefreshToken;
    use crate::tokens::{AccessToken, AccessTokenKey};

    #[test]
    fn older_tokens_do_not_take_the_place_of_newer_ones() {
        let older = TokenSet::sample("older");
        let newer = Some(RefreshToken::new("newer"));
        let (key, access_token) = (AccessTokenKey::default(), AccessToken::sample("an access token"));
        let newer = Arc::new(older.refreshed(None, newer, key, access_token));
        let identity = Arc::new(Identity::new(&newer.id_token, "", SystemTime::UNIX_EPOCH));
        let signed_in = Some(SignedIn { identity, tokens: Tokens::Open(Arc::clone(&newer)) });
        let mut state = SessionState { signed_in, ..SessionState::default() };
        state.take_over(Arc::new(older));
        let Some(SignedIn { tokens: Tokens::Open(kept), .. }) = state.signed_in else { panic!("signed out") };
        assert!(kept.has_same_refresh_token(&newer));
    }
}
