//! How a session gets from the request and back to the browser.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderValue;

use super::{Client, Session};
use crate::error::Result;
use crate::session::cookie::{CookiePolicy, RequestCookies};
use crate::session::identity::Identity;
use crate::session::pending::PendingCookies;
use crate::session::seal::SealError;
use crate::session::state::{Changed, SessionState, SignedIn, Tokens};
use crate::tokens::TokenSet;

/// What a session's cookies are called.
#[derive(Debug)]
pub(super) struct CookieNames {
    /// The session id, for a session in a store.
    pub(super) session: String,
    /// The two halves of a session without a store.
    claims: String,
    tokens: String,
}

/// What a session holds that is to be written.
pub(super) struct Content {
    pub(super) identity: Arc<Identity>,
    pub(super) tokens: Arc<TokenSet>,
}

impl CookieNames {
    pub(super) fn new(policy: &CookiePolicy) -> Self {
        Self { session: policy.name("session"), claims: policy.name("claims"), tokens: policy.name("tokens") }
    }
}

impl Client {
    /// Writes what has changed in `session`, and returns all `Set-Cookie` lines of the answer.
    pub(crate) async fn save_session(&self, session: &Session) -> Result<Vec<HeaderValue>> {
        let (changed, content) = {
            let mut state = session.lock();
            let content = state.signed_in.as_ref().and_then(|signed_in| match &signed_in.tokens {
                Tokens::Open(tokens) => {
                    Some(Content { identity: Arc::clone(&signed_in.identity), tokens: Arc::clone(tokens) })
                }
                Tokens::Sealed | Tokens::Stored(_) | Tokens::Missing => None,
            });
            (std::mem::take(&mut state.changed), content)
        };
        let saved = if changed == Changed::Nothing {
            Ok(Vec::new())
        } else if let Some(store) = &self.0.store {
            self.save_stored(store, session, changed, content).await
        } else {
            let content = content.filter(|content| self.is_wanted(changed, content));
            self.seal(changed, content, session.sent())
        };
        let mut state = session.lock();
        match saved {
            Ok(mut lines) => {
                lines.append(&mut state.set_cookies);
                Ok(lines)
            }
            Err(error) => {
                state.changed(changed);
                Err(error)
            }
        }
    }

    /// Whether content may go to the browser: a session that was signed out while the request was under way may not,
    /// or its cookies would come back.
    fn is_wanted(&self, changed: Changed, content: &Content) -> bool {
        changed == Changed::Replaced || !self.0.refresher.has_signed_out(&content.tokens)
    }

    /// The sign-ins that this browser has under way.
    pub(crate) fn pending_cookies<'a>(&'a self, sent: &'a RequestCookies) -> PendingCookies<'a> {
        PendingCookies { policy: &self.0.cookies, sealer: &self.0.sealer, sent, now: self.now() }
    }

    pub(super) fn open_tokens(&self, sent: &RequestCookies, identity: &Identity) -> Option<TokenSet> {
        let name = &self.0.cookie_names.tokens;
        let json = self.0.sealer.open(name, self.now(), &sent.get_chunked(name)?)?;
        let tokens: TokenSet = serde_json::from_slice(&json).ok()?;
        // Each cookie is sealed on its own; together they are a session only if they speak of one user.
        identity.is_about(tokens.id_token.subject()).then_some(tokens)
    }

    /// The session that is in a request's cookies. One that does not open is as good as none.
    pub(super) fn open_sealed(&self, sent: &RequestCookies, now: SystemTime) -> SessionState {
        let name = &self.0.cookie_names.claims;
        let identity = sent.get_chunked(name).and_then(|sealed| self.open_claims(name, &sealed, now));
        let signed_in = identity.map(|identity| SignedIn { identity, tokens: Tokens::Sealed });
        SessionState { signed_in, ..SessionState::default() }
    }

    /// Who is signed in, by the cookie of that `name`, until it expires.
    fn open_claims(&self, name: &str, sealed: &str, now: SystemTime) -> Option<Arc<Identity>> {
        // It ends with the seal's tag: no two have the same.
        let key = sealed.as_bytes().last_chunk()?;
        let opened = self.0.opened.get_or_open(*key, name.as_bytes(), sealed.as_bytes(), || {
            Identity::decode(self.0.sealer.open(name, now, sealed)?)
        });
        opened.filter(|identity| identity.expires_at() > now)
    }

    fn seal(
        &self,
        changed: Changed,
        content: Option<Content>,
        sent: &RequestCookies,
    ) -> Result<Vec<HeaderValue>> {
        let (cookies, names) = (&self.0.cookies, &self.0.cookie_names);
        let Some(content) = content else {
            let mut lines = cookies.remove_chunked(&names.claims, sent);
            lines.extend(cookies.remove_chunked(&names.tokens, sent));
            return Ok(lines);
        };
        // Browsers send the older cookie first: what every guard looks for stands before what few requests need.
        let mut lines = Vec::new();
        if changed != Changed::Tokens {
            lines = self.seal_one(&names.claims, &content, &content.identity.encode(), sent)?;
        }
        lines.extend(self.seal_tokens(&content, sent)?);
        Ok(lines)
    }

    /// The cookies of the tokens. Access tokens can be had again: the oldest give way if there is no room for all.
    fn seal_tokens(&self, content: &Content, sent: &RequestCookies) -> Result<Vec<HeaderValue>> {
        let mut tokens = Arc::clone(&content.tokens);
        loop {
            let json = serde_json::to_vec(&tokens).map_err(SealError::from)?;
            match self.seal_one(&self.0.cookie_names.tokens, content, &json, sent) {
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
        name: &str,
        content: &Content,
        value: &[u8],
        sent: &RequestCookies,
    ) -> Result<Vec<HeaderValue>> {
        let expires_at = content.identity.expires_at();
        let sealed = self.0.sealer.seal(name, expires_at, value)?;
        Ok(self.0.cookies.set_chunked(name, &sealed, self.remaining(expires_at), sent)?)
    }

    pub(super) fn remaining(&self, expires_at: SystemTime) -> Duration {
        expires_at.duration_since(self.now()).unwrap_or_default()
    }
}
