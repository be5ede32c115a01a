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

    /// What a request that `carried` these tokens does next.
    pub(super) fn step<R>(
        &self,
        carried: &TokenSet,
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
        // Another process has refreshed since: an app whose refresh tokens do not rotate stays in its lane by that.
        state.take_over(carried);
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
        let key = state.flight.take().map(|(key, _)| key);
        if state.signed_out {
            return Err(Error::new(Kind::SignedOut, SignedOut));
        }
        match outcome {
            Ok(tokens) => {
                // Access tokens may have been cleared while this was under way.
                let news = state.tokens.has_news_for(&tokens).then(|| tokens.merged_with(&state.tokens));
                state.tokens = news.flatten().map_or_else(|| Arc::clone(&tokens), Arc::new);
                state.refreshed_at = Some(now);
                state.failed = None;
                // Whoever waited for an access token gets it all the same, and with it none of those that were cleared.
                let supplied = key.and_then(|key| state.tokens.supplied_from(&tokens, &key));
                Ok(supplied.map_or_else(|| Arc::clone(&state.tokens), Arc::new))
            }
            Err(error) => {
                state.failed = Some((now, error.clone()));
                Err(error)
            }
        }
    }

    /// From here on nobody gets tokens of this session.
    pub(super) fn sign_out(&self) {
        self.lock().signed_out = true;
    }

    pub(super) fn has_signed_out(&self) -> bool {
        self.lock().signed_out
    }

    /// Forgets the access tokens; what is left is the newest that this lane and the request that `carried` these tokens
    /// know of.
    pub(super) fn clear_access_tokens(&self, carried: &TokenSet) -> Arc<TokenSet> {
        let mut state = self.lock();
        state.take_over(carried);
        Arc::make_mut(&mut state.tokens).clear_access_tokens();
        Arc::clone(&state.tokens)
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

impl State {
    /// Learns from tokens that a request brought. A token request under way began without them: it is not disturbed.
    fn take_over(&mut self, carried: &TokenSet) {
        if self.flight.is_none()
            && carried.has_news_for(&self.tokens)
            && let Some(newer) = self.tokens.merged_with(carried)
        {
            self.tokens = Arc::new(newer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::AccessToken;

    fn tokens() -> Arc<TokenSet> {
        Arc::new(TokenSet::sample("the refresh token"))
    }

    fn wanted(what: What) -> Wanted {
        Wanted { what, margin: Duration::ZERO, retry_after: Duration::ZERO }
    }

    #[test]
    fn after_a_sign_out_nobody_gets_the_tokens_that_are_there() {
        let (tokens, wanted) = (tokens(), wanted(What::IdToken));
        let lane = Lane::new(Arc::clone(&tokens));
        let step = || lane.step(&tokens, &wanted, SystemTime::UNIX_EPOCH, |tokens| async { Ok(tokens) });
        assert!(matches!(step(), Step::Done(Ok(_))));
        lane.sign_out();
        assert!(matches!(step(), Step::Done(Err(error)) if error.is_signed_out()));
    }

    #[test]
    fn tokens_that_another_process_has_refreshed_are_learnt_from_whoever_carries_them() {
        let (before, key) = (tokens(), AccessTokenKey::default());
        let lane = Lane::new(Arc::clone(&before));
        let here = before.refreshed(None, None, key.clone(), AccessToken::sample("from here"));
        lane.land(Ok(Arc::new(here.clone())), SystemTime::UNIX_EPOCH).unwrap();
        // The refresh token is the same, so that the request stands in the same lane.
        let carried = here.refreshed(None, None, key.clone(), AccessToken::sample("from another process"));
        let step = |wanted: What| {
            let step = lane
                .step(&carried, &self::wanted(wanted), SystemTime::UNIX_EPOCH, |tokens| async { Ok(tokens) });
            let Step::Done(Ok(tokens)) = step else { panic!("it asks Logto") };
            tokens
                .access_token(&key, SystemTime::UNIX_EPOCH, Duration::ZERO)
                .unwrap()
                .secret()
                .expose()
                .to_owned()
        };
        assert_eq!(
            step(What::AccessTokenOtherThan(key.clone(), "from here".to_owned())),
            "from another process"
        );
        assert_eq!(step(What::AccessToken(key.clone())), "from another process");
    }

    #[test]
    fn tokens_that_are_cleared_while_a_request_is_under_way_do_not_come_back_with_it() {
        let (before, key) = (tokens(), AccessTokenKey::default());
        let first = Arc::new(before.refreshed(None, None, key.clone(), AccessToken::sample("first")));
        let lane = Lane::new(Arc::clone(&first));
        let billing = AccessTokenKey { resource: Some("billing".to_owned()), ..AccessTokenKey::default() };
        let request = |_| std::future::pending();
        let wanted = wanted(What::AccessToken(billing.clone()));
        assert!(matches!(lane.step(&first, &wanted, SystemTime::UNIX_EPOCH, request), Step::Join(_)));
        lane.clear_access_tokens(&first);
        let brought = Arc::new(first.refreshed(None, None, billing.clone(), AccessToken::sample("second")));
        let landed = lane.land(Ok(brought), SystemTime::UNIX_EPOCH).unwrap();
        let has = |tokens: &TokenSet, key| {
            tokens.access_token(key, SystemTime::UNIX_EPOCH, Duration::ZERO).is_some()
        };
        // Who waited for this one has it.
        assert!(has(&landed, &billing) && !has(&landed, &key));
        let newest = lane.newest().unwrap();
        assert!(!has(&newest, &billing) && !has(&newest, &key));
        assert!(newest.has_news_for(&first) && !newest.has_news_for(&landed));
    }
}
