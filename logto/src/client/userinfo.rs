//! Userinfo: the claims that Logto delivers only on request.

use std::time::Duration;

use super::{Session, SessionError};
use crate::claims::{self, Claims};
use crate::error::Result;
use crate::protocol::userinfo;
use crate::secret::AccessTokenSecret;
use crate::tokens::AccessTokenKey;

/// An access token is not used in its last minute: it has to arrive while it is good.
const EXPIRY_MARGIN: Duration = Duration::from_secs(60);

impl Session {
    /// Fetches the user's claims from Logto's userinfo endpoint
    /// ([OpenID Connect Core section 5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)).
    ///
    /// Its subject has to be the ID token's.
    ///
    /// # Errors
    ///
    /// `is_signed_out()` if nobody is signed in or Logto no longer accepts the access token, `is_transient()` while
    /// Logto cannot be reached, or an error that names the claim which is not as `C` declares it.
    pub async fn userinfo<C: Claims>(&self) -> Result<C> {
        Ok(claims::decode(&self.fetch_userinfo().await?)?)
    }

    /// The verified userinfo response as JSON.
    pub(crate) async fn fetch_userinfo(&self) -> Result<String> {
        let metadata = self.client.0.provider.metadata(self.client.now()).await?;
        let request = userinfo::request(&metadata, &self.default_access_token()?)?;
        let response = self.client.0.http.send(request).await?;
        Ok(userinfo::parse(&response, self.id_token()?.subject())?)
    }

    fn default_access_token(&self) -> Result<AccessTokenSecret> {
        let tokens = self.tokens()?;
        let token = tokens.access_token(&AccessTokenKey::default(), self.client.now(), EXPIRY_MARGIN);
        Ok(token.ok_or(SessionError::AccessTokenExpired)?.secret.clone())
    }
}
