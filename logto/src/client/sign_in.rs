//! Signing in: to Logto and back.

use std::sync::Arc;

use url::Url;

use super::{Client, Session, random};
use crate::error::{Error, Kind, Result};
use crate::protocol::authorization::{AuthorizationRequest, SignIn};
use crate::protocol::{callback, token};
use crate::secret::{CodeVerifier, Nonce, State};
use crate::session::PendingSignIn;
use crate::session::identity::Identity;
use crate::session::record::SessionRecord;
use crate::session::seal::seconds;
use crate::tokens::{IdToken, TokenSet, id_token};

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
    /// `is_transient()` while Logto cannot be reached, `is_configuration()` for options that contradict the protocol.
    pub async fn sign_in(&self, options: SignIn) -> Result<(Url, PendingSignIn)> {
        let now = self.now();
        let (state, nonce) = (State::new(random::token()?), Nonce::new(random::token()?));
        let code_verifier = CodeVerifier::new(random::token()?);
        let metadata = self.0.provider.metadata(now).await?;
        let url = AuthorizationRequest {
            metadata: &metadata,
            config: self.config(),
            options: &options,
            state: &state,
            nonce: &nonce,
            code_verifier: &code_verifier,
        }
        .url()?;
        let pending = PendingSignIn {
            state,
            nonce,
            code_verifier,
            redirect_uri: options.redirect_uri().to_owned(),
            scopes: self.config().user_scopes_text(),
            return_to: options.return_to_path()?,
            keep_tokens: options.keeps_tokens(),
            started_at: seconds(now),
        };
        tracing::debug!("sign-in started");
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
    pub async fn finish_sign_in(&self, pending: PendingSignIn, callback_uri: impl AsRef<str>) -> Result<Session> {
        let now = self.now();
        if pending.has_expired(now) {
            return Err(SignInError::Expired.into());
        }
        let metadata = self.0.provider.metadata(now).await?;
        let code = callback::parse(
            callback_uri.as_ref(),
            &callback::Expected {
                state: &pending.state,
                redirect_uri: &pending.redirect_uri,
                issuer: &metadata.issuer,
                iss_required: metadata.iss_in_callback,
            },
        )?;
        let request = token::authorization_code_request(
            &metadata,
            self.config().credentials(),
            &code,
            &pending.redirect_uri,
            &pending.code_verifier,
        );
        let response = token::parse(&self.0.http.send(request).await?)?;
        let raw = response.id_token.as_deref().ok_or(SignInError::NoIdToken)?;
        let keys = self.0.provider.keys_with(id_token::key_id(raw).as_deref(), now).await?;
        let id_token = IdToken::verify(
            raw,
            &keys,
            &id_token::Expected {
                issuer: &metadata.issuer,
                app_id: self.config().app_id(),
                nonce: Some(&pending.nonce),
                subject: None,
                access_token: Some(&response.access_token),
                now,
                leeway: self.config().leeway(),
            },
        )?;
        tracing::info!(subject = id_token.subject(), "signed in");
        let expires_at = now + self.config().session_lifetime();
        let identity = Identity::new(id_token.payload(), &pending.scopes, expires_at);
        let tokens = TokenSet::new(id_token, response, now);
        Ok(Session::begin(self.clone(), SessionRecord { identity: Arc::new(identity), tokens: Arc::new(tokens) }))
    }
}
