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
    /// A value older than this is fetched anew while it goes on being used, if there is a runtime to fetch it on.
    pub(crate) renew_at: Duration,
    /// A value older than this is fetched anew when it is next needed, and who needs it waits.
    pub(crate) time_to_live: Duration,
    /// A value older than this is not used any more, whether or not another one can be had.
    pub(crate) discard_at: Duration,
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

/// A value, and the time at which it was asked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Fetched<T> {
    pub(crate) value: Arc<T>,
    pub(crate) at: SystemTime,
}

type Flight<T, E> = Shared<Pin<Box<dyn Future<Output = Result<Fetched<T>, E>> + Send>>>;

struct Slot<T, E> {
    fetched: Option<Fetched<T>>,
    attempted_at: Option<SystemTime>,
    error: Option<E>,
    flight: Option<Flight<T, E>>,
}

/// What to do for a caller.
enum Step<T, E> {
    Use(Fetched<T>),
    Fail(E),
    Join(Flight<T, E>),
}

impl<T: Send + Sync + 'static, E: Clone + Send + Sync + 'static> Cached<T, E> {
    pub(crate) fn new(freshness: Freshness) -> Self {
        let slot = Slot { fetched: None, attempted_at: None, error: None, flight: None };
        Self { slot: Arc::new(Mutex::new(slot)), freshness }
    }

    /// The value, if there is one that need not be fetched anew.
    pub(crate) fn present(&self, now: SystemTime) -> Option<Arc<T>> {
        let slot = self.lock();
        let fetched = self.usable(&slot, now)?;
        (!self.is_due(&slot, now, self.freshness.renew_at)).then_some(fetched.value)
    }

    /// Whether there is a value, however old: it would do if a new one could not be had.
    pub(crate) fn has_some(&self) -> bool {
        self.lock().fetched.is_some()
    }

    /// The value, fetched if there is none or if it is old.
    ///
    /// Of the callers that find an old value one fetches, the others use the old one; so does everyone if the fetch
    /// fails, until the value is too old for that.
    pub(crate) async fn get<F>(&self, now: SystemTime, fetch: impl FnOnce() -> F) -> Result<Arc<T>, E>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        let step = {
            let mut slot = self.lock();
            let is_old = self.is_due(&slot, now, self.freshness.time_to_live);
            match (self.usable(&slot, now), slot.flight.clone()) {
                (Some(fetched), _) if !self.is_due(&slot, now, self.freshness.renew_at) => Step::Use(fetched),
                (Some(fetched), Some(_)) if !is_old => Step::Use(fetched),
                // Begun a while ago and not done: perhaps whoever began it is gone, and nobody drives it.
                (_, Some(flight)) => Step::Join(flight),
                (Some(fetched), None) => match self.start(&mut slot, now, fetch()) {
                    (_, true) if !is_old => Step::Use(fetched),
                    (flight, _) => Step::Join(flight),
                },
                (None, None) => self.first(&mut slot, now, fetch),
            }
        };
        let fetched = match step {
            Step::Use(fetched) => fetched,
            Step::Fail(error) => return Err(error),
            Step::Join(flight) => {
                flight.await.or_else(|error| self.usable(&self.lock(), now).ok_or(error))?
            }
        };
        Ok(fetched.value)
    }

    /// A value fetched just now or at most a floor ago.
    ///
    /// For a caller that found the present value to lack something: whoever asks, the provider is asked no more
    /// often than the floor allows. If it could not be asked, that is the answer, not the present value, until it is
    /// tried again.
    pub(crate) async fn refetch<F>(&self, now: SystemTime, fetch: impl FnOnce() -> F) -> Result<Fetched<T>, E>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        self.refetch_after(self.freshness.floor, now, fetch).await
    }

    /// A value fetched just now or at most a `pause` ago.
    pub(crate) async fn refetch_after<F>(
        &self,
        pause: Duration,
        now: SystemTime,
        fetch: impl FnOnce() -> F,
    ) -> Result<Fetched<T>, E>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        let step = {
            let mut slot = self.lock();
            // What succeeded is worth a longer pause.
            let pause = if slot.error.is_some() { self.freshness.retry } else { pause };
            match (self.usable(&slot, now), slot.flight.clone()) {
                (_, Some(flight)) => Step::Join(flight),
                (Some(fetched), None) if self.within(slot.attempted_at, now, pause) => {
                    slot.error.clone().map_or(Step::Use(fetched), Step::Fail)
                }
                (Some(_), None) => Step::Join(self.start(&mut slot, now, fetch()).0),
                (None, None) => self.first(&mut slot, now, fetch),
            }
        };
        match step {
            Step::Use(fetched) => Ok(fetched),
            Step::Fail(error) => Err(error),
            Step::Join(flight) => flight.await,
        }
    }

    fn first<F>(&self, slot: &mut Slot<T, E>, now: SystemTime, fetch: impl FnOnce() -> F) -> Step<T, E>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        match &slot.error {
            Some(error) if self.within(slot.attempted_at, now, self.freshness.retry) => {
                Step::Fail(error.clone())
            }
            _ => Step::Join(self.start(slot, now, fetch()).0),
        }
    }

    /// Puts a fetch into the slot. It stays there until it is done, so that it survives the caller that began it. And
    /// whether it is driven to its end if nobody waits for it.
    fn start<F>(&self, slot: &mut Slot<T, E>, now: SystemTime, fetch: F) -> (Flight<T, E>, bool)
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        slot.attempted_at = Some(now);
        let home = Arc::downgrade(&self.slot);
        let flight: Flight<T, E> = async move {
            let fetched = fetch.await.map(|value| Fetched { value: Arc::new(value), at: now });
            if let Some(home) = home.upgrade() {
                home.lock().unwrap_or_else(PoisonError::into_inner).land(&fetched);
            }
            fetched
        }
        .boxed()
        .shared();
        slot.flight = Some(flight.clone());
        let is_driven = keep_going(flight.clone().map(drop));
        (flight, is_driven)
    }

    /// The value, unless it is too old to be used at all.
    fn usable(&self, slot: &Slot<T, E>, now: SystemTime) -> Option<Fetched<T>> {
        // After a clock went backwards nobody knows how old it is; it is due, and fetched anew if that is possible.
        let is_usable = |at| now.duration_since(at).map_or(true, |age| age < self.freshness.discard_at);
        slot.fetched.clone().filter(|fetched| is_usable(fetched.at))
    }

    /// Whether the value is older than `age`, and the last attempt to have another one some time ago.
    fn is_due(&self, slot: &Slot<T, E>, now: SystemTime, age: Duration) -> bool {
        let fetched_at = slot.fetched.as_ref().map(|fetched| fetched.at);
        !self.within(fetched_at, now, age) && !self.within(slot.attempted_at, now, self.freshness.floor)
    }

    /// Whether `now` is less than `length` after `since`.
    ///
    /// It may be a little before: callers look at the clock and then wait for something else, and others overtake them. A
    /// clock that went back further than that counts as long ago.
    fn within(&self, since: Option<SystemTime>, now: SystemTime, length: Duration) -> bool {
        since.is_some_and(|since| match now.duration_since(since) {
            Ok(age) => age < length,
            Err(ahead) => ahead.duration() < self.freshness.floor,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Slot<T, E>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, E: Clone> Slot<T, E> {
    fn land(&mut self, fetched: &Result<Fetched<T>, E>) {
        self.flight = None;
        match fetched {
            Ok(fetched) => {
                self.fetched = Some(fetched.clone());
                self.error = None;
            }
            Err(error) => self.error = Some(error.clone()),
        }
    }
}

impl<T> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), at: self.at }
    }
}

impl<T, E> fmt::Debug for Cached<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached").field("freshness", &self.freshness).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
