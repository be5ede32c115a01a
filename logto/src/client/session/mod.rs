//! The session of one user, as applications see it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use http::HeaderValue;

use super::Client;
use crate::claims::{self, Claims};
use crate::error::{Error, Kind, Result};
use crate::secret::RefreshToken;
use crate::session::cookie::RequestCookies;
use crate::session::identity::Identity;
use crate::session::state::{Changed, Home, SessionState, SignedIn, Tokens};
use crate::tokens::{IdToken, TokenSet};

/// The session of one browser: signed in or not.
///
/// As a handler's parameter it is the session of the request; clones are the same session. What changes is written to
/// the browser or the store when the handler is done.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    client: Client,
    /// The cookies of its request; none for a session that has just begun.
    sent: RequestCookies,
    /// Whether `state` says what `sent` stands for. Until then nothing but its `set_cookies` is of any meaning.
    is_open: AtomicBool,
    state: Mutex<SessionState>,
}

/// What a session lacks.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// The session's tokens are gone, or belong to another session.
    #[error("the session's tokens are missing")]
    TokensMissing,
    /// The access token that Logto sent has expired already.
    #[error("the access token has expired")]
    AccessTokenExpired,
    /// A new access token is needed, and there is no refresh token to get it with.
    #[error(
        "a new access token is needed and there is no refresh token: Logto issues one when the prompt includes `consent`"
    )]
    NoRefreshToken,
}

impl From<SessionError> for Error {
    fn from(error: SessionError) -> Self {
        Self::new(Kind::SignedOut, error)
    }
}

impl Session {
    /// The session of a request with these cookies, to be opened when it is first asked for.
    pub(crate) fn of_request(client: Client, sent: RequestCookies) -> Self {
        Self(Arc::new(Inner { client, sent, is_open: AtomicBool::new(false), state: Mutex::default() }))
    }

    /// A session that has just begun.
    pub(super) fn begin(client: Client, identity: Arc<Identity>, tokens: Arc<TokenSet>) -> Self {
        let signed_in = Some(SignedIn { identity, tokens: Tokens::Open(tokens) });
        let state = SessionState { signed_in, changed: Changed::Replaced, ..SessionState::default() };
        let (sent, is_open) = (RequestCookies::default(), AtomicBool::new(true));
        Self(Arc::new(Inner { client, sent, is_open, state: Mutex::new(state) }))
    }

    /// Opens the session, if nobody has asked for it before, and says who is signed in.
    pub(crate) async fn open(&self, now: SystemTime) -> Result<Option<Arc<Identity>>> {
        if self.is_open() {
            return Ok(self.lock().identity());
        }
        let Inner { client, sent, .. } = &*self.0;
        let loaded = match &client.0.store {
            Some(store) => client.load_stored(store, sent, now).await?,
            None => client.open_sealed(sent, now),
        };
        Ok(self.become_open(loaded))
    }

    /// Takes over what was loaded, unless somebody else was faster: the session may have changed since.
    fn become_open(&self, loaded: SessionState) -> Option<Arc<Identity>> {
        let mut state = self.lock();
        if !self.is_open() {
            let set_cookies = std::mem::take(&mut state.set_cookies);
            *state = SessionState { set_cookies, ..loaded };
            self.0.is_open.store(true, Ordering::Release);
        }
        state.identity()
    }

    /// Whether the session has been opened.
    pub(crate) fn is_open(&self) -> bool {
        self.0.is_open.load(Ordering::Acquire)
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    /// The cookies that the request brought.
    pub(crate) fn sent(&self) -> &RequestCookies {
        &self.0.sent
    }

    /// Adds `Set-Cookie` lines to the answer, beside those of the session itself.
    pub(crate) fn set_cookies(&self, lines: impl IntoIterator<Item = HeaderValue>) {
        let lines = lines.into_iter().collect::<Vec<_>>();
        self.lock().set_cookies.extend(lines);
    }

    /// Whether somebody is signed in.
    pub fn is_authenticated(&self) -> bool {
        self.lock().signed_in.is_some()
    }

    /// The verified ID token.
    ///
    /// # Errors
    ///
    /// `is_signed_out()` if nobody is signed in.
    pub fn id_token(&self) -> Result<IdToken> {
        Ok(self.tokens()?.id_token.clone())
    }

    /// The claims of the ID token.
    ///
    /// # Errors
    ///
    /// `is_signed_out()` if nobody is signed in, or an error that names the claim which is not as `C` declares it.
    pub fn id_token_claims<C: Claims>(&self) -> Result<C> {
        Ok(claims::decode(self.identity()?.claims())?)
    }

    /// The refresh token, if Logto issued one: it does when the sign-in's prompt includes `consent`.
    ///
    /// # Errors
    ///
    /// `is_signed_out()` if nobody is signed in.
    pub fn refresh_token(&self) -> Result<Option<RefreshToken>> {
        Ok(self.tokens()?.refresh_token.clone())
    }

    /// Forgets the access tokens; new ones are fetched as they are needed.
    pub fn clear_access_tokens(&self) {
        let Ok(tokens) = self.tokens() else { return };
        self.adopt(self.client().0.refresher.clear_access_tokens(&tokens));
    }

    /// Ends the session here and forgets its tokens. Logto is not told: see [`Client::sign_out`].
    pub fn clear_tokens(&self) {
        let mut state = self.lock();
        if state.signed_in.take().is_some() {
            state.changed(Changed::Ended);
        }
    }

    /// Whether there is something to write, or to tell the browser.
    pub(crate) fn has_news(&self) -> bool {
        let state = self.lock();
        state.changed != Changed::Nothing || !state.set_cookies.is_empty()
    }

    pub(super) fn identity(&self) -> Result<Arc<Identity>, SessionError> {
        self.lock().identity().ok_or(SessionError::SignedOut)
    }

    /// The tokens, unsealed if this is the first time that they are asked for.
    pub(super) fn tokens(&self) -> Result<Arc<TokenSet>, SessionError> {
        let mut state = self.lock();
        let state = &mut *state;
        let signed_in = state.signed_in.as_mut().ok_or(SessionError::SignedOut)?;
        let opened = match (&signed_in.tokens, &state.home) {
            (Tokens::Open(tokens), _) => return Ok(Arc::clone(tokens)),
            (Tokens::Sealed, _) => self.0.client.open_tokens(&self.0.sent, &signed_in.identity).map(Arc::new),
            (Tokens::Stored(record), Home::Store(key)) => self.0.client.open_stored_tokens(record, key),
            (Tokens::Stored(_), Home::Browser) | (Tokens::Missing, _) => None,
        };
        signed_in.tokens = opened.clone().map_or(Tokens::Missing, Tokens::Open);
        opened.ok_or(SessionError::TokensMissing)
    }

    /// Takes over tokens and the claims of their ID token, and has them written when the request ends.
    pub(super) fn adopt(&self, tokens: Arc<TokenSet>) {
        let mut state = self.lock();
        let changed = state.take_over(tokens);
        state.changed(changed);
    }

    /// Takes over what a token request brought. A session in the store has it already.
    pub(super) fn adopt_refreshed(&self, tokens: Arc<TokenSet>) {
        let mut state = self.lock();
        let changed = state.take_over(tokens);
        if matches!(state.home, Home::Browser) {
            state.changed(changed);
        }
    }

    /// Takes over the tokens of a former session of the same user that this one lacks: see
    /// [`SignIn::keep_tokens`](crate::SignIn::keep_tokens).
    pub fn keep_tokens_of(&self, former: &Self) {
        let (Ok(mut tokens), Ok(former)) = (self.tokens(), former.tokens()) else { return };
        let former = self.client().0.refresher.newer(&former).unwrap_or(former);
        Arc::make_mut(&mut tokens).keep_tokens_of(&former);
        self.adopt(tokens);
    }

    /// Becomes `other`, a session that has just begun.
    pub(crate) fn replace_with(&self, other: &Self) {
        let signed_in = other.lock().signed_in.take();
        let mut state = self.lock();
        state.signed_in = signed_in;
        state.changed = Changed::Replaced;
        self.0.is_open.store(true, Ordering::Release);
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, SessionState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("is_authenticated", &self.is_authenticated()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
