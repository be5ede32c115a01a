//! The authorization endpoint: the URL that a sign-in starts with
//! ([OpenID Connect Core 1.0 section 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)).

mod options;
mod sign_in;

use std::borrow::Cow;

use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient};
use openidconnect::{
    AuthUrl, ClientId, CsrfToken, IssuerUrl, JsonWebKeySet, LanguageTag, LoginHint, RedirectUrl, Scope,
};
use url::Url;

use super::{ProviderMetadata, pkce};
use crate::error::{Error, Kind};
use crate::prompt::Prompt;
use crate::secret::{CodeVerifier, Nonce, State};

pub use options::{DirectSignIn, FirstScreen, Identifier};
pub use sign_in::SignIn;

/// Everything that an authorization request says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AuthorizationRequest<'a> {
    pub(crate) metadata: &'a ProviderMetadata,
    pub(crate) app_id: &'a str,
    /// All scopes: `openid offline_access`, the user's and those of the resources.
    pub(crate) scopes: &'a [String],
    pub(crate) resources: &'a [String],
    /// What to ask if the sign-in says nothing about it.
    pub(crate) prompts: &'a [Prompt],
    pub(crate) state: &'a State,
    pub(crate) nonce: &'a Nonce,
    pub(crate) code_verifier: &'a CodeVerifier,
    pub(crate) sign_in: &'a SignIn,
}

/// Why a sign-in cannot start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignInError {
    #[error("the redirect URI is not an absolute URL without fragment")]
    RedirectUri,
    #[error("the issuer is not a URL")]
    Issuer,
    #[error("prompt `none` cannot be combined with others")]
    Prompts,
    #[error("`direct_sign_in` has no connector")]
    DirectSignIn,
    #[error(
        "extra parameter `{0}` belongs to the protocol or has a method of `SignIn` or `Config`: use that"
    )]
    ReservedParameter(String),
    #[error("extra parameter `{0}` is given twice")]
    RepeatedParameter(String),
}

/// What no extra parameter may be named: the protocol's own words, those that replace the whole request, and what has
/// a method.
const RESERVED: [&str; 21] = [
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "direct_sign_in",
    "first_screen",
    "identifier",
    "login_hint",
    "nonce",
    "one_time_token",
    "organization_id",
    "prompt",
    "redirect_uri",
    "request",
    "request_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "ui_locales",
];

impl AuthorizationRequest<'_> {
    /// The URL to send the browser to.
    pub(crate) fn url(&self) -> Result<Url, SignInError> {
        self.check()?;
        let issuer = IssuerUrl::new(self.metadata.issuer.clone()).map_err(|_| SignInError::Issuer)?;
        let redirect_uri = self.redirect_uri()?;
        let endpoint = AuthUrl::from_url(self.metadata.authorization_endpoint.url().clone());
        let client = CoreClient::new(ClientId::new(self.app_id.to_owned()), issuer, JsonWebKeySet::default())
            .set_auth_uri(endpoint)
            // `openid` is among our scopes.
            .disable_openid_scope();
        let state = CsrfToken::new(self.state.expose().to_owned());
        let nonce = openidconnect::Nonce::new(self.nonce.expose().to_owned());
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .set_redirect_uri(Cow::Owned(redirect_uri))
            .add_scopes(self.scopes.iter().cloned().map(Scope::new))
            .add_extra_param("code_challenge", pkce::challenge(self.code_verifier))
            .add_extra_param("code_challenge_method", pkce::METHOD);
        for prompt in self.prompts() {
            request = request.add_prompt(CoreAuthPrompt::Extension(prompt.as_str().to_owned()));
        }
        for locale in &self.sign_in.ui_locales {
            request = request.add_ui_locale(LanguageTag::new(locale.clone()));
        }
        if let Some(hint) = &self.sign_in.login_hint {
            request = request.set_login_hint(LoginHint::new(hint.clone()));
        }
        for (name, value) in self.parameters() {
            request = request.add_extra_param(name, value);
        }
        Ok(request.url().0)
    }

    /// Whether Logto will issue a refresh token: it does when it may ask for consent.
    pub(crate) fn expects_refresh_token(&self) -> bool {
        self.prompts().contains(&Prompt::Consent)
    }

    fn prompts(&self) -> &[Prompt] {
        let own = self.sign_in.prompts.as_slice();
        if own.is_empty() { self.prompts } else { own }
    }

    fn check(&self) -> Result<(), SignInError> {
        if !Prompt::agree(self.prompts()) {
            return Err(SignInError::Prompts);
        }
        if self.sign_in.direct_sign_in.as_ref().is_some_and(DirectSignIn::is_empty) {
            return Err(SignInError::DirectSignIn);
        }
        let mut seen = Vec::new();
        for (name, _) in &self.sign_in.extra_parameters {
            if RESERVED.contains(&name.as_str()) {
                return Err(SignInError::ReservedParameter(name.clone()));
            }
            if seen.contains(&name) {
                return Err(SignInError::RepeatedParameter(name.clone()));
            }
            seen.push(name);
        }
        Ok(())
    }

    fn redirect_uri(&self) -> Result<RedirectUrl, SignInError> {
        // The text is sent as it was given: Logto compares it with the registered one to the letter.
        let uri =
            RedirectUrl::new(self.sign_in.redirect_uri.clone()).map_err(|_| SignInError::RedirectUri)?;
        if uri.url().fragment().is_some() {
            return Err(SignInError::RedirectUri);
        }
        Ok(uri)
    }

    /// Logto's own parameters, and the app's.
    fn parameters(&self) -> Vec<(String, String)> {
        let sign_in = self.sign_in;
        let identifiers: Vec<&str> =
            sign_in.identifiers.iter().map(|identifier| identifier.as_str()).collect();
        let identifiers = Some(identifiers.join(" ")).filter(|words| !words.is_empty());
        let own = [
            ("first_screen", sign_in.first_screen.map(|screen| screen.as_str().to_owned())),
            ("identifier", identifiers),
            ("direct_sign_in", sign_in.direct_sign_in.as_ref().map(ToString::to_string)),
            ("one_time_token", sign_in.one_time_token.as_ref().map(|token| token.expose().to_owned())),
            ("organization_id", sign_in.organization.clone()),
        ];
        let own = own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let resources = self.resources.iter().map(|resource| ("resource".to_owned(), resource.clone()));
        own.chain(resources).chain(sign_in.extra_parameters.iter().cloned()).collect()
    }
}

impl From<SignInError> for Error {
    fn from(error: SignInError) -> Self {
        Self::new(Kind::Configuration, error)
    }
}

#[cfg(test)]
mod tests;
