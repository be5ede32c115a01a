//! Pauses between attempts at what others are at too.

use std::time::Duration;

use futures_timer::Delay;

/// Pauses that grow from one attempt to the next.
///
/// Each is between half and the whole of what it could be: those who got in each other's way do not do so again.
pub(super) struct Pauses {
    next: Duration,
    longest: Duration,
}

impl Pauses {
    pub(super) fn between(first: Duration, longest: Duration) -> Self {
        Self { next: first, longest }
    }

    pub(super) async fn pause(&mut self) {
        Delay::new(self.next()).await;
    }

    fn next(&mut self) -> Duration {
        let whole = self.next;
        self.next = (2 * whole).min(self.longest);
        let mut luck = [0];
        // Without randomness they are all the same, which is no harm to anybody but them.
        let _ = aws_lc_rs::rand::fill(&mut luck);
        let [luck] = luck;
        whole / 2 + whole * u32::from(luck) / (2 * 256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_grow_to_the_longest_and_are_not_all_the_same() {
        let (first, longest) = (Duration::from_millis(10), Duration::from_millis(80));
        let sequence = || {
            let mut pauses = Pauses::between(first, longest);
            (0..10).map(|_| pauses.next()).collect::<Vec<_>>()
        };
        let some = sequence();
        for (pause, whole) in
            some.iter().zip([10, 20, 40, 80, 80, 80, 80, 80, 80, 80].map(Duration::from_millis))
        {
            assert!((whole / 2..=whole).contains(pause), "{some:?}");
        }
        assert_ne!(some, sequence());
    }
}
