//! The rest of a session's life, as it is when the database hears of it.

use std::error::Error as StdError;
use std::time::{Duration, Instant, SystemTime};

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, accepts, to_sql_checked};

/// A session that ends later than in a hundred years ends then: PostgreSQL's calendar is not endless.
pub(super) const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// How long something lasts, in milliseconds from when the statement is sent: waiting for a connection does not prolong it.
#[derive(Debug)]
pub(super) struct Lifetime {
    rest: Duration,
    since: Instant,
}

impl Lifetime {
    /// Until `end`, by the clock that says that it is `now`.
    pub(super) fn until(end: SystemTime, now: SystemTime) -> Self {
        Self { rest: end.duration_since(now).unwrap_or_default().min(LONGEST), since: Instant::now() }
    }

    fn milliseconds(&self) -> i64 {
        let rest = self.rest.saturating_sub(self.since.elapsed());
        i64::try_from(rest.as_millis()).unwrap_or_default()
    }
}

impl ToSql for Lifetime {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        self.milliseconds().to_sql(kind, out)
    }

    accepts!(INT8);
    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_down_while_a_connection_is_waited_for() {
        let now = SystemTime::UNIX_EPOCH;
        let mut lifetime = Lifetime::until(now + Duration::from_secs(60), now);
        assert!((59_000..=60_000).contains(&lifetime.milliseconds()));
        lifetime.since = lifetime.since.checked_sub(Duration::from_secs(20)).unwrap();
        assert!((39_000..=40_000).contains(&lifetime.milliseconds()));
    }

    #[test]
    fn what_is_over_is_over_and_what_never_ends_ends_in_a_hundred_years() {
        let now = SystemTime::now();
        assert_eq!(Lifetime::until(now - Duration::from_secs(1), now).milliseconds(), 0);
        let never = now + Duration::from_secs(1 << 40);
        assert_eq!(Lifetime::until(never, now).rest, LONGEST);
    }
}
