use std::sync::atomic::{AtomicU32, Ordering};
use std::time::UNIX_EPOCH;

use super::*;

const FRESHNESS: Freshness = Freshness {
    renew_at: Duration::from_secs(3000),
    time_to_live: Duration::from_secs(3600),
    discard_at: Duration::from_secs(36_000),
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
async fn a_value_is_present_until_it_is_due() {
    let (cached, source) = setup();
    assert_eq!(cached.present(at(0)), None);
    cached.get(at(0), || source.fetch()).await.unwrap();
    assert_eq!(cached.present(at(2999)).as_deref(), Some(&1));
    assert_eq!(cached.present(at(3000)), None);
    assert_eq!(source.count(), 1);
}

#[tokio::test]
async fn a_fresh_value_is_used_and_an_old_one_fetched_anew() {
    let (cached, source) = setup();
    cached.get(at(0), || source.fetch()).await.unwrap();
    assert_eq!(*cached.get(at(2999), || source.fetch()).await.unwrap(), 1);
    assert_eq!(*cached.get(at(3600), || source.fetch()).await.unwrap(), 2);
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn nobody_waits_for_the_renewal_of_a_value_that_is_not_old_yet() {
    let (cached, source) = setup();
    cached.get(at(0), || source.fetch()).await.unwrap();
    for second in [3000, 3001, 3599] {
        let value = cached.get(at(second), || source.fetch()).now_or_never();
        assert_eq!(*value.expect("at once").unwrap(), 1);
    }
    while source.count() < 2 || cached.lock().flight.is_some() {
        tokio::task::yield_now().await;
    }
    assert_eq!(cached.present(at(3600)).as_deref(), Some(&2));
    assert_eq!(source.count(), 2);
}

#[tokio::test]
async fn a_value_that_could_not_be_renewed_for_long_is_not_used_any_more() {
    let (cached, source) = setup();
    cached.get(at(0), || source.fetch()).await.unwrap();
    source.fails.store(true, Ordering::SeqCst);
    assert_eq!(*cached.get(at(35_999), || source.fetch()).await.unwrap(), 1);
    assert_eq!(cached.present(at(36_000)), None);
    for _ in 0..3 {
        assert_eq!(cached.get(at(36_000), || source.fetch()).await, Err("down"));
        assert_eq!(cached.refetch(at(36_000), || source.fetch()).await.unwrap_err(), "down");
    }
    assert_eq!(source.count(), 3);
    source.fails.store(false, Ordering::SeqCst);
    assert_eq!(*cached.get(at(36_001), || source.fetch()).await.unwrap(), 4);
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

/// Who asks first does not always get there first.
#[tokio::test]
async fn callers_whose_clocks_stand_before_the_last_fetch_count_as_those_of_its_time() {
    let (cached, source) = setup();
    for second in (1..30).rev() {
        assert_eq!(cached.refetch(at(second), || source.fetch()).await.unwrap().at, at(29));
        assert_eq!(*cached.get(at(second), || source.fetch()).await.unwrap(), 1);
    }
    assert_eq!(source.count(), 1);
    source.fails.store(true, Ordering::SeqCst);
    for second in (60..89).rev() {
        assert_eq!(cached.refetch(at(second), || source.fetch()).await.unwrap_err(), "down");
    }
    assert_eq!(source.count(), 2);
}

#[tokio::test]
async fn a_refetched_value_says_of_when_it_is() {
    let (cached, source) = setup();
    for (second, of) in [(0, 0), (29, 0), (30, 30), (31, 30)] {
        assert_eq!(cached.refetch(at(second), || source.fetch()).await.unwrap().at, at(of));
    }
}

#[tokio::test]
async fn a_refetch_that_fails_says_so_and_is_tried_again_after_a_second() {
    let (cached, source) = setup();
    cached.get(at(0), || source.fetch()).await.unwrap();
    source.fails.store(true, Ordering::SeqCst);
    for second in [30, 31] {
        for _ in 0..3 {
            assert_eq!(cached.refetch(at(second), || source.fetch()).await.unwrap_err(), "down");
        }
    }
    assert_eq!(source.count(), 3);
    assert_eq!(*cached.get(at(31), || source.fetch()).await.unwrap(), 1);
    source.fails.store(false, Ordering::SeqCst);
    assert_eq!(*cached.refetch(at(32), || source.fetch()).await.unwrap().value, 4);
    // What succeeded is worth the floor again.
    assert_eq!(*cached.refetch(at(61), || source.fetch()).await.unwrap().value, 4);
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
