//! Whether an instance can serve: for a readiness route.

use std::pin::pin;
use std::time::Duration;

use futures_timer::Delay;
use futures_util::future::{Either, join, select};
use serde::Serialize;

use super::Client;
use crate::error::{Error, Kind, Result};

/// How long a part may take to show that it is there. Probes do not wait for long either.
const PATIENCE: Duration = Duration::from_secs(2);

/// What [`Client::health`] found. It holds no secrets and serializes to JSON, such as
/// `{"provider":"up","store":"up"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Health {
    /// Logto. It counts as up as long as what is known of it will do: users who are signed in are served while it is
    /// down.
    pub provider: Condition,
    /// The session store or the coordinator, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<Condition>,
}

/// Whether something that the client depends on can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// It can.
    Up,
    /// It cannot, or did not say so in time. The reason is in the log.
    Down,
}

impl Health {
    /// Whether everything can be used: what a readiness route answers with 200, and otherwise with 503.
    pub fn is_ready(&self) -> bool {
        self.provider == Condition::Up && self.store != Some(Condition::Down)
    }
}

/// A part did not answer.
#[derive(Debug, thiserror::Error)]
#[error("no answer within {} seconds", PATIENCE.as_secs())]
struct NoAnswer;

impl Client {
    /// Whether this instance can serve: whether it knows Logto and reaches its session store.
    ///
    /// It asks Logto only if nothing is known of it yet, and the store for as little as it can. It takes two seconds at
    /// most.
    ///
    /// # Example: a readiness route
    ///
    /// ```
    /// use axum::http::StatusCode;
    ///
    /// async fn ready(logto: logto::Client) -> (StatusCode, axum::Json<logto::Health>) {
    ///     let health = logto.health().await;
    ///     let status = if health.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    ///     (status, axum::Json(health))
    /// }
    /// ```
    pub async fn health(&self) -> Health {
        let provider = async {
            // What is known does, also while somebody waits for Logto to have it renewed.
            if self.0.provider.is_known() { Ok(()) } else { self.0.provider.keys(self.now()).await.map(drop) }
        };
        let store = async {
            let store = self.0.store.as_ref().or(self.0.coordinator.as_ref())?;
            Some(condition("store", async { Ok(store.ping().await?) }).await)
        };
        let (provider, store) = join(condition("provider", provider), store).await;
        Health { provider, store }
    }
}

async fn condition(part: &str, check: impl Future<Output = Result<()>>) -> Condition {
    let outcome = match select(pin!(check), Delay::new(PATIENCE)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => Err(Error::new(Kind::Transient, NoAnswer)),
    };
    match outcome {
        Ok(()) => Condition::Up,
        Err(error) => {
            tracing::warn!(%error, part, "not ready");
            Condition::Down
        }
    }
}
