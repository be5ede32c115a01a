//! Those who ask without pause while something happens to a store, and how often each has been answered.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long it may take until everybody has been answered, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

/// Answers so far, by who asked.
pub(super) struct Rounds(Vec<AtomicUsize>);

impl Rounds {
    pub(super) fn of(askers: usize) -> Self {
        Self((0..askers).map(|_| AtomicUsize::default()).collect())
    }

    pub(super) fn answered(&self, asker: usize) {
        self.0[asker].fetch_add(1, Ordering::SeqCst);
    }

    /// Waits until everybody has asked and been answered so many times from here on.
    pub(super) async fn pass(&self, times: usize) {
        // One may be under way.
        let until: Vec<_> = self.counts().map(|count| count + times + 1).collect();
        let start = Instant::now();
        while self.counts().zip(&until).any(|(count, until)| count < *until) {
            assert!(start.elapsed() < PATIENCE, "{:?} of {until:?}", self.counts().collect::<Vec<_>>());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn counts(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|count| count.load(Ordering::SeqCst))
    }
}
