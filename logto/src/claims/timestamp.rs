//! Points in time as Logto writes them.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A point in time: milliseconds since 1970, as Logto writes `created_at` and `updated_at`.
///
/// (OpenID Connect counts seconds; Logto does not.)
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use logto::claims::Timestamp;
///
/// let timestamp = Timestamp::from_millis(1_795_461_478_535);
/// assert_eq!(SystemTime::from(timestamp), SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_461_478_535));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// A point in time by its distance from the beginning of 1970.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the beginning of 1970.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

/// What the platform's clock cannot represent (on Windows, years after 30,000) becomes the beginning of 1970.
impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        let distance = Duration::from_millis(timestamp.0.unsigned_abs());
        let time = if timestamp.0 < 0 {
            Self::UNIX_EPOCH.checked_sub(distance)
        } else {
            Self::UNIX_EPOCH.checked_add(distance)
        };
        time.unwrap_or(Self::UNIX_EPOCH)
    }
}

/// Cut to milliseconds.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let millis = |distance: Duration| i64::try_from(distance.as_millis()).unwrap_or(i64::MAX);
        Self(match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => millis(after),
            Err(before) => -millis(before.duration()),
        })
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(Millis).map(Self)
    }
}

struct Millis;

impl Visitor<'_> for Millis {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number of milliseconds")
    }

    fn visit_i64<E: Error>(self, millis: i64) -> Result<i64, E> {
        Ok(millis)
    }

    fn visit_u64<E: Error>(self, millis: u64) -> Result<i64, E> {
        i64::try_from(millis).map_err(|_| E::invalid_value(Unexpected::Unsigned(millis), &self))
    }

    /// A JSON writer may print a large whole number as `1.79546e12`.
    fn visit_f64<E: Error>(self, millis: f64) -> Result<i64, E> {
        /// Up to here every whole number has a float of its own.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if millis.fract() == 0.0 && millis.abs() <= EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "whole and in range, as just checked")]
            return Ok(millis as i64);
        }
        Err(E::invalid_value(Unexpected::Float(millis), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<i64> {
        serde_json::from_str::<Timestamp>(json).ok().map(Timestamp::as_millis)
    }

    #[test]
    fn whole_numbers_are_read_however_they_are_written() {
        assert_eq!(read("1795461478535"), Some(1_795_461_478_535));
        assert_eq!(read("1795461478535.0"), Some(1_795_461_478_535));
        assert_eq!(read("1.7e12"), Some(1_700_000_000_000));
        assert_eq!(read("-1"), Some(-1));
    }

    #[test]
    fn anything_else_is_refused() {
        for json in ["0.5", "1e300", "18446744073709551615", r#""1795461478535""#, "null"] {
            assert_eq!(read(json), None, "{json}");
        }
    }

    #[test]
    fn conversions_are_exact_to_the_millisecond() {
        for millis in [0, 1, -1, 1_795_461_478_535, -1_795_461_478_535] {
            let timestamp = Timestamp::from_millis(millis);
            assert_eq!(Timestamp::from(SystemTime::from(timestamp)), timestamp);
        }
    }

    #[test]
    fn no_number_panics() {
        for millis in [i64::MIN, i64::MAX] {
            let _ = SystemTime::from(Timestamp::from_millis(millis));
        }
    }
}
