//! The token endpoint ([RFC 6749 section 3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)).

use std::fmt;
use std::time::Duration;

use http::{Request, Response};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::error::{Error, Kind};
use crate::protocol::response::{self, ResponseError};
use crate::protocol::{ClientAuthentication, ProviderMetadata};
use crate::secret::{AccessTokenSecret, AuthorizationCode, CodeVerifier, RefreshToken};

/// What is asked of a refresh token; nothing means an access token for the userinfo endpoint.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RefreshRequest<'a> {
    /// The API the access token is for ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).
    pub(crate) resource: Option<&'a str>,
    /// The organization the access token is for, alone or together with a resource.
    pub(crate) organization: Option<&'a str>,
    /// Fewer scopes than were granted, separated by spaces. Without `openid` no ID token comes back.
    pub(crate) scope: Option<&'a str>,
}

/// A token response.
pub(crate) struct TokenResponse {
    pub(crate) access_token: AccessTokenSecret,
    /// How long the access token lives, if Logto says so.
    pub(crate) expires_in: Option<Duration>,
    /// The scopes of the access token, which may be none.
    pub(crate) scope: Option<String>,
    /// A new refresh token. Without one the old one stays in use.
    pub(crate) refresh_token: Option<RefreshToken>,
    /// The ID token, not verified.
    pub(crate) id_token: Option<String>,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("no token: {0}")]
    Response(#[source] ResponseError),
    #[error("the access token's `token_type` is not Bearer")]
    Type,
    #[error("the access token holds characters that tokens cannot have")]
    AccessToken,
}

#[derive(Deserialize)]
struct Body {
    access_token: AccessTokenSecret,
    token_type: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<Duration>,
    scope: Option<String>,
    refresh_token: Option<RefreshToken>,
    id_token: Option<String>,
}

/// The request that exchanges an authorization code.
pub(crate) fn authorization_code_request(
    metadata: &ProviderMetadata,
    authentication: ClientAuthentication<'_>,
    code: &AuthorizationCode,
    redirect_uri: &str,
    code_verifier: &CodeVerifier,
) -> Request<Vec<u8>> {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.expose()),
        ("redirect_uri", redirect_uri),
        ("code_verifier", code_verifier.expose()),
    ];
    authentication.post(&metadata.token_endpoint, &form)
}

/// The request that uses a refresh token.
pub(crate) fn refresh_request(
    metadata: &ProviderMetadata,
    authentication: ClientAuthentication<'_>,
    refresh_token: &RefreshToken,
    wanted: RefreshRequest<'_>,
) -> Request<Vec<u8>> {
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose())];
    form.extend(wanted.resource.map(|resource| ("resource", resource)));
    form.extend(wanted.organization.map(|organization| ("organization_id", organization)));
    form.extend(wanted.scope.map(|scope| ("scope", scope)));
    authentication.post(&metadata.token_endpoint, &form)
}

/// Reads a token response.
pub(crate) fn parse(response: &Response<Vec<u8>>) -> Result<TokenResponse, TokenError> {
    let body: Body = response::json(response, "no token response").map_err(TokenError::Response)?;
    if !body.token_type.is_none_or(|kind| kind.eq_ignore_ascii_case("bearer")) {
        return Err(TokenError::Type);
    }
    // RFC 6749 appendix A.12; anything else could not be sent in a header.
    if !is_token(body.access_token.expose()) {
        return Err(TokenError::AccessToken);
    }
    Ok(TokenResponse {
        access_token: body.access_token,
        expires_in: body.expires_in,
        scope: body.scope,
        refresh_token: body.refresh_token.filter(|token| !token.expose().is_empty()),
        id_token: body.id_token,
    })
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A lifetime as a number or, as some servers write it, a string of digits; anything else is as if it were not there.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let seconds = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_u64(),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    };
    Ok(seconds.map(Duration::from_secs))
}

/// Says what there is, not what it is: an ID token is the user's data.
impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse")
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .field("refresh_token", &self.refresh_token.is_some())
            .field("id_token", &self.id_token.is_some())
            .finish_non_exhaustive()
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        let kind = match &error {
            TokenError::Response(error) => error.kind(),
            TokenError::Type | TokenError::AccessToken => Kind::Untrusted,
        };
        Self::new(kind, error)
    }
}

#[cfg(test)]
mod tests;
