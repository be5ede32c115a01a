//! One refresh for all instances: who has the lease refreshes, the others wait for what it brings.
//!
//! Logto revokes a whole grant when a rotated refresh token is used again after three seconds. Within a process that is
//! prevented by [`Refresher`](crate::refresh::Refresher); this is what stands behind it where there are several.

mod place;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_timer::Delay;
use futures_util::future::{Either, select};

pub(super) use self::place::{Place, successor_key};
use super::{Client, random};
use crate::error::{Error, Kind, Result};
use crate::refresh::Wanted;
use crate::session::{LeaseHolder, LeaseKey};
use crate::tokens::TokenSet;

/// How long a lease lasts whose holder is gone.
///
/// Whoever takes over may be the second to use the refresh token. Logto tolerates that for three seconds: the lease, the
/// longest pause of those who wait and their way to Logto have to fit in.
const LEASE: Duration = Duration::from_millis(1500);
/// How often a holder that is not gone extends it.
const RENEWAL: Duration = Duration::from_millis(400);
/// A holder that takes longer than this will not come to an end: HTTP clients give up after 10 s.
const LONGEST_FLIGHT: Duration = Duration::from_secs(15);
/// How long the others wait: for one that does not come to an end, and for the one that takes over.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How long they pause before they look again, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(25), Duration::from_millis(250));

/// Nobody has brought the tokens.
#[derive(Debug, thiserror::Error)]
#[error("another instance has been refreshing this session for too long")]
struct StillRefreshing;

impl Client {
    /// Tokens that satisfy `wanted`: those that another instance has brought, or the outcome of a token request that no
    /// other instance makes at the same time.
    pub(super) async fn refresh_together(
        &self,
        place: &Place,
        mut tokens: Arc<TokenSet>,
        wanted: &Wanted,
    ) -> Result<Arc<TokenSet>> {
        let holder = LeaseHolder::named(&random::token()?);
        let (mut pause, mut so_far) = (PAUSES.0, Duration::ZERO);
        while so_far < LONGEST_WAIT {
            let lease = place.lease(&tokens);
            let leads = place.store.acquire_lease(&lease, &holder, LEASE, self.now()).await?;
            let outcome = if leads {
                let outcome = self.lead(place, &lease, &holder, &tokens, wanted).await;
                if let Err(error) = place.store.release_lease(&lease, &holder).await {
                    tracing::warn!(%error, "a lease could not be released: it expires by itself");
                }
                outcome?
            } else {
                self.look(place, &tokens, wanted).await?
            };
            match outcome {
                Sight::Satisfied(tokens) => return Ok(tokens),
                // The session has moved on to another refresh token, which has a lease of its own.
                Sight::Other(newer) if place.lease(&newer) != lease => tokens = newer,
                Sight::Other(_) => {
                    Delay::new(pause).await;
                    so_far += pause;
                    pause = (2 * pause).min(PAUSES.1);
                }
            }
        }
        Err(Error::new(Kind::Transient, StillRefreshing))
    }

    /// What the holder of the lease does.
    async fn lead(
        &self,
        place: &Place,
        lease: &LeaseKey,
        holder: &LeaseHolder,
        tokens: &Arc<TokenSet>,
        wanted: &Wanted,
    ) -> Result<Sight> {
        // Somebody may have released the lease just now, and written before.
        let newest = match self.look(place, tokens, wanted).await? {
            Sight::Other(newest) if place.lease(&newest) == *lease => newest,
            settled => return Ok(settled),
        };
        let key = wanted.key();
        let refresh = self.refresh_alone(&newest, &key);
        match self.while_holding(place, lease, holder, refresh).await {
            Ok(refreshed) => Ok(Sight::Satisfied(self.write(place, &newest, refreshed).await?)),
            Err(error) => {
                if super::refresh::is_invalid_grant(&error) {
                    // The others would only hear the same.
                    place.forget(&newest).await;
                }
                Err(error)
            }
        }
    }

    /// What there is.
    async fn look(&self, place: &Place, tokens: &Arc<TokenSet>, wanted: &Wanted) -> Result<Sight> {
        let newest = self.newest(place, tokens).await?;
        let is_satisfied = wanted.is_satisfied_by(&newest, self.now());
        Ok(if is_satisfied { Sight::Satisfied(newest) } else { Sight::Other(newest) })
    }

    /// Drives `work` and extends the lease meanwhile.
    async fn while_holding<T>(
        &self,
        place: &Place,
        lease: &LeaseKey,
        holder: &LeaseHolder,
        work: impl Future<Output = T>,
    ) -> T {
        let renewal = async {
            for _ in 0..LONGEST_FLIGHT.as_millis() / RENEWAL.as_millis() {
                Delay::new(RENEWAL).await;
                // Without the lease two token requests may be under way. The newer one is kept.
                if let Err(error) = place.store.acquire_lease(lease, holder, LEASE, self.now()).await {
                    tracing::warn!(%error, "a lease could not be extended");
                }
            }
        };
        match select(pin!(work), pin!(renewal)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), work)) => work.await,
        }
    }
}

/// What is seen where the instances meet.
enum Sight {
    /// What is wanted.
    Satisfied(Arc<TokenSet>),
    /// The newest tokens there are, which do not do.
    Other(Arc<TokenSet>),
}
