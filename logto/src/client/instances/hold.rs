//! A lease, from when it is taken until it is given back.

use std::pin::pin;
use std::time::{Duration, Instant};

use futures_timer::Delay;
use futures_util::future::{Either, select};

use crate::client::{Client, random};
use crate::error::Result;
use crate::session::{AnySessionStore, LeaseHolder, LeaseKey};

/// How long a lease lasts whose holder is gone.
///
/// Whoever takes over may be the second to use the refresh token. Logto tolerates that for three seconds: the lease, the
/// longest pause of those who wait and their way to Logto have to fit in.
const LEASE: Duration = Duration::from_millis(1500);
/// How often a holder that is not gone extends it.
const RENEWAL: Duration = Duration::from_millis(400);

/// The right to refresh a session, which no other instance has meanwhile.
pub(super) struct Hold {
    client: Client,
    store: AnySessionStore,
    lease: LeaseKey,
    holder: LeaseHolder,
    /// When the lease was asked for that there is: by the store's clock it began no earlier.
    since: Instant,
    is_lost: bool,
}

impl Hold {
    /// Takes the lease, unless another instance has it.
    pub(super) async fn take(
        client: &Client,
        store: &AnySessionStore,
        lease: LeaseKey,
    ) -> Result<Option<Self>> {
        // A name of its own for each, so that nobody gives back what is another's by now.
        let holder = LeaseHolder::named(&random::token()?);
        let (client, store, since) = (client.clone(), store.clone(), Instant::now());
        let mut hold = Self { client, store, lease, holder, since, is_lost: false };
        Ok(hold.extend().await?.then_some(hold))
    }

    /// Sees to it that the lease is there for a while yet: waiting for something else may have used it up.
    pub(super) async fn is_sure(&mut self) -> Result<bool> {
        if self.since.elapsed() < LEASE / 2 {
            return Ok(true);
        }
        Ok(self.extend().await? && self.since.elapsed() < LEASE)
    }

    /// Drives `work` and extends the lease meanwhile, but not for longer than `longest`.
    pub(super) async fn during<T>(&mut self, longest: Duration, work: impl Future<Output = T>) -> T {
        match select(pin!(work), pin!(self.keep(longest))).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), work)) => work.await,
        }
    }

    /// Gives the lease back.
    pub(super) async fn release(self) {
        if let Err(error) = self.store.release_lease(&self.lease, &self.holder).await {
            tracing::warn!(%error, "a lease could not be released: it expires by itself");
        }
    }

    async fn keep(&mut self, longest: Duration) {
        let (began, mut tried, mut is_reported) = (Instant::now(), self.since, false);
        while began.elapsed() < longest && !self.is_lost {
            // Counted from the attempt before and not from its answer, which may be late.
            Delay::new(RENEWAL.saturating_sub(tried.elapsed())).await;
            tried = Instant::now();
            match self.extend().await {
                // Two token requests may be under way. The newer one is kept.
                Ok(false) => tracing::warn!("a lease has been taken over by another instance"),
                Err(error) if !is_reported => {
                    is_reported = true;
                    tracing::warn!(%error, "a lease could not be extended");
                }
                Ok(true) | Err(_) => {}
            }
        }
    }

    /// Extends the lease; says whether it is still this one's.
    async fn extend(&mut self) -> Result<bool> {
        let asked = Instant::now();
        let is_held = self.store.acquire_lease(&self.lease, &self.holder, LEASE, self.client.now()).await?;
        self.since = asked;
        self.is_lost = !is_held;
        Ok(is_held)
    }
}
