//! Points in time as Logto writes them.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970 on the wire, where OpenID Connect would have seconds.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use logto::claims::Timestamp;
///
/// let created: Timestamp = serde_json::from_str("1795461554697")?;
/// assert_eq!(SystemTime::from(created), SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_461_554_697));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The point in time that many milliseconds after the start of 1970.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the start of 1970.
    pub const fn as_millis(self) -> u64 {
        self.0
    }
}

impl From<Timestamp> for SystemTime {
    /// A time that the system cannot represent becomes the start of 1970.
    fn from(timestamp: Timestamp) -> Self {
        Self::UNIX_EPOCH.checked_add(Duration::from_millis(timestamp.0)).unwrap_or(Self::UNIX_EPOCH)
    }
}

impl From<SystemTime> for Timestamp {
    /// A time before 1970 becomes its start.
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_becomes_a_system_time_and_back() {
        let timestamp = Timestamp::from_millis(1_795_461_554_697);
        assert_eq!(Timestamp::from(SystemTime::from(timestamp)), timestamp);
        assert_eq!(Timestamp::from(SystemTime::UNIX_EPOCH - Duration::from_secs(1)).as_millis(), 0);
        let _ = SystemTime::from(Timestamp::from_millis(u64::MAX));
    }
}
