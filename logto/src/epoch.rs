//! Times as whole seconds since 1970: in cookies, where bytes count, and in claims.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Whole seconds since 1970; a clock before that reads as 0.
pub(crate) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs()
}

/// The time so many seconds after 1970; one that no clock can show reads as 1970, long gone.
pub(crate) fn time(seconds: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).unwrap_or(UNIX_EPOCH)
}
