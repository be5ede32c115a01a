//! The token requests of one session, one after the other.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::Shared;

use crate::error::{Error, Kind, Result};
use crate::http::keep_going;
use crate::tokens::{AccessTokenKey, TokenSet};

/// The session's tokens after a refresh, or why there is none. Shared by all that waited for it.
pub(crate) type Outcome = Result<Arc<TokenSet>>;

type Flight = Shared<Pin<Box<dyn Future<Output = Outcome> + Send>>>;

/// What a request needs of the tokens.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) what: What,
    /// How long before its end a token counts as expired.
    pub(crate) margin: Duration,
    /// After a refresh has failed, the lane answers with that failure for so long.
    pub(crate) retry_after: Duration,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    /// An access token.
    AccessToken(AccessTokenKey),
    /// An access token other than this one, which did not do.
    AccessTokenOtherThan(AccessTokenKey, String),
    /// An ID token that has not expired.
    IdToken,
}

/// The token requests of one session.
pub(crate) struct Lane(Mutex<State>);

struct State {
    tokens: Arc<TokenSet>,
    /// When `tokens` came.
    refreshed_at: Option<SystemTime>,
    flight: Option<(AccessTokenKey, Flight)>,
    failed: Option<(SystemTime, Error)>,
    /// Whether the user has signed out meanwhile.
    signed_out: bool,
}

/// The user signed out while this was under way.
#[derive(Debug, thiserror::Error)]
#[error("the user has signed out")]
struct SignedOut;

/// What a request does next.
pub(super) enum Step {
    Done(Outcome),
    Join(Flight),
    WaitFor(Flight),
}

impl Wanted {
    /// The access token that the token request asks for.
    pub(crate) fn key(&self) -> AccessTokenKey {
        match &self.what {
            What::AccessToken(key) | What::AccessTokenOtherThan(key, _) => key.clone(),
            What::IdToken => AccessTokenKey::default(),
        }
    }

    pub(crate) fn is_satisfied_by(&self, tokens: &TokenSet, now: SystemTime) -> bool {
        match &self.what {
            What::AccessToken(key) => tokens.access_token(key, now, self.margin).is_some(),
            What::AccessTokenOtherThan(key, used) => tokens
                .access_token(key, now, self.margin)
                .is_some_and(|token| token.secret().expose() != used),
            What::IdToken => tokens.id_token.expires_at() > now,
        }
    }
}

impl Lane {
    pub(super) fn new(tokens: Arc<TokenSet>) -> Self {
        Self(Mutex::new(State { tokens, refreshed_at: None, flight: None, failed: None, signed_out: false }))
    }

    pub(super) fn step<R>(
        &self,
        wanted: &Wanted,
        now: SystemTime,
        request: impl FnOnce(Arc<TokenSet>) -> R,
    ) -> Step
    where
        R: Future<Output = Outcome> + Send + 'static,
    {
        let mut state = self.lock();
        if state.signed_out {
            return Step::Done(Err(Error::new(Kind::SignedOut, SignedOut)));
        }
        if wanted.is_satisfied_by(&state.tokens, now) {
            return Step::Done(Ok(Arc::clone(&state.tokens)));
        }
        // The last refresh brought no ID token that could be verified: the next one would not either.
        let lately = |at: SystemTime| now.duration_since(at).is_ok_and(|age| age < wanted.retry_after);
        if matches!(wanted.what, What::IdToken) && state.refreshed_at.is_some_and(lately) {
            return Step::Done(Ok(Arc::clone(&state.tokens)));
        }
        if let Some((key, flight)) = &state.flight {
            let flight = flight.clone();
            return if *key == wanted.key() { Step::Join(flight) } else { Step::WaitFor(flight) };
        }
        if let Some((at, error)) = &state.failed
            && (lately(*at) || error.is_signed_out())
        {
            return Step::Done(Err(error.clone()));
        }
        let flight: Flight = request(Arc::clone(&state.tokens)).boxed().shared();
        state.flight = Some((wanted.key(), flight.clone()));
        keep_going(flight.clone().map(drop));
        Step::Join(flight)
    }

    /// Ends the flight with what it brought.
    pub(super) fn land(&self, outcome: Outcome, now: SystemTime) -> Outcome {
        let mut state = self.lock();
        state.flight = None;
        if state.signed_out {
            return Err(Error::new(Kind::SignedOut, SignedOut));
        }
        match &outcome {
            Ok(tokens) => {
                state.tokens = Arc::clone(tokens);
                state.refreshed_at = Some(now);
                state.failed = None;
            }
            Err(error) => state.failed = Some((now, error.clone())),
        }
        outcome
    }

    /// From here on nobody gets tokens of this session.
    pub(super) fn sign_out(&self) {
        self.lock().signed_out = true;
    }

    pub(super) fn clear_access_tokens(&self) {
        Arc::make_mut(&mut self.lock().tokens).clear_access_tokens();
    }

    /// The tokens that a token request brought, if there was one.
    pub(super) fn newest(&self) -> Option<Arc<TokenSet>> {
        let state = self.lock();
        state.refreshed_at.map(|_| Arc::clone(&state.tokens))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::IdToken;

    #[test]
    fn after_a_sign_out_nobody_gets_the_tokens_that_are_there() {
        let captured = include_str!("../../tests/fixtures/protocol/token-authorization-code.json");
        let captured: serde_json::Value = serde_json::from_str(captured).unwrap();
        let id_token = IdToken::restore(captured["id_token"].as_str().unwrap().to_owned()).unwrap();
        let lane = Lane::new(Arc::new(TokenSet::new(id_token, None)));
        let wanted = Wanted { what: What::IdToken, margin: Duration::ZERO, retry_after: Duration::ZERO };
        let step = || lane.step(&wanted, SystemTime::UNIX_EPOCH, |tokens| async { Ok(tokens) });
        assert!(matches!(step(), Step::Done(Ok(_))));
        lane.sign_out();
        assert!(matches!(step(), Step::Done(Err(error)) if error.is_signed_out()));
    }
}
