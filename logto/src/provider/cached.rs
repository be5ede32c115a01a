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
    /// Refetches of a value that is there are at least this far apart, whatever asks for them.
    pub(crate) floor: Duration,
    /// Fetches that fail while there is no value are at least this far apart.
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
    /// often than the floor allows. If it could not be asked, that is the answer, not the present value.
    pub(crate) async fn refetch<F>(&self, now: SystemTime, fetch: impl FnOnce() -> F) -> Result<Arc<T>, E>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        let step = {
            let mut slot = self.lock();
            match (slot.value.clone(), slot.flight.clone()) {
                (_, Some(flight)) => Step::Join(flight),
                (Some(value), None) if within(slot.attempted_at, now, self.freshness.floor) => {
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
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::UNIX_EPOCH;

    use super::*;

    const FRESHNESS: Freshness = Freshness {
        time_to_live: Duration::from_secs(3600),
        floor: Duration::from_secs(30),
        retry: Duration::from_secs(1),
    };

    #[derive(Default)]
    struct Source {
        fetches: AtomicU32,
        fails: std::sync::atomic::AtomicBool,
    }

    impl Source {
        fn fetch(self: &Arc<Self>) -> impl Future<Output = Result<u32, &'static str>> + Send + use<> {
            let source = Arc::clone(self);
            async move {
                let number = source.fetches.fetch_add(1, Ordering::SeqCst) + 1;
                tokio::task::yield_now().await;
                if source.fails.load(Ordering::SeqCst) { Err("down") } else { Ok(number) }
            }
        }

        fn count(&self) -> u32 {
            self.fetches.load(Ordering::SeqCst)
        }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
    }

    fn setup() -> (Cached<u32, &'static str>, Arc<Source>) {
        (Cached::new(FRESHNESS), Arc::default())
    }

    #[tokio::test]
    async fn a_thousand_callers_at_once_make_one_fetch() {
        let (cached, source) = setup();
        let calls = (0..1000).map(|_| cached.get(at(0), || source.fetch()));
        let values = futures_util::future::join_all(calls).await;
        assert!(values.iter().all(|value| **value.as_ref().unwrap() == 1));
        assert_eq!(source.count(), 1);
    }

    #[tokio::test]
    async fn a_fresh_value_is_used_and_an_old_one_fetched_anew() {
        let (cached, source) = setup();
        cached.get(at(0), || source.fetch()).await.unwrap();
        assert_eq!(*cached.get(at(3599), || source.fetch()).await.unwrap(), 1);
        assert_eq!(*cached.get(at(3600), || source.fetch()).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn an_old_value_is_kept_when_the_source_fails_and_the_source_is_left_alone_for_a_while() {
        let (cached, source) = setup();
        cached.get(at(0), || source.fetch()).await.unwrap();
        source.fails.store(true, Ordering::SeqCst);
        assert_eq!(*cached.get(at(4000), || source.fetch()).await.unwrap(), 1);
        assert_eq!(*cached.get(at(4029), || source.fetch()).await.unwrap(), 1);
        assert_eq!(source.count(), 2);
        source.fails.store(false, Ordering::SeqCst);
        assert_eq!(*cached.get(at(4030), || source.fetch()).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn refetches_are_a_floor_apart_however_often_they_are_asked_for() {
        let (cached, source) = setup();
        cached.get(at(0), || source.fetch()).await.unwrap();
        for second in 0..90 {
            cached.refetch(at(second), || source.fetch()).await.unwrap();
        }
        assert_eq!(source.count(), 3);
    }

    #[tokio::test]
    async fn a_refetch_that_fails_says_so_until_the_source_is_asked_again() {
        let (cached, source) = setup();
        cached.get(at(0), || source.fetch()).await.unwrap();
        source.fails.store(true, Ordering::SeqCst);
        assert_eq!(cached.refetch(at(30), || source.fetch()).await, Err("down"));
        assert_eq!(cached.refetch(at(31), || source.fetch()).await, Err("down"));
        assert_eq!(*cached.get(at(31), || source.fetch()).await.unwrap(), 1);
        source.fails.store(false, Ordering::SeqCst);
        assert_eq!(*cached.refetch(at(60), || source.fetch()).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn with_no_value_a_failing_source_is_retried_after_a_second() {
        let (cached, source) = setup();
        source.fails.store(true, Ordering::SeqCst);
        assert_eq!(cached.get(at(0), || source.fetch()).await, Err("down"));
        assert_eq!(cached.get(at(0), || source.fetch()).await, Err("down"));
        assert_eq!(source.count(), 1);
        source.fails.store(false, Ordering::SeqCst);
        assert_eq!(*cached.get(at(1), || source.fetch()).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn a_fetch_survives_the_caller_that_began_it() {
        let (cached, source) = setup();
        {
            let mut first = Box::pin(cached.get(at(0), || source.fetch()));
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            assert!(first.as_mut().poll(&mut context).is_pending());
        }
        assert_eq!(*cached.get(at(0), || source.fetch()).await.unwrap(), 1);
        assert_eq!(source.count(), 1);
    }

    #[test]
    fn a_refetch_that_nobody_drives_does_not_freeze_the_value() {
        let (cached, source) = setup();
        // Without a runtime to go on with, and with a caller that is gone.
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        FutureExt::now_or_never(async {
            let first = cached.get(at(0), || async { Ok(1) }).await.unwrap();
            assert_eq!(*first, 1);
        })
        .unwrap();
        assert!(Box::pin(cached.get(at(4000), || source.fetch())).as_mut().poll(&mut context).is_pending());
        let old = cached.get(at(4001), || async { Ok(9) });
        assert_eq!(*FutureExt::now_or_never(old).unwrap().unwrap(), 1);
        assert!(Box::pin(cached.get(at(4030), || async { Ok(9) })).as_mut().poll(&mut context).is_ready());
        let new = cached.get(at(4030), || async { Ok(9) });
        assert_eq!(*FutureExt::now_or_never(new).unwrap().unwrap(), 1);
        assert_eq!(source.count(), 1);
    }

    #[tokio::test]
    async fn a_clock_that_jumps_back_does_not_freeze_the_value() {
        let (cached, source) = setup();
        cached.get(at(10_000), || source.fetch()).await.unwrap();
        assert_eq!(*cached.get(at(0), || source.fetch()).await.unwrap(), 2);
    }
}
