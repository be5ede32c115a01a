//! Signing out: here, of Logto's tokens, and of Logto.

use std::sync::Arc;

use url::Url;

use super::{Client, Session};
use crate::error::{Error, Kind, Result};
use crate::protocol::end_session::EndSessionRequest;
use crate::protocol::revocation;
use crate::secret::RefreshToken;
use crate::session::state::Home;
use crate::tokens::TokenSet;

/// Options of a sign-out.
///
/// ```
/// use logto::SignOut;
///
/// let options = SignOut::to("https://app.example.com/");
/// ```
#[derive(Clone, Debug, Default)]
pub struct SignOut {
    post_sign_out_redirect_uri: Option<String>,
}

/// What a sign-out lacks.
#[derive(Debug, thiserror::Error)]
enum SignOutError {
    #[error("the URI to come back to after the sign-out is not an absolute URL")]
    NotAUrl,
    #[error("Logto's metadata names no end-session endpoint")]
    NoEndSession,
    #[error("Logto's metadata names no revocation endpoint")]
    NoRevocation,
}

impl From<SignOutError> for Error {
    fn from(error: SignOutError) -> Self {
        Self::new(Kind::Configuration, error)
    }
}

impl SignOut {
    /// Comes back to `uri` afterwards, which has to be among the app's "Post sign-out redirect URIs" in Logto.
    pub fn to(uri: impl Into<String>) -> Self {
        Self { post_sign_out_redirect_uri: Some(uri.into()) }
    }
}

impl Client {
    /// Ends the session here, revokes its refresh token, and says where to send the browser to end the session at
    /// Logto.
    ///
    /// Logto's refresh tokens outlive its sessions, so ending only those would leave the grant alive. The session here
    /// is over whatever happens: a revocation that fails is logged.
    ///
    /// # Errors
    ///
    /// `is_transient()` if Logto cannot be reached and so its end-session endpoint is not known. The session here has
    /// ended all the same.
    pub async fn sign_out(&self, session: &mut Session, options: SignOut) -> Result<Url> {
        let carried = session.tokens().ok();
        session.clear_tokens();
        // Before Logto is asked for anything: whoever closes the page meanwhile is signed out all the same.
        self.end_stored(session).await;
        let tokens = match carried {
            Some(carried) => Some(self.forget(carried).await),
            None => None,
        };
        self.config().require_app()?;
        let metadata = self.0.provider.metadata(self.now()).await?;
        if let Some(tokens) = tokens {
            match self.revoke(tokens.refresh_token.as_ref()).await {
                Ok(()) => tracing::debug!("refresh token revoked"),
                Err(error) => tracing::warn!(%error, "the refresh token could not be revoked at sign-out"),
            }
        }
        let redirect_uri = options.post_sign_out_redirect_uri.as_deref();
        let post_logout_redirect_uri =
            redirect_uri.map(Url::parse).transpose().map_err(|_| SignOutError::NotAUrl)?;
        Ok(EndSessionRequest {
            endpoint: metadata.end_session_endpoint.as_ref().ok_or(SignOutError::NoEndSession)?,
            app_id: self.config().app_id(),
            post_logout_redirect_uri: post_logout_redirect_uri.as_ref(),
            state: None,
            ui_locales: &[],
        }
        .url())
    }

    /// Requests that still carry an old cookie get no tokens, here or from other instances. Says what the newest tokens
    /// were.
    async fn forget(&self, carried: Arc<TokenSet>) -> Arc<TokenSet> {
        let (refresher, now) = (&self.0.refresher, self.now());
        let tokens = refresher.newer(&carried).unwrap_or_else(|| Arc::clone(&carried));
        refresher.sign_out(&carried, now);
        refresher.sign_out(&tokens, now);
        let Some(coordinator) = self.0.coordinator.as_ref().filter(|_| self.0.store.is_none()) else {
            return tokens;
        };
        match self.end_for_all(coordinator, Arc::clone(&tokens)).await {
            Ok(newest) => newest,
            Err(error) if error.is_signed_out() => tokens,
            Err(error) => {
                tracing::warn!(%error, "the coordinator did not hear of a sign-out");
                tokens
            }
        }
    }

    /// Deletes the record of a session in a store. If that fails it is tried once more when the request ends, and said then.
    async fn end_stored(&self, session: &Session) {
        let home = session.lock().home;
        if let (Some(store), Home::Store(key)) = (&self.0.store, home)
            && store.delete(&key).await.is_ok()
        {
            session.lock().home = Home::Browser;
        }
    }

    async fn revoke(&self, refresh_token: Option<&RefreshToken>) -> Result<()> {
        let Some(refresh_token) = refresh_token else {
            return Ok(());
        };
        let metadata = self.0.provider.metadata(self.now()).await?;
        let endpoint = metadata.revocation_endpoint.as_ref().ok_or(SignOutError::NoRevocation)?;
        let request = revocation::request(endpoint, self.authentication(), refresh_token);
        Ok(revocation::parse(&self.0.http.send(request).await?)?)
    }
}
