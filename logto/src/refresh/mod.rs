//! One token request at a time for each session, and what it brings reaches everyone who needs it.
//!
//! Logto revokes a whole grant when a rotated refresh token is used again after three seconds. So, within this process:
//!
//! - all requests of one session stand in one [`Lane`], found by the refresh token that they carry;
//! - in a lane one token request is under way at a time; those who want the same join it, those who want something
//!   else wait and then go with the newest refresh token;
//! - a refresh token that was replaced still leads to its lane for a while ([`SUCCESSOR_WINDOW`]), so requests that
//!   carry an old cookie get the new tokens instead of using the old one up;
//! - a token request belongs to its lane, not to the request that began it: if that one is dropped, the next one in
//!   the lane carries on with it.

mod lane;

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use self::lane::{Lane, Step};
pub(crate) use self::lane::{Outcome, Wanted, What};
use crate::secret::sha256;
use crate::tokens::TokenSet;

/// How long a replaced refresh token leads to its successor.
///
/// Answers can overtake each other or get lost, so a browser may keep an older cookie for longer than one request
/// takes; ten minutes let its next page view heal that.
pub(crate) const SUCCESSOR_WINDOW: Duration = Duration::from_secs(600);

/// Most refresh tokens remembered; the least recently added give way first.
const CAPACITY: usize = 20_000;

/// The lanes of all sessions that were refreshed lately.
pub(crate) struct Refresher(Arc<Mutex<Lanes>>);

#[derive(Default)]
struct Lanes {
    /// With the time of their last arrival.
    by_token: HashMap<TokenHash, (SystemTime, Arc<Lane>)>,
    /// In the order of their coming.
    arrivals: VecDeque<(SystemTime, TokenHash)>,
}

type TokenHash = [u8; 32];

impl Refresher {
    pub(crate) fn new() -> Self {
        Self(Arc::default())
    }

    /// Tokens that satisfy `wanted`, from `request` if nobody else has got them yet.
    ///
    /// `request` gets the newest tokens of the session and returns what has become of them.
    pub(crate) async fn refresh<F, R>(
        &self,
        tokens: &Arc<TokenSet>,
        wanted: &Wanted,
        clock: impl Fn() -> SystemTime + Clone + Send + 'static,
        request: F,
    ) -> Outcome
    where
        F: Fn(Arc<TokenSet>) -> R,
        R: Future<Output = Outcome> + Send + 'static,
    {
        let lane = self.lane(tokens, clock());
        loop {
            let step = lane.step(tokens, wanted, clock(), |newest| {
                let (flight, clock) = (request(newest), clock.clone());
                let (home, lane) = (Arc::downgrade(&self.0), Arc::downgrade(&lane));
                async move { land(&home, &lane, flight.await, clock()) }
            });
            match step {
                Step::Done(outcome) => return outcome,
                Step::Join(flight) => return flight.await,
                Step::WaitFor(other) => {
                    // Whether it went well is for those who asked for it.
                    let _ = other.await;
                }
            }
        }
    }

    /// The newest tokens of the session that `tokens` belong to, if another request has replaced them.
    pub(crate) fn newer(&self, tokens: &TokenSet) -> Option<Arc<TokenSet>> {
        self.lane_of(tokens)?.newest().filter(|newest| newest.has_news_for(tokens))
    }

    /// Whether the session that `tokens` belong to was signed out a while ago at most.
    pub(crate) fn has_signed_out(&self, tokens: &TokenSet) -> bool {
        self.lane_of(tokens).is_some_and(|lane| lane.has_signed_out())
    }

    /// Forgets the session's access tokens, those that other requests have got too; says what is left.
    pub(crate) fn clear_access_tokens(&self, tokens: &Arc<TokenSet>) -> Arc<TokenSet> {
        let lane = self.lane_of(tokens).unwrap_or_else(|| Arc::new(Lane::new(Arc::clone(tokens))));
        lane.clear_access_tokens(tokens)
    }

    /// Ends the token requests of a session: those under way come to nothing, and there are no more for whoever comes with
    /// an older cookie meanwhile.
    pub(crate) fn sign_out(&self, tokens: &Arc<TokenSet>, now: SystemTime) {
        self.lane(tokens, now).sign_out();
    }

    fn lane_of(&self, tokens: &TokenSet) -> Option<Arc<Lane>> {
        self.lock().by_token.get(&hash(tokens)?).map(|(_, lane)| Arc::clone(lane))
    }

    fn lane(&self, tokens: &Arc<TokenSet>, now: SystemTime) -> Arc<Lane> {
        let fresh = || Arc::new(Lane::new(Arc::clone(tokens)));
        let Some(hash) = hash(tokens) else { return fresh() };
        let mut lanes = self.lock();
        let lane = match lanes.by_token.get(&hash) {
            // The window of a token in use begins anew: it is about to get a successor.
            Some((since, lane)) if now.duration_since(*since).is_ok_and(|age| age > SUCCESSOR_WINDOW / 2) => {
                Arc::clone(lane)
            }
            Some((_, lane)) => return Arc::clone(lane),
            None => fresh(),
        };
        lanes.insert(hash, Arc::clone(&lane), now);
        lane
    }

    fn lock(&self) -> MutexGuard<'_, Lanes> {
        lock(&self.0)
    }
}

/// Records what a token request brought, under the new refresh token too.
fn land(home: &Weak<Mutex<Lanes>>, lane: &Weak<Lane>, outcome: Outcome, now: SystemTime) -> Outcome {
    let Some(lane) = lane.upgrade() else { return outcome };
    let outcome = lane.land(outcome, now);
    if let (Ok(tokens), Some(home)) = (&outcome, home.upgrade())
        && let Some(hash) = hash(tokens)
    {
        lock(&home).insert(hash, lane, now);
    }
    outcome
}

impl Lanes {
    fn insert(&mut self, hash: TokenHash, lane: Arc<Lane>, now: SystemTime) {
        self.make_room(now);
        self.by_token.insert(hash, (now, lane));
        self.arrivals.push_back((now, hash));
    }

    fn make_room(&mut self, now: SystemTime) {
        while let Some(&(arrived, hash)) = self.arrivals.front() {
            let old = now.duration_since(arrived).is_ok_and(|age| age > SUCCESSOR_WINDOW);
            if !old && self.arrivals.len() < CAPACITY {
                break;
            }
            self.arrivals.pop_front();
            // A token that arrived again since then has a later entry.
            if self.by_token.get(&hash).is_some_and(|(last, _)| *last == arrived) {
                self.by_token.remove(&hash);
            }
        }
    }
}

impl std::fmt::Debug for Refresher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refresher").field("remembered", &self.lock().by_token.len()).finish()
    }
}

fn lock(lanes: &Mutex<Lanes>) -> MutexGuard<'_, Lanes> {
    lanes.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hash(tokens: &TokenSet) -> Option<TokenHash> {
    tokens.refresh_token.as_ref().map(|token| sha256(token.expose()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::AccessTokenKey;

    fn tokens(refresh_token: &str) -> Arc<TokenSet> {
        Arc::new(TokenSet::sample(refresh_token))
    }

    fn wanted() -> Wanted {
        let what = What::AccessToken(AccessTokenKey::default());
        Wanted { what, margin: Duration::ZERO, retry_after: Duration::ZERO }
    }

    #[tokio::test]
    async fn after_a_sign_out_no_cookie_of_the_session_leads_to_a_token_request() {
        let (refresher, wanted, now) = (Refresher::new(), wanted(), SystemTime::UNIX_EPOCH);
        let (old, new) = (tokens("old"), tokens("new"));
        let request = |_| {
            let new = Arc::clone(&new);
            async move { Ok(new) }
        };
        let rotated = refresher.refresh(&old, &wanted, move || now, request).await.unwrap();
        assert!(rotated.has_same_refresh_token(&new));
        assert!(!refresher.has_signed_out(&old) && !refresher.has_signed_out(&new));
        refresher.sign_out(&old, now);
        for tokens in [&old, &new] {
            assert!(refresher.has_signed_out(tokens));
            let outcome = refresher.refresh(tokens, &wanted, move || now, |_| async { unreachable!() }).await;
            assert!(outcome.unwrap_err().is_signed_out());
        }
    }

    #[tokio::test]
    async fn a_session_that_was_not_refreshed_yet_can_be_signed_out_too() {
        let (refresher, wanted, now) = (Refresher::new(), wanted(), SystemTime::UNIX_EPOCH);
        let tokens = tokens("old");
        refresher.sign_out(&tokens, now);
        let outcome = refresher.refresh(&tokens, &wanted, move || now, |_| async { unreachable!() }).await;
        assert!(outcome.unwrap_err().is_signed_out());
    }
}
