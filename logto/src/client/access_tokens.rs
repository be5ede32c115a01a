//! Access tokens: for the userinfo endpoint, for APIs, for organizations, and for APIs within organizations.

use std::time::Duration;

use super::{Session, SessionError};
use crate::error::{Error, Kind, Result};
use crate::organization::OrganizationId;
use crate::refresh::What;
use crate::resource::{ORGANIZATIONS, Resource};
use crate::scope::UserScope;
use crate::tokens::{AccessToken, AccessTokenClaims, AccessTokenKey};

/// Which access token is wanted, for [`Session::access_token_for`].
///
/// ```
/// use logto::AccessTokenRequest;
///
/// let request = AccessTokenRequest::resource("https://shopping.example.com/api").scopes(["read"]).force_refresh();
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct AccessTokenRequest {
    key: AccessTokenKey,
    force_refresh: bool,
}

/// What the configuration lacks for an access token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccessTokenError {
    /// The resource is not requested at sign-in, so Logto would refuse it.
    #[error(
        "sign-ins do not request the resource `{0}`: add `.resource::<…>()` or `.resource_indicator(\"{0}\")` to the config \
         builder"
    )]
    ResourceNotConfigured(String),
    /// Permissions of the organization template are only granted within an organization.
    #[error("these are permissions of organizations, whose tokens name one: use `organization_token(&id)`")]
    OrganizationNotNamed,
    /// The organizations scope is not requested at sign-in, so Logto would refuse it.
    #[error(
        "sign-ins do not request the organizations scope: add `.scopes([UserScope::Organizations])` or claims with \
         `organizations` to the config builder"
    )]
    OrganizationsNotConfigured,
}

impl From<AccessTokenError> for Error {
    fn from(error: AccessTokenError) -> Self {
        Self::new(Kind::Configuration, error)
    }
}

impl AccessTokenRequest {
    /// A token for an API, by its resource indicator.
    pub fn resource(indicator: impl Into<String>) -> Self {
        let key = AccessTokenKey { resource: Some(indicator.into()), ..AccessTokenKey::default() };
        Self { key, force_refresh: false }
    }

    /// An organization token.
    pub fn organization(id: &OrganizationId) -> Self {
        Self::default().in_organization(id)
    }

    /// The token within an organization.
    pub fn in_organization(mut self, id: &OrganizationId) -> Self {
        self.key.organization = Some(id.as_str().to_owned());
        self
    }

    /// A token with no more than these scopes.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let mut scopes: Vec<String> = scopes.into_iter().map(Into::into).collect();
        scopes.sort_unstable();
        scopes.dedup();
        self.key.scopes = Some(scopes);
        self
    }

    /// A new token, even if the present one has not expired.
    pub fn force_refresh(mut self) -> Self {
        self.force_refresh = true;
        self
    }
}

impl From<&str> for AccessTokenRequest {
    /// A token for an API, by its resource indicator.
    fn from(indicator: &str) -> Self {
        Self::resource(indicator)
    }
}

impl Session {
    /// An access token for the API `R`.
    ///
    /// It comes from the session while it is good, and from Logto when it is not. Requests that need one at the same
    /// time share one token request.
    ///
    /// # Errors
    ///
    /// `is_configuration()` if sign-ins do not request `R`, before anything is sent; `is_signed_out()` if Logto has
    /// ended the grant, `is_transient()` while it cannot be reached: nobody is signed out by that.
    pub async fn access_token<R: Resource>(&self) -> Result<AccessToken> {
        self.access_token_for(AccessTokenRequest::resource(R::INDICATOR)).await
    }

    /// An access token for the API `R` within an organization.
    ///
    /// # Errors
    ///
    /// As [`access_token`](Self::access_token), and `is_denied()` if the user is no member.
    pub async fn access_token_in_organization<R: Resource>(
        &self,
        id: &OrganizationId,
    ) -> Result<AccessToken> {
        self.access_token_for(AccessTokenRequest::resource(R::INDICATOR).in_organization(id)).await
    }

    /// An organization token: it holds the user's permissions of the organization template.
    ///
    /// # Errors
    ///
    /// As [`access_token`](Self::access_token), and `is_denied()` if the user is no member.
    pub async fn organization_token(&self, id: &OrganizationId) -> Result<AccessToken> {
        self.access_token_for(AccessTokenRequest::organization(id)).await
    }

    /// The opaque access token that Logto's own userinfo and Account API accept.
    ///
    /// # Errors
    ///
    /// As [`access_token`](Self::access_token).
    pub async fn default_access_token(&self) -> Result<AccessToken> {
        self.access_token_for(AccessTokenRequest::default()).await
    }

    /// What the access token for the API `R` says: its permissions and the user, read and not verified.
    ///
    /// # Errors
    ///
    /// As [`access_token`](Self::access_token).
    pub async fn access_token_claims<R: Resource>(&self) -> Result<AccessTokenClaims> {
        Ok(self.access_token::<R>().await?.claims())
    }

    /// What the organization token says, read and not verified.
    ///
    /// # Errors
    ///
    /// As [`organization_token`](Self::organization_token).
    pub async fn organization_token_claims(&self, id: &OrganizationId) -> Result<AccessTokenClaims> {
        Ok(self.organization_token(id).await?.claims())
    }

    /// An access token with options, or for an API by its resource indicator.
    ///
    /// ```
    /// use logto::AccessTokenRequest;
    ///
    /// # async fn example(session: logto::Session) -> logto::Result<()> {
    /// let api = "https://shopping.example.com/api";
    /// let token = session.access_token_for(api).await?;
    /// let narrow = session.access_token_for(AccessTokenRequest::resource(api).scopes(["read"])).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`access_token`](Self::access_token), and `is_denied()` if the user is no member of the organization.
    pub async fn access_token_for(&self, request: impl Into<AccessTokenRequest>) -> Result<AccessToken> {
        let AccessTokenRequest { key, force_refresh } = request.into();
        self.check_configured(&key)?;
        let present = if force_refresh { self.present(&key)? } else { None };
        let what = match present {
            Some(present) => What::AccessTokenOtherThan(key.clone(), present),
            None => What::AccessToken(key.clone()),
        };
        let now = self.client().now();
        match self.tokens_with(what, Duration::ZERO).await {
            Ok(tokens) => Ok(tokens
                .access_token(&key, now, Duration::ZERO)
                .ok_or(SessionError::AccessTokenExpired)?
                .clone()),
            // In its last minute a token is replaced in time; if that fails it is still better than none.
            Err(error) if error.is_transient() && !force_refresh => {
                let tokens = self.tokens()?;
                Ok(tokens.access_token(&key, now, Duration::ZERO).ok_or(error)?.clone())
            }
            Err(error) => Err(error),
        }
    }

    fn check_configured(&self, key: &AccessTokenKey) -> Result<(), AccessTokenError> {
        let config = self.client().config();
        match &key.resource {
            Some(resource) if resource == ORGANIZATIONS => {
                return Err(AccessTokenError::OrganizationNotNamed);
            }
            Some(resource) if !config.resources().contains(resource) => {
                return Err(AccessTokenError::ResourceNotConfigured(resource.clone()));
            }
            _ => {}
        }
        if key.organization.is_some() && !config.asks_for(UserScope::Organizations) {
            return Err(AccessTokenError::OrganizationsNotConfigured);
        }
        Ok(())
    }

    fn present(&self, key: &AccessTokenKey) -> Result<Option<String>> {
        let token = self
            .tokens()?
            .access_token(key, self.client().now(), Duration::ZERO)
            .map(|token| token.secret().expose().to_owned());
        Ok(token)
    }
}
