//! One refresh for all instances: who has the lease refreshes, the others wait for what it brings.
//!
//! Logto revokes a whole grant when a rotated refresh token is used again after three seconds. Within a process that is
//! prevented by [`Refresher`](crate::refresh::Refresher); this is what stands behind it where there are several.

mod end;
mod hold;
mod place;
mod write;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use self::hold::Hold;
pub(super) use self::place::Place;
use super::pauses::Pauses;
use super::refresh::is_invalid_grant;
use super::{Client, SessionError};
use crate::error::{Error, Kind, Result};
use crate::http::keep_going;
use crate::refresh::Wanted;
use crate::tokens::TokenSet;

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
        let (began, mut pauses) = (Instant::now(), Pauses::between(PAUSES.0, PAUSES.1));
        while began.elapsed() < LONGEST_WAIT {
            let lease = place.lease(&tokens);
            let sight = match Hold::take(self, &place.store, lease).await? {
                Some(hold) => self.lead(place, hold, &tokens, wanted).await?,
                None => self.look(place, &tokens, wanted).await?,
            };
            match sight {
                Sight::Satisfied(tokens) => return Ok(tokens),
                // The session has moved on to another refresh token, which has a lease of its own.
                Sight::Other(newer) if place.lease(&newer) != lease => tokens = newer,
                Sight::Other(_) => pauses.pause().await,
            }
        }
        Err(Error::new(Kind::Transient, StillRefreshing))
    }

    /// What the holder of the lease does: it refreshes and writes what that brought.
    async fn lead(
        &self,
        place: &Place,
        mut hold: Hold,
        tokens: &Arc<TokenSet>,
        wanted: &Wanted,
    ) -> Result<Sight> {
        let (newest, refreshed) = match self.refresh_holding(place, &mut hold, tokens, wanted).await {
            Ok(ControlFlow::Continue(refresh)) => refresh,
            Ok(ControlFlow::Break(sight)) => {
                hold.release().await;
                return Ok(sight);
            }
            Err(error) => {
                hold.release().await;
                return Err(error);
            }
        };
        let writing = self.write_soon(place, &newest, &refreshed);
        match hold.during(LONGEST_FLIGHT, writing).await {
            Ok(written) => {
                hold.release().await;
                let there = written.ok_or(SessionError::SignedOut)?;
                // Somebody may have had the access tokens cleared meanwhile. Who asked for this one gets it all the same.
                let supplied = there.supplied_from(&refreshed, &wanted.key());
                Ok(Sight::Satisfied(supplied.map_or(there, Arc::new)))
            }
            Err(error) => {
                tracing::warn!(%error, "refreshed tokens cannot be written for the other instances yet");
                let (client, place, brought) = (self.clone(), place.clone(), Arc::clone(&refreshed));
                keep_going(async move { client.write_later(&place, hold, &newest, &brought).await });
                Ok(Sight::Satisfied(refreshed))
            }
        }
    }

    /// What was refreshed and what became of it, which nobody else knows of yet; unless there is nothing to refresh.
    async fn refresh_holding(
        &self,
        place: &Place,
        hold: &mut Hold,
        tokens: &Arc<TokenSet>,
        wanted: &Wanted,
    ) -> Result<ControlFlow<Sight, (Arc<TokenSet>, Arc<TokenSet>)>> {
        // Somebody may have released the lease just now, and written before.
        let newest = match self.look(place, tokens, wanted).await? {
            Sight::Other(newest) if place.lease(&newest) == place.lease(tokens) => newest,
            settled => return Ok(ControlFlow::Break(settled)),
        };
        if !hold.is_sure().await? {
            return Ok(ControlFlow::Break(Sight::Other(newest)));
        }
        let key = wanted.key();
        match hold.during(LONGEST_FLIGHT, self.refresh_alone(&newest, &key)).await {
            Ok(refreshed) => Ok(ControlFlow::Continue((newest, refreshed))),
            Err(error) if is_invalid_grant(&error) => {
                self.refused(place, &newest, wanted, error).await.map(ControlFlow::Break)
            }
            Err(error) => Err(error),
        }
    }

    /// What becomes of a session whose refresh token Logto has refused: it ends, unless another instance has brought a
    /// newer one meanwhile.
    async fn refused(
        &self,
        place: &Place,
        refused: &Arc<TokenSet>,
        wanted: &Wanted,
        error: Error,
    ) -> Result<Sight> {
        let sight = self.look(place, refused, wanted).await?;
        if !sight.tokens().has_same_refresh_token(refused) {
            return Ok(sight);
        }
        // The others would only hear the same.
        place.forget(refused).await;
        Err(error)
    }

    /// What there is.
    async fn look(&self, place: &Place, tokens: &Arc<TokenSet>, wanted: &Wanted) -> Result<Sight> {
        let newest = self.newest(place, tokens).await?;
        let is_satisfied = wanted.is_satisfied_by(&newest, self.now());
        Ok(if is_satisfied { Sight::Satisfied(newest) } else { Sight::Other(newest) })
    }
}

/// What is seen where the instances meet.
enum Sight {
    /// What is wanted.
    Satisfied(Arc<TokenSet>),
    /// The newest tokens there are, which do not do.
    Other(Arc<TokenSet>),
}

impl Sight {
    fn tokens(&self) -> &Arc<TokenSet> {
        match self {
            Self::Satisfied(tokens) | Self::Other(tokens) => tokens,
        }
    }
}
