//! Signing out: here, of Logto's tokens, and of Logto.

use url::Url;

use super::{Client, Session};
use crate::error::Result;
use crate::protocol::{end_session, revocation};
use crate::secret::RefreshToken;

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
        let refresh_token = session.refresh_token().ok().flatten();
        session.clear_tokens();
        let metadata = self.0.provider.metadata(self.now()).await?;
        if let Some(refresh_token) = refresh_token {
            match self.revoke(&refresh_token).await {
                Ok(()) => tracing::debug!("refresh token revoked"),
                Err(error) => tracing::warn!(%error, "the refresh token could not be revoked at sign-out"),
            }
        }
        let redirect_uri = options.post_sign_out_redirect_uri.as_deref();
        Ok(end_session::url(&metadata, self.config().app_id(), redirect_uri)?)
    }

    async fn revoke(&self, refresh_token: &RefreshToken) -> Result<()> {
        let metadata = self.0.provider.metadata(self.now()).await?;
        let request = revocation::request(&metadata, self.config().credentials(), refresh_token)?;
        Ok(revocation::parse(&self.0.http.send(request).await?)?)
    }
}
