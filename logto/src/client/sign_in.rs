//! Signing in: to Logto and back.

use std::sync::Arc;

use url::Url;

use super::{Client, Session, random};
use crate::epoch::seconds;
use crate::error::{Error, Kind, Result};
use crate::protocol::authorization::{AuthorizationRequest, SignIn};
use crate::protocol::token::{self, TokenResponse};
use crate::protocol::{ProviderMetadata, callback};
use crate::secret::{AuthorizationCode, CodeVerifier, Nonce, State};
use crate::session::PendingSignIn;
use crate::session::identity::Identity;
use crate::tokens::{self, AccessTokenKey, IdToken, IdTokenError, TokenSet};

/// Why a sign-in cannot be finished.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The callback belongs to no sign-in that this browser has under way.
    #[error("this browser has no sign-in under way that the callback belongs to")]
    NotPending,
    /// The sign-in was started more than an hour ago.
    #[error("the sign-in was started more than an hour ago")]
    Expired,
    /// What was given as callback URI is not an absolute URL.
    #[error("the callback URI is not an absolute URL")]
    NotAUrl,
    /// Logto's token response has no ID token.
    #[error("the token response holds no ID token")]
    NoIdToken,
}

impl From<SignInError> for Error {
    fn from(error: SignInError) -> Self {
        Self::new(Kind::Untrusted, error)
    }
}

impl Client {
    /// Starts a sign-in: where to send the browser, and what to keep until it comes back.
    ///
    /// Every sign-in has a state, a nonce and a PKCE challenge (S256) of its own.
    ///
    /// # Errors
    ///
    /// `is_transient()` while Logto cannot be reached, `is_configuration()` for options that contradict the protocol
    /// and if the client is for an API ([`Config::api`](crate::Config::api)).
    pub async fn sign_in(&self, options: SignIn) -> Result<(Url, PendingSignIn)> {
        let (now, config) = (self.now(), self.config());
        config.require_app()?;
        let (state, nonce) = (State::new(random::token()?), Nonce::new(random::token()?));
        let code_verifier = CodeVerifier::new(random::token()?);
        let metadata = self.0.provider.metadata(now).await?;
        let request = AuthorizationRequest {
            metadata: &metadata,
            app_id: config.app_id(),
            scopes: config.scopes(),
            resources: config.resources(),
            prompts: config.prompts(),
            state: &state,
            nonce: &nonce,
            code_verifier: &code_verifier,
            sign_in: &options,
        };
        let (url, expects_refresh_token) = (request.url()?, request.expects_refresh_token());
        tracing::debug!("sign-in started");
        let pending = PendingSignIn {
            state,
            nonce,
            code_verifier,
            redirect_uri: options.redirect_uri,
            scopes: config.scopes().join(" "),
            return_to: options.return_to,
            keep_tokens: options.keep_tokens,
            expects_refresh_token,
            started_at: seconds(now),
        };
        Ok((url, pending))
    }

    /// Finishes a sign-in with the URL that Logto sent the browser back to, query included.
    ///
    /// The callback has to carry the state of `pending`, come from the expected issuer
    /// ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)) and be at the redirect URI; the code is then exchanged and
    /// the ID token verified.
    ///
    /// # Errors
    ///
    /// `is_denied()` if the user cancelled or Logto refused, `is_untrusted()` if a check failed, `is_transient()` if
    /// Logto could not be reached: then the same callback may be tried again.
    pub async fn finish_sign_in(
        &self,
        pending: PendingSignIn,
        callback_uri: impl AsRef<str>,
    ) -> Result<Session> {
        self.config().require_app()?;
        let now = self.now();
        if pending.has_expired(now) {
            return Err(SignInError::Expired.into());
        }
        let callback_uri = Url::parse(callback_uri.as_ref()).map_err(|_| SignInError::NotAUrl)?;
        let metadata = self.0.provider.metadata(now).await?;
        let code = callback::parse(
            &callback_uri,
            &callback::Expected {
                state: &pending.state,
                redirect_uri: &pending.redirect_uri,
                issuer: &metadata.issuer,
                iss_required: metadata.iss_in_callback,
            },
        )?;
        // Before the code is used up: without keys the ID token could not be verified, and the code is good only once.
        self.0.provider.keys(now).await?;
        let response = self.exchange(&metadata, &code, &pending).await?;
        let id_token = self.verify(&metadata, &response, &pending).await?;
        tracing::info!(subject = id_token.subject(), "signed in");

        let mut expires_at = now + self.config().session_lifetime();
        if pending.expects_refresh_token && response.refresh_token.is_none() {
            // The authorization URL passes through the browser. Who takes the consent out of it gets no refresh token,
            // and with it no refresh of their claims: what they have then ends with the ID token.
            tracing::warn!("Logto issued no refresh token: the session ends with the ID token");
            expires_at = expires_at.min(id_token.expires_at());
        }
        let identity = Identity::new(&id_token, &pending.scopes, expires_at);
        let (access_token, refresh_token) = response.into_tokens(now);
        let mut tokens = TokenSet::new(id_token, refresh_token);
        tokens.insert(AccessTokenKey::default(), access_token);
        Ok(Session::begin(self.clone(), Arc::new(identity), Arc::new(tokens)))
    }

    async fn exchange(
        &self,
        metadata: &ProviderMetadata,
        code: &AuthorizationCode,
        pending: &PendingSignIn,
    ) -> Result<TokenResponse> {
        let request = token::authorization_code_request(
            metadata,
            self.authentication(),
            code,
            &pending.redirect_uri,
            &pending.code_verifier,
        );
        Ok(token::parse(&self.0.http.send(request).await?)?)
    }

    async fn verify(
        &self,
        metadata: &ProviderMetadata,
        response: &TokenResponse,
        pending: &PendingSignIn,
    ) -> Result<IdToken> {
        let raw = response.id_token.as_deref().ok_or(SignInError::NoIdToken)?;
        let expected = tokens::Expected {
            issuer: &metadata.issuer,
            app_id: self.config().app_id(),
            nonce: Some(&pending.nonce),
            subject: None,
            access_token: Some(response.access_token.expose()),
            now: self.now(),
            leeway: self.config().leeway(),
        };
        self.verify_id_token(raw, &expected).await
    }

    /// Verifies an ID token, with keys fetched anew if it names one that is not known.
    pub(super) async fn verify_id_token(
        &self,
        raw: &str,
        expected: &tokens::Expected<'_>,
    ) -> Result<IdToken> {
        let keys = self.0.provider.keys(expected.now).await?;
        match tokens::verify(raw, &keys, expected) {
            Err(IdTokenError::UnknownKey) => {
                let keys = self.0.provider.keys_as_of_now(expected.now).await?;
                Ok(tokens::verify(raw, &keys, expected)?)
            }
            verified => Ok(verified?),
        }
    }
}
