//! Sessions end from afar: those of a user, or those that came from one session at Logto.

use super::Client;
use crate::error::{Error, Kind, Result};
use crate::session::AnySessionStore;
use crate::tokens::logout_token::Whose;

/// Sessions can be ended by their browsers only.
#[derive(Debug, thiserror::Error)]
#[error(
    "sessions are in cookies, which only their browser can end: ending a user's sessions needs \
     `Client::builder(config).session_store(…)`"
)]
struct OutOfReach;

impl From<OutOfReach> for Error {
    fn from(error: OutOfReach) -> Self {
        Self::new(Kind::Configuration, error)
    }
}

impl Client {
    /// Ends all sessions of the user with this `sub`, in the session store; says how many there were.
    ///
    /// For an application that locks somebody out, or offers to sign out on all devices. At Logto they stay signed in,
    /// and access tokens that were handed on stay good: who is to be kept from signing in again has to be suspended there.
    ///
    /// ```
    /// # async fn example(logto: logto::Client, user: logto::User<logto::UserClaims>) -> logto::Result<()> {
    /// let count = logto.end_sessions_of(&user.sub).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// `is_transient()` if the store cannot be reached, `is_configuration()` without a session store.
    pub async fn end_sessions_of(&self, sub: &str) -> Result<u64> {
        let store = self.0.store.as_ref().ok_or(OutOfReach)?;
        self.end_sessions(store, &Whose::Subject(sub.to_owned())).await
    }

    pub(super) async fn end_sessions(&self, store: &AnySessionStore, whose: &Whose) -> Result<u64> {
        let mut count = 0;
        match whose {
            Whose::ProviderSession(sid) => {
                for key in self.0.vault.provider_sessions(sid) {
                    count += store.delete_by_provider_session(&key).await?;
                }
            }
            Whose::Subject(subject) => {
                for key in self.0.vault.subjects(subject) {
                    count += store.delete_by_subject(&key).await?;
                }
            }
        }
        Ok(count)
    }
}
