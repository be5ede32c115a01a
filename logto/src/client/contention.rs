//! Writing what others are writing too.

use std::time::{Duration, Instant};

use super::pauses::Pauses;
use crate::error::{Error, Kind, Result};

/// How long it is tried. Each time somebody else has been faster, so that something has been written.
const PATIENCE: Duration = Duration::from_secs(3);
/// The pauses in between, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(100));

/// Others wrote in between, again and again.
#[derive(Debug, thiserror::Error)]
#[error("the session could not be written: other requests kept changing it")]
struct KeptChanging;

/// The attempts at one write.
pub(super) struct Contention {
    began: Instant,
    pauses: Pauses,
}

impl Contention {
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), pauses: Pauses::between(PAUSES.0, PAUSES.1) }
    }

    /// Pauses before the next attempt. An error if there were enough: what was not written must not look as if it were.
    pub(super) async fn again(&mut self) -> Result<()> {
        if self.began.elapsed() >= PATIENCE {
            return Err(Error::new(Kind::Transient, KeptChanging));
        }
        self.pauses.pause().await;
        Ok(())
    }
}
