//! A value that is fetched once for everyone, kept, refreshed when old, and kept still when that fails.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::Shared;

use crate::http::keep_going;

/// How old a value may get, and how often it may be asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Freshness {
    /// A value older than this is fetched anew when it is next needed.
    pub(crate) time_to_live: Duration,
    /// Refetches of a value that is there are at least this far apart, whatever asks for them, if they succeed.
    pub(crate) floor: Duration,
    /// Fetches that fail are at least this far apart, where somebody waits for what they bring.
    pub(crate) retry: Duration,
}

/// The cache of one value.
pub(crate) struct Cached<T, E> {
    slot: Arc<Mutex<Slot<T, E>>>,
    freshness: Freshness,
}

type Flight<T, E> = Shared<Pin<Box<dyn Future<Output = Result<Arc<T>, E>> + Send>>>;

struct Slot<T, E> {
    value: Option<Arc<T>>,
    fetched_at: Option<SystemTime>,
    attempted_at: Option<SystemTime>,
    error: Option<E>,
    flight: Option<Flight<T, E>>,
}

/// What to do for a caller.
enum Step<T, E> {
    Use(Arc<T>),
    Fail(E),
    Join(Flight<T, E>),
}

impl<T: Send + Sync + 'static, E: Clone + Send + Sync + 'static> Cached<T, E> {
    pub(crate) fn new(freshness: Freshness) -> Self {
        let slot = Slot { value: None, fetched_at: None, attempted_at: None, error: None, flight: None };
        Self { slot: Arc::new(Mutex::new(slot)), freshness }
    }

    /// The value, if there is one that need not be fetched anew.
    pub(crate) fn present(&self, now: SystemTime) -> Option<Arc<T>> {
        let slot = self.lock();
        slot.value.as_ref().filter(|_| !self.is_due(&slot, now)).map(Arc::clone)
    }

    /// Whether there is a value, however old: it would do if a new one could not be had.
    pub(crate) fn has_some(&self) -> bool {
        self.lock().value.is_some()
    }

    /// The value, fetched if there is none or if it is old.
    ///
    /// Of the callers that find an old value one fetches, the others use the old one; so does everyone if the fetch
    /// fails.
    pub(crate) async fn get<F>(&self, now: SystemTime, fetch: impl FnOnce() -> F) -> Result<Arc<T>, E>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        let step = {
            let mut slot = self.lock();
            match (slot.value.clone(), slot.flight.clone()) {
                (Some(value), _) if !self.is_due(&slot, now) => Step::Use(value),
                // Begun a while ago and not done: perhaps whoever began it is gone, and nobody drives it.
                (_, Some(flight)) => Step::Join(flight),
                (Some(_), None) => Step::Join(self.start(&mut slot, now, fetch())),
                (None, None) => self.first(&mut slot, now, fetch),
            }
        };
        self.finish(step).await
    }

    /// A value fetched just now or at most a floor ago.
    ///
    /// For a caller that found the present value to lack something: whoever asks, the provider is asked no more
    /// often than the floor allows. If it could not be asked, that is the answer, not the present value, until it is
    /// tried again.
    pub(crate) async fn refetch<F>(&self, now: SystemTime, fetch: impl FnOnce() -> F) -> Result<Arc<T>, E>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        let step = {
            let mut slot = self.lock();
            match (slot.value.clone(), slot.flight.clone()) {
                (_, Some(flight)) => Step::Join(flight),
                (Some(value), None) if within(slot.attempted_at, now, self.pause(&slot)) => {
                    slot.error.clone().map_or(Step::Use(value), Step::Fail)
                }
                (Some(_), None) => Step::Join(self.start(&mut slot, now, fetch())),
                (None, None) => self.first(&mut slot, now, fetch),
            }
        };
        match step {
            Step::Use(value) => Ok(value),
            Step::Fail(error) => Err(error),
            Step::Join(flight) => flight.await,
        }
    }

    fn first<F>(&self, slot: &mut Slot<T, E>, now: SystemTime, fetch: impl FnOnce() -> F) -> Step<T, E>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        match &slot.error {
            Some(error) if within(slot.attempted_at, now, self.freshness.retry) => Step::Fail(error.clone()),
            _ => Step::Join(self.start(slot, now, fetch())),
        }
    }

    /// Puts a fetch into the slot. It stays there until it is done, so that it survives the caller that began it.
    fn start<F>(&self, slot: &mut Slot<T, E>, now: SystemTime, fetch: F) -> Flight<T, E>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        slot.attempted_at = Some(now);
        let home = Arc::downgrade(&self.slot);
        let flight: Flight<T, E> = async move {
            let fetched = fetch.await.map(Arc::new);
            if let Some(home) = home.upgrade() {
                home.lock().unwrap_or_else(PoisonError::into_inner).land(&fetched, now);
            }
            fetched
        }
        .boxed()
        .shared();
        slot.flight = Some(flight.clone());
        keep_going(flight.clone().map(drop));
        flight
    }

    async fn finish(&self, step: Step<T, E>) -> Result<Arc<T>, E> {
        match step {
            Step::Use(value) => Ok(value),
            Step::Fail(error) => Err(error),
            Step::Join(flight) => flight.await.or_else(|error| self.lock().value.clone().ok_or(error)),
        }
    }

    /// How long nobody is asked after the last attempt: longer if it succeeded, as a new value is worth something.
    fn pause(&self, slot: &Slot<T, E>) -> Duration {
        if slot.error.is_some() { self.freshness.retry } else { self.freshness.floor }
    }

    fn is_due(&self, slot: &Slot<T, E>, now: SystemTime) -> bool {
        !within(slot.fetched_at, now, self.freshness.time_to_live)
            && !within(slot.attempted_at, now, self.freshness.floor)
    }

    fn lock(&self) -> MutexGuard<'_, Slot<T, E>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, E: Clone> Slot<T, E> {
    fn land(&mut self, fetched: &Result<Arc<T>, E>, now: SystemTime) {
        self.flight = None;
        match fetched {
            Ok(value) => {
                self.value = Some(Arc::clone(value));
                self.fetched_at = Some(now);
                self.error = None;
            }
            Err(error) => self.error = Some(error.clone()),
        }
    }
}

impl<T, E> fmt::Debug for Cached<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached").field("freshness", &self.freshness).finish_non_exhaustive()
    }
}

/// Whether `now` is less than `length` after `since`. A clock that went backwards counts as long ago.
fn within(since: Option<SystemTime>, now: SystemTime, length: Duration) -> bool {
    since.is_some_and(|since| now.duration_since(since).is_ok_and(|age| age < length))
}

#[cfg(test)]
mod tests;
