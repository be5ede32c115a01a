//! What an answer of Logto's means, before its body is read: the same for every endpoint.

use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Kind, OAuthError, OAuthErrorCode};

/// Why an endpoint's answer cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResponseError {
    /// Logto said no, and why.
    #[error("{error} with status {status}")]
    Refused {
        status: StatusCode,
        #[source]
        error: OAuthError,
    },
    /// Logto, or a proxy before it, cannot answer at the moment.
    #[error("the server answered with status {status}")]
    Unavailable { status: StatusCode },
    /// Nothing that Logto says: a proxy's page, a redirect, a truncated body.
    #[error("the server answered with status {status} and {what}")]
    Unreadable { status: StatusCode, what: &'static str },
}

/// Both shapes of Logto's errors: OAuth's (`error`) and that of its own API (`code`).
#[derive(Deserialize)]
struct ErrorBody {
    #[serde(default)]
    error: Value,
    #[serde(default)]
    error_description: Value,
    #[serde(default)]
    code: Value,
}

/// The body of a success.
pub(super) fn success(response: &Response<Vec<u8>>) -> Result<&[u8], ResponseError> {
    if response.status().is_success() {
        return Ok(response.body());
    }
    Err(failure(response.status(), response.body()))
}

/// Reads the body of a success as JSON.
pub(super) fn json<'a, T: Deserialize<'a>>(
    response: &'a Response<Vec<u8>>,
    what: &'static str,
) -> Result<T, ResponseError> {
    serde_json::from_slice(success(response)?)
        .map_err(|_| ResponseError::Unreadable { status: response.status(), what })
}

fn failure(status: StatusCode, body: &[u8]) -> ResponseError {
    let busy = [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status);
    if status.is_server_error() || busy {
        return ResponseError::Unavailable { status };
    }
    match refusal(body) {
        Some(error) => ResponseError::Refused { status, error },
        None => ResponseError::Unreadable { status, what: "no error of Logto's" },
    }
}

/// Logto's reason. Messages are localized, so only the codes decide.
fn refusal(body: &[u8]) -> Option<OAuthError> {
    let body: ErrorBody = serde_json::from_slice(body).ok()?;
    let code = body.code.as_str().map(|code| code.strip_prefix("oidc.").unwrap_or(code));
    let code = body.error.as_str().or(code).filter(|code| !code.is_empty())?;
    Some(OAuthError::new(code, body.error_description.as_str()))
}

/// Who has to act on a refusal, at whatever endpoint it was given.
pub(super) fn refusal_kind(code: &OAuthErrorCode) -> Kind {
    use OAuthErrorCode as Code;
    match code {
        // The user has to sign in (again); nothing else repairs it.
        Code::InvalidGrant
        | Code::InvalidToken
        | Code::LoginRequired
        | Code::ConsentRequired
        | Code::InteractionRequired => Kind::SignedOut,
        Code::ServerError | Code::TemporarilyUnavailable => Kind::Transient,
        // Scopes and resources are asked for by the configuration, not by the user.
        Code::InvalidScope
        | Code::InvalidTarget
        | Code::InsufficientScope
        | Code::InvalidClient
        | Code::UnauthorizedClient
        | Code::InvalidRedirectUri
        | Code::InvalidRequest
        | Code::UnsupportedGrantType
        | Code::UnsupportedTokenType => Kind::Configuration,
        _ => Kind::Denied,
    }
}

impl ResponseError {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Refused { error, .. } => refusal_kind(error.code()),
            // A proxy's page goes away by itself, like any other trouble; a wrong endpoint does not, but the text says it.
            Self::Unavailable { .. } | Self::Unreadable { .. } => Kind::Transient,
        }
    }
}

impl From<ResponseError> for Error {
    fn from(error: ResponseError) -> Self {
        Self::new(error.kind(), error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classify(status: u16, body: &str) -> ResponseError {
        let response = Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap();
        success(&response).unwrap_err()
    }

    fn code(error: &ResponseError) -> &str {
        match error {
            ResponseError::Refused { error, .. } => error.code().as_str(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn any_2xx_is_a_success() {
        for status in [200, 201, 204] {
            let response = Response::builder().status(status).body(Vec::new()).unwrap();
            assert!(success(&response).is_ok());
        }
    }

    #[test]
    fn captured_errors_are_refusals() {
        let captured = [
            (
                400,
                include_str!("../../tests/fixtures/protocol/error-code-garbage.json"),
                "invalid_grant",
                Kind::SignedOut,
            ),
            (
                401,
                include_str!("../../tests/fixtures/protocol/error-client-bad-secret-basic.json"),
                "invalid_client",
                Kind::Configuration,
            ),
            (
                401,
                include_str!("../../tests/fixtures/protocol/error-userinfo-bad-token.json"),
                "invalid_token",
                Kind::SignedOut,
            ),
            (
                403,
                include_str!("../../tests/fixtures/protocol/error-organization-not-member.json"),
                "access_denied",
                Kind::Denied,
            ),
            (
                400,
                include_str!("../../tests/fixtures/protocol/error-revoke-jwt-access-token.json"),
                "unsupported_token_type",
                Kind::Configuration,
            ),
        ];
        for (status, body, wire, kind) in captured {
            let error = classify(status, body);
            assert_eq!(code(&error), wire);
            assert_eq!(error.kind(), kind);
            assert_eq!(Error::from(error).oauth().unwrap().code().as_str(), wire);
        }
    }

    #[test]
    fn the_api_shape_of_an_error_is_read_too() {
        assert_eq!(
            code(&classify(403, r#"{"code":"auth.forbidden","message":"Verboten."}"#)),
            "auth.forbidden"
        );
        assert_eq!(code(&classify(400, r#"{"code":"oidc.invalid_target","error":null}"#)), "invalid_target");
        assert_eq!(
            code(&classify(400, r#"{"error":"invalid_grant","error_description":7}"#)),
            "invalid_grant"
        );
    }

    #[test]
    fn servers_in_trouble_are_unavailable_whatever_they_say() {
        for (status, body) in
            [(500, r#"{"error":"server_error"}"#), (502, "<html>"), (503, ""), (429, "slow down"), (408, "")]
        {
            let error = classify(status, body);
            assert!(matches!(error, ResponseError::Unavailable { .. }), "{status}");
            assert_eq!(error.kind(), Kind::Transient);
        }
    }

    #[test]
    fn what_is_not_logtos_is_unreadable() {
        for (status, body) in [
            (302, ""),
            (404, "<html>not found"),
            (400, "[]"),
            (400, "{}"),
            (401, r#"{"error":""}"#),
            (403, "\u{0}"),
        ] {
            assert!(matches!(classify(status, body), ResponseError::Unreadable { .. }), "{status} {body}");
        }
    }

    #[test]
    fn the_body_is_not_in_the_text() {
        let error = Error::from(classify(404, "secret-token"));
        assert!(!format!("{error} {error:?}").contains("secret-token"));
    }
}
