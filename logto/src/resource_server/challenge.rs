//! The answer to a request that is not let in ([RFC 6750 section 3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).

use std::fmt::Write as _;

use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::error::Kind;
use crate::organization::OrganizationInError;
use crate::tokens::BearerTokenError;

/// How long a client should wait before it tries again, in seconds.
const RETRY_SECONDS: u32 = 5;

/// What a caller learns about a refusal.
struct Challenge {
    status: StatusCode,
    /// For `WWW-Authenticate` and the body; the header has none where nothing was brought that could be wrong.
    error: &'static str,
    description: &'static str,
    /// The permissions that would be enough.
    scope: Option<String>,
}

/// The answer. `metadata` is where the API says who issues its tokens
/// ([RFC 9728 section 5.1](https://www.rfc-editor.org/rfc/rfc9728#section-5.1)).
pub(crate) fn answer(refusal: &Refusal, metadata: Option<&str>) -> Response<String> {
    let challenge = Challenge::of(refusal);
    let mut response = Response::new(challenge.body());
    *response.status_mut() = challenge.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if challenge.status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
    }
    if challenge.status.is_client_error() {
        let bare = matches!(refusal, Refusal::NoCredentials);
        // Words of ours, scopes and URLs are ASCII without quotes.
        if let Ok(value) = HeaderValue::from_str(&challenge.header(bare, metadata)) {
            headers.insert(WWW_AUTHENTICATE, value);
        }
    }
    response
}

impl Challenge {
    fn of(refusal: &Refusal) -> Self {
        let description = description(refusal);
        let plain = |status, error| Self { status, error, description, scope: None };
        match refusal {
            Refusal::NoCredentials => plain(StatusCode::UNAUTHORIZED, "unauthorized"),
            Refusal::NoOrganization(error) if error.is_mistake() => {
                plain(StatusCode::INTERNAL_SERVER_ERROR, "server_error")
            }
            Refusal::Credentials(_) | Refusal::NoOrganization(_) => {
                plain(StatusCode::BAD_REQUEST, "invalid_request")
            }
            Refusal::Token(_)
            | Refusal::Audience
            | Refusal::UnexpectedOrganization
            | Refusal::Organization => plain(StatusCode::UNAUTHORIZED, "invalid_token"),
            Refusal::LacksScopes(scopes) | Refusal::LacksAnyScope(scopes) => {
                Self { scope: Some(scopes.join(" ")), ..plain(StatusCode::FORBIDDEN, "insufficient_scope") }
            }
            Refusal::Unavailable(error) if error.kind() != Kind::Configuration => {
                plain(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable")
            }
            Refusal::Unavailable(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
        }
    }

    fn header(&self, bare: bool, metadata: Option<&str>) -> String {
        let mut parameters = Vec::new();
        if !bare {
            parameters.push(("error", self.error));
            parameters.push(("error_description", self.description));
        }
        parameters.extend(self.scope.as_deref().map(|scope| ("scope", scope)));
        parameters.extend(metadata.map(|url| ("resource_metadata", url)));
        let mut header = "Bearer".to_owned();
        for (index, (name, value)) in parameters.iter().enumerate() {
            let separator = if index == 0 { " " } else { ", " };
            // Writing to a string does not fail.
            let _ = write!(header, "{separator}{name}=\"{value}\"");
        }
        header
    }

    fn body(&self) -> String {
        let mut body = Map::new();
        body.insert("error".into(), Value::from(self.error));
        body.insert("error_description".into(), Value::from(self.description));
        body.extend(self.scope.as_ref().map(|scope| ("scope".into(), Value::from(scope.as_str()))));
        Value::Object(body).to_string()
    }
}

/// What a caller may read. What is wrong in detail stands in the log.
fn description(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NoCredentials => "send an access token: `Authorization: Bearer <token>`",
        Refusal::Credentials(_) => "send one access token, in one header: `Authorization: Bearer <token>`",
        Refusal::Token(BearerTokenError::Expired) => "the access token expired",
        Refusal::Token(BearerTokenError::NotYetValid | BearerTokenError::IssuedInFuture) => {
            "the access token is not valid yet"
        }
        Refusal::Token(_) => "the access token is not valid",
        Refusal::Audience => "the access token is for another API or organization",
        Refusal::UnexpectedOrganization => "the access token is for an organization only",
        Refusal::Organization => "the access token is not for this organization",
        Refusal::LacksScopes(_) => "the access token lacks a permission",
        Refusal::LacksAnyScope(_) => "the access token lacks a permission: one of these",
        Refusal::NoOrganization(OrganizationInError::TwoHeaders(_)) => {
            "the request names an organization twice"
        }
        Refusal::NoOrganization(error) if !error.is_mistake() => "the request names no organization",
        Refusal::Unavailable(error) if error.kind() != Kind::Configuration => {
            "access tokens cannot be verified at the moment"
        }
        Refusal::NoOrganization(_) | Refusal::Unavailable(_) => "the server is misconfigured",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn header(response: &Response<String>) -> Option<&str> {
        response.headers().get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap())
    }

    #[test]
    fn without_credentials_the_challenge_is_bare() {
        let response = answer(&Refusal::NoCredentials, None);
        assert_eq!(response.status(), 401);
        assert_eq!(header(&response), Some("Bearer"));
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
        assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    }

    #[test]
    fn a_published_api_says_where_its_metadata_is() {
        let response = answer(&Refusal::NoCredentials, Some("https://a.example/m"));
        assert_eq!(header(&response), Some(r#"Bearer resource_metadata="https://a.example/m""#));
    }

    #[test]
    fn a_lacking_permission_is_named() {
        let response = answer(&Refusal::LacksScopes(vec!["read", "write"]), None);
        assert_eq!(response.status(), 403);
        assert_eq!(
            header(&response),
            Some(
                r#"Bearer error="insufficient_scope", error_description="the access token lacks a permission", scope="read write""#
            )
        );
        let body: Value = serde_json::from_str(response.body()).unwrap();
        assert_eq!(body["error"], "insufficient_scope");
        assert_eq!(body["scope"], "read write");
    }

    #[test]
    fn an_unavailable_provider_is_not_the_callers_fault() {
        let outage = Refusal::Unavailable(Error::new(Kind::Transient, "down"));
        let response = answer(&outage, None);
        assert_eq!((response.status().as_u16(), header(&response)), (503, None));
        assert_eq!(response.headers()[RETRY_AFTER], "5");
        let mistake = Refusal::Unavailable(Error::new(Kind::Configuration, "no such tenant"));
        let response = answer(&mistake, None);
        assert_eq!((response.status().as_u16(), header(&response)), (500, None));
        assert!(!response.body().contains("tenant"));
    }
}
