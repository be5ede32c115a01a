//! Back-channel logout: Logto says that a session has ended.

use std::time::Duration;

use super::{Client, random};
use crate::error::{Error, Kind, Result};
use crate::session::{LeaseHolder, LeaseKey};
use crate::tokens::logout_token::{self, LogoutToken, LogoutTokenError};

/// How long ending sessions may take. An instance that dies at it does not use the token up: after this it counts again.
const ENDING: Duration = Duration::from_secs(10);

/// Why a logout token ends nothing, though it is a good one.
#[derive(Debug, thiserror::Error)]
pub(super) enum BackChannelLogoutError {
    #[error(
        "sessions are in cookies, which only their browser can end: back-channel logout needs \
         `Client::builder(config).session_store(…)`"
    )]
    NoStore,
    #[error("the logout token was received before")]
    Replayed,
}

impl From<BackChannelLogoutError> for Error {
    fn from(error: BackChannelLogoutError) -> Self {
        let kind = match error {
            BackChannelLogoutError::NoStore => Kind::Configuration,
            BackChannelLogoutError::Replayed => Kind::Untrusted,
        };
        Self::new(kind, error)
    }
}

impl Client {
    /// Ends the sessions that a logout token names, in the session store; says how many there were
    /// ([OpenID Connect Back-Channel Logout 1.0](https://openid.net/specs/openid-connect-backchannel-1_0.html)).
    ///
    /// Logto sends the token in the form field `logout_token` to the app's "back-channel logout URI". The routes of the web
    /// adapters answer it when [`back_channel_logout_path`](crate::ConfigBuilder::back_channel_logout_path) is
    /// configured; this is for those who answer it themselves.
    ///
    /// A token that names a session of Logto's ends those that came from it, on however many devices, whether it names
    /// the user too or not; one that names a user only ends all of theirs. Sessions that began before "is session required"
    /// was switched on in the Logto console do not know which of Logto's they came from, and only the latter ends them:
    /// see [`end_sessions_of`](Self::end_sessions_of).
    ///
    /// # Errors
    ///
    /// `is_untrusted()` if a check failed or the token was received before, `is_transient()` if Logto's keys or the store
    /// cannot be reached, `is_configuration()` without a session store.
    pub async fn back_channel_logout(&self, logout_token: &str) -> Result<u64> {
        let store = self.0.store.as_ref().ok_or(BackChannelLogoutError::NoStore)?;
        let token = self.verify_logout_token(logout_token).await?;

        // Whoever has the lease has the right to act on the token. It is not given back, so nobody else ever has it.
        let seen = LeaseKey::of_logout_token(&token.issuer, &token.id);
        let holder = LeaseHolder::named(&random::token()?);
        let remembered = token.good_until.duration_since(self.now()).unwrap_or_default();
        if !store.acquire_lease(&seen, &holder, remembered.min(ENDING), self.now()).await? {
            return Err(BackChannelLogoutError::Replayed.into());
        }
        match self.end_sessions(store, &token.whose).await {
            Ok(count) => {
                tracing::info!(count, "Logto has ended sessions");
                if let Err(error) = store.acquire_lease(&seen, &holder, remembered, self.now()).await {
                    tracing::warn!(%error, "a logout token that was obeyed is forgotten too soon");
                }
                Ok(count)
            }
            Err(error) => {
                // Nothing has come of it: when Logto tries again it is as if for the first time.
                if let Err(error) = store.release_lease(&seen, &holder).await {
                    tracing::warn!(%error, "a logout token that came to nothing stays remembered");
                }
                Err(error)
            }
        }
    }

    /// Verifies a logout token, with keys fetched anew if it names one that is not known.
    async fn verify_logout_token(&self, raw: &str) -> Result<LogoutToken> {
        let now = self.now();
        let metadata = self.0.provider.metadata(now).await?;
        let expected = logout_token::Expected {
            issuer: &metadata.issuer,
            app_id: self.config().app_id(),
            now,
            leeway: self.config().leeway(),
        };
        match logout_token::verify(raw, &*self.0.provider.keys(now).await?, &expected) {
            Err(LogoutTokenError::UnknownKey) => {
                let keys = self.0.provider.refetch_keys(now).await?;
                Ok(logout_token::verify(raw, &keys, &expected)?)
            }
            verified => Ok(verified?),
        }
    }
}
