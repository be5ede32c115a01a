//! Failures of the protocol endpoints, with Logto's codes and messages.

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use serde_json::{Value, json};

use super::response::{self, Response, ResponseExt};

/// A refusal, in OAuth's words.
#[derive(Clone, Debug)]
pub(in crate::testing) struct OidcError {
    status: StatusCode,
    error: &'static str,
    description: String,
    extra: BTreeMap<String, Value>,
    challenge: Option<String>,
}

impl OidcError {
    pub(in crate::testing) fn new(error: &'static str, description: impl Into<String>) -> Self {
        let status = match error {
            "access_denied" | "insufficient_scope" => StatusCode::FORBIDDEN,
            "invalid_token" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        Self { status, error, description: description.into(), extra: BTreeMap::new(), challenge: None }
    }

    pub(in crate::testing) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    /// Logto says the same for every reason a grant can be refused for.
    pub(in crate::testing) fn invalid_grant() -> Self {
        Self::new("invalid_grant", "grant request is invalid")
            .with("error_uri", "https://openid.sh/debug/invalid_grant")
    }

    pub(in crate::testing) fn invalid_target() -> Self {
        Self::new("invalid_target", "resource indicator is missing, or unknown")
    }

    pub(in crate::testing) fn unknown_client(id: &str) -> Self {
        Self::new("invalid_client", format!("invalid client {id}"))
    }

    /// 401; the challenge is there when the attempt was made with HTTP Basic.
    pub(in crate::testing) fn client_authentication_failed(issuer: &str, basic: bool) -> Self {
        let mut error = Self::new("invalid_client", "client authentication failed");
        error.status = StatusCode::UNAUTHORIZED;
        if basic { error.challenged("Basic", issuer) } else { error }
    }

    pub(in crate::testing) fn unknown_route(method: &http::Method, path: &str) -> Self {
        let path = path.strip_prefix("/oidc").unwrap_or(path);
        let mut error =
            Self::invalid_request(format!("unrecognized route or not allowed method ({method} on {path})"));
        error.status = StatusCode::NOT_FOUND;
        error
    }

    pub(in crate::testing) fn with(mut self, name: &str, value: &str) -> Self {
        self.extra.insert(name.to_owned(), json!(value));
        self
    }

    /// Adds a `WWW-Authenticate` header that repeats the error.
    pub(in crate::testing) fn challenged(mut self, scheme: &str, issuer: &str) -> Self {
        let mut challenge = format!(
            r#"{scheme} realm="{issuer}", error="{}", error_description="{}""#,
            self.error, self.description
        );
        if let Some(scope) = self.extra.get("scope").and_then(Value::as_str) {
            challenge = format!(r#"{challenge}, scope="{scope}""#);
        }
        self.challenge = Some(challenge);
        self
    }

    /// Adds a `WWW-Authenticate` header that only names the realm, for a request without any credentials.
    pub(in crate::testing) fn asking_for(mut self, scheme: &str, issuer: &str) -> Self {
        self.challenge = Some(format!(r#"{scheme} realm="{issuer}""#));
        self
    }

    pub(in crate::testing) fn error(&self) -> &'static str {
        self.error
    }

    pub(in crate::testing) fn description(&self) -> &str {
        &self.description
    }

    /// The response. `bare` leaves out what Logto adds to OAuth's own members (`?parse_error=false`).
    pub(in crate::testing) fn respond(self, bare: bool) -> Response {
        let mut body = self.extra;
        if !bare {
            body.insert("code".into(), json!(format!("oidc.{}", self.error)));
            body.insert("message".into(), json!(message(self.error)));
        }
        body.insert("error".into(), json!(self.error));
        body.insert("error_description".into(), json!(self.description));
        let response = response::json(self.status, &Value::Object(body.into_iter().collect()));
        match self.challenge {
            Some(challenge) => response.with(WWW_AUTHENTICATE, &challenge),
            None => response,
        }
    }
}

/// Logto's English phrases; the braces of two of them are left unfilled by Logto itself.
fn message(error: &str) -> String {
    let known = match error {
        "invalid_request" => "Request is invalid.",
        "invalid_grant" => "Grant request is invalid.",
        "invalid_target" => "Invalid resource indicator.",
        "invalid_token" => "Invalid token provided.",
        "invalid_scope" => "Invalid scope: {{error_description}}.",
        "insufficient_scope" => "Token missing scope `{{scope}}`.",
        "access_denied" => "Access denied.",
        "unsupported_grant_type" => "Unsupported `grant_type` requested.",
        "invalid_redirect_uri" => {
            "`redirect_uri` did not match any of the client's registered `redirect_uris`."
        }
        other => return format!("An OIDC error occurred: oidc.{other}."),
    };
    known.to_owned()
}
