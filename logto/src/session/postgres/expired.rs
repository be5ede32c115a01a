//! Expired sessions and leases are removed by whoever comes by.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::connections::Connections;
use super::error::PostgresError;
use super::statement::{REMOVE_EXPIRED_LEASES, REMOVE_EXPIRED_SESSIONS, Statement};

/// How many rows one statement removes: few enough to be answered in time, and not to hold others up.
const BATCH: i64 = 1000;
/// How many statements in a row at most; the rest waits for the next time.
const MOST_BATCHES: usize = 100;
/// How often an instance removes what has expired.
const INTERVAL: Duration = Duration::from_secs(60);

/// When this instance did it last.
#[derive(Default)]
pub(super) struct LastRemoval(Mutex<Option<Instant>>);

impl LastRemoval {
    /// Whether it is time again. Who is told so does it.
    pub(super) fn is_due(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| last.elapsed() >= INTERVAL);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

/// Removes what has expired; says how many sessions that were.
pub(super) async fn remove(connections: &Connections) -> Result<u64, PostgresError> {
    in_batches(connections, &REMOVE_EXPIRED_LEASES).await?;
    in_batches(connections, &REMOVE_EXPIRED_SESSIONS).await
}

async fn in_batches(connections: &Connections, statement: &Statement) -> Result<u64, PostgresError> {
    let mut removed = 0;
    for _ in 0..MOST_BATCHES {
        let count = connections.say(statement, &[&BATCH]).await?.count;
        removed += count;
        if count < BATCH.unsigned_abs() {
            break;
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_done_at_once_and_then_once_a_minute() {
        let last = LastRemoval::default();
        assert!(last.is_due());
        assert!(!last.is_due());
        *last.0.lock().unwrap() = Instant::now().checked_sub(INTERVAL);
        assert!(last.is_due());
        assert!(!last.is_due());
    }
}
