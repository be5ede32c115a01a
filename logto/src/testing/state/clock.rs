//! The emulator's time: the system's, and what a test has added to it.

use std::time::{Duration, SystemTime};

#[derive(Debug, Default)]
pub(in crate::testing) struct Clock {
    ahead: Duration,
    behind: Duration,
}

impl Clock {
    pub(in crate::testing) fn advance(&mut self, by: Duration) {
        self.ahead += by;
    }

    pub(in crate::testing) fn turn_back(&mut self, by: Duration) {
        self.behind += by;
    }

    pub(in crate::testing) fn now(&self) -> Instant {
        Instant::at(SystemTime::now()).plus(self.ahead).minus(self.behind)
    }
}

/// A point in the emulator's time, counted from the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::testing) struct Instant(Duration);

impl Instant {
    /// This time, or the epoch if it is before that.
    pub(in crate::testing) fn at(time: SystemTime) -> Self {
        Self(time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
    }

    pub(in crate::testing) fn seconds(self) -> u64 {
        self.0.as_secs()
    }

    pub(in crate::testing) fn milliseconds(self) -> u64 {
        u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX)
    }

    /// The time that has passed since an earlier point.
    pub(in crate::testing) fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    pub(in crate::testing) fn plus(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }

    fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration))
    }

    /// As in a cookie's `Expires`: `Mon, 23 Nov 2026 20:24:30 GMT`.
    pub(in crate::testing) fn http_date(self) -> String {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (days, seconds) = (self.seconds() / 86_400, self.seconds() % 86_400);
        let (year, month, day) = civil(days);
        let name = |names: &[&'static str], index: u64| {
            usize::try_from(index).ok().and_then(|index| names.get(index).copied()).unwrap_or_default()
        };
        format!(
            "{}, {day:02} {} {year} {:02}:{:02}:{:02} GMT",
            name(&DAYS, days % 7),
            name(&MONTHS, month - 1),
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )
    }

    #[cfg(test)]
    pub(in crate::testing) fn from_seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }
}

/// The Gregorian date of a day since the epoch, by counting from 1 March 0000, where leap days come last.
fn civil(days_since_epoch: u64) -> (u64, u64, u64) {
    let days = days_since_epoch + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_match_captured_ones() {
        for (seconds, date) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_795_465_470, "Mon, 23 Nov 2026 20:24:30 GMT"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        ] {
            assert_eq!(Instant::from_seconds(seconds).http_date(), date);
        }
    }

    #[test]
    fn the_clock_runs_ahead_by_what_was_added() {
        let mut clock = Clock::default();
        let before = clock.now();
        clock.advance(Duration::from_secs(3600));
        assert!(clock.now().since(before) >= Duration::from_secs(3600));
        clock.turn_back(Duration::from_secs(7200));
        assert!(before.since(clock.now()) >= Duration::from_secs(3590));
    }
}
