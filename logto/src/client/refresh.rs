//! Refreshing: new tokens for a session, without ever signing anyone out that Logto has not.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::instances::Place;
use super::{Client, Session, SessionError};
use crate::error::{Error, OAuthErrorCode, Result};
use crate::protocol::token::{self, RefreshRequest, TokenResponse};
use crate::refresh::{Wanted, What};
use crate::session::SessionKey;
use crate::session::identity::Identity;
use crate::session::state::Home;
use crate::tokens::{self, AccessTokenKey, IdToken, IdTokenError, TokenSet};

/// While Logto is out of reach, expired claims are asked for again no more often than this.
const CLAIMS_RETRY: Duration = Duration::from_secs(10);

impl Session {
    /// Tokens that satisfy `what`, refreshed if need be.
    pub(super) async fn tokens_with(&self, what: What, retry_after: Duration) -> Result<Arc<TokenSet>> {
        let (client, now) = (self.client(), self.client().now());
        let tokens = self.tokens()?;
        let wanted = Wanted { what, margin: client.config().access_token_margin(), retry_after };
        if wanted.is_satisfied_by(&tokens, now) {
            return Ok(tokens);
        }
        if tokens.refresh_token.is_none() {
            tracing::warn!(error = %SessionError::NoRefreshToken, "no access token");
            return Err(SessionError::NoRefreshToken.into());
        }
        let home = self.home();
        let request = |newest: Arc<TokenSet>| {
            let (client, wanted) = (client.clone(), wanted.clone());
            async move { client.refresh(newest, &wanted, home).await }
        };
        let clock = {
            let client = client.clone();
            move || client.now()
        };
        match client.0.refresher.refresh(&tokens, &wanted, clock, request).await {
            Ok(newest) => {
                self.adopt_refreshed(Arc::clone(&newest));
                Ok(newest)
            }
            Err(error) => {
                // Nothing but Logto's own word ends a session.
                if is_invalid_grant(&error) {
                    tracing::info!(%error, "Logto has ended the session");
                    self.clear_tokens();
                }
                Err(error)
            }
        }
    }

    /// Who is signed in, with claims no older than the lifetime of an ID token.
    ///
    /// While Logto is out of reach the claims there are go on being used.
    pub(crate) async fn current_identity(&self, now: SystemTime) -> Result<Arc<Identity>> {
        let identity = self.open(now).await?.ok_or(SessionError::SignedOut)?;
        let due = self.client().config().refreshes_claims() && identity.claims_have_expired(now);
        if !due || self.tokens()?.refresh_token.is_none() {
            return Ok(identity);
        }
        // In a box: most requests do without it, and their futures are smaller for it.
        match Box::pin(self.tokens_with(What::IdToken, CLAIMS_RETRY)).await {
            Ok(tokens) => {
                // Each cookie is sealed on its own. An older one with claims that the user would like to keep is worth
                // nothing beside newer tokens.
                if identity.claims() != tokens.id_token.payload() {
                    self.adopt_refreshed(tokens);
                }
                Ok(self.identity()?)
            }
            Err(error) if error.is_signed_out() => Err(error),
            Err(error) => {
                tracing::warn!(%error, "claims could not be refreshed: the present ones are kept");
                Ok(identity)
            }
        }
    }

    fn home(&self) -> Option<SessionKey> {
        match self.lock().home {
            Home::Store(key) => Some(key),
            Home::Browser => None,
        }
    }
}

impl Client {
    /// One refresh, with the newest tokens of this process.
    async fn refresh(
        &self,
        tokens: Arc<TokenSet>,
        wanted: &Wanted,
        home: Option<SessionKey>,
    ) -> Result<Arc<TokenSet>> {
        match self.meeting_place(home, &tokens) {
            Some(place) => self.refresh_together(&place, tokens, wanted).await,
            None => self.refresh_alone(&tokens, &wanted.key()).await,
        }
    }

    /// Where other instances may be refreshing the same session.
    fn meeting_place(&self, home: Option<SessionKey>, tokens: &Arc<TokenSet>) -> Option<Place> {
        let store = if home.is_some() { &self.0.store } else { &self.0.coordinator };
        store.clone().map(|store| Place { store, session: home, known_by: Arc::clone(tokens) })
    }

    /// One token request.
    pub(super) async fn refresh_alone(
        &self,
        tokens: &TokenSet,
        key: &AccessTokenKey,
    ) -> Result<Arc<TokenSet>> {
        let now = self.now();
        let refresh_token = tokens.refresh_token.as_ref().ok_or(SessionError::NoRefreshToken)?;
        let metadata = self.0.provider.metadata(now).await?;
        let scope = key.scopes.as_ref().map(|scopes| scopes.join(" "));
        let wanted = RefreshRequest {
            resource: key.resource.as_deref(),
            organization: key.organization.as_deref(),
            scope: scope.as_deref(),
        };
        let request = token::refresh_request(&metadata, self.authentication(), refresh_token, wanted);
        let response = token::parse(&self.0.http.send(request).await?)?;
        tracing::debug!(resource = key.resource, organization = key.organization, "token request answered");

        let id_token = self.newer_id_token(tokens, key, &response).await?;
        // Logto returns the refresh token every time; a response without one leaves the present one in use.
        let (access_token, refresh_token) = response.into_tokens(now);
        Ok(Arc::new(tokens.refreshed(id_token, refresh_token, key.clone(), access_token)))
    }

    /// The ID token of a token response, about the same user and from the same issuer
    /// ([OpenID Connect Core section 12.2](https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse)).
    ///
    /// If it cannot be verified at the moment there is none: the rest of the response holds the only refresh
    /// token that is still good, and is not given up for it.
    async fn newer_id_token(
        &self,
        tokens: &TokenSet,
        key: &AccessTokenKey,
        response: &TokenResponse,
    ) -> Result<Option<IdToken>> {
        // Fewer scopes also mean fewer claims in the ID token.
        let Some(raw) = response.id_token.as_deref().filter(|_| key.scopes.is_none()) else {
            return Ok(None);
        };
        let expected = tokens::Expected {
            issuer: tokens.id_token.issuer(),
            app_id: self.config().app_id(),
            nonce: None,
            subject: Some(tokens.id_token.subject()),
            access_token: Some(response.access_token.expose()),
            now: self.now(),
            leeway: self.config().leeway(),
        };
        match self.verify_id_token(raw, &expected).await {
            Ok(id_token) => Ok(Some(id_token)),
            Err(error) if error.is_transient() || is_a_matter_of_time(&error) => {
                tracing::warn!(%error, "the refreshed ID token could not be verified: the present claims are kept");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether Logto has ended the grant.
pub(super) fn is_invalid_grant(error: &Error) -> bool {
    error.oauth().is_some_and(|oauth| *oauth.code() == OAuthErrorCode::InvalidGrant)
}

/// Whether an ID token failed because a key is newer than the key set that was fetched just now, or because the clocks
/// of Logto and this machine are apart.
fn is_a_matter_of_time(error: &Error) -> bool {
    let failed = std::error::Error::source(error).and_then(|source| source.downcast_ref());
    matches!(failed, Some(IdTokenError::UnknownKey | IdTokenError::Expired | IdTokenError::IssuedInFuture))
}
