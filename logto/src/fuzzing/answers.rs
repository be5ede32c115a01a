//! What the provider's endpoints answer.

use http::header::HeaderValue;
use http::{Response, StatusCode};
use serde_json::Value;
use url::Url;

use super::assert_printable;
use crate::claims::{self, UserClaims};
use crate::error::{Error, Kind};
use crate::protocol::introspection::{self, Introspection};
use crate::protocol::{discovery, jwks, revocation, token, userinfo};

const STATUSES: [u16; 16] = [200, 200, 200, 200, 200, 201, 204, 302, 400, 400, 401, 403, 404, 429, 500, 503];

/// The first byte chooses the status, the rest is the body.
fn response(data: &[u8]) -> Response<Vec<u8>> {
    let (choice, body) = data.split_first().unwrap_or((&0, &[]));
    let status = STATUSES[usize::from(*choice) % STATUSES.len()];
    let mut response = Response::new(body.to_vec());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

/// An error is printable, and trouble of the server's is never anybody's fault.
fn check_error(response: &Response<Vec<u8>>, error: impl Into<Error>) {
    let error = error.into();
    assert_printable(&error);
    if response.status().is_server_error() || response.status() == StatusCode::TOO_MANY_REQUESTS {
        assert_eq!(error.kind(), Kind::Transient);
    }
}

/// Metadata are those of the endpoint, and everything in them is on its origin.
pub fn discovery(data: &[u8]) {
    let response = response(data);
    for endpoint in ["https://tenant.logto.app", "http://localhost:3901/tenant/"] {
        let endpoint = Url::parse(endpoint).unwrap();
        let metadata = match discovery::parse(&response, &endpoint) {
            Ok(metadata) => metadata,
            Err(error) => {
                check_error(&response, error);
                continue;
            }
        };
        assert_eq!(metadata.issuer, format!("{}/oidc", endpoint.as_str().trim_end_matches('/')));
        let optional =
            [&metadata.introspection_endpoint, &metadata.revocation_endpoint, &metadata.end_session_endpoint];
        let required = [
            &metadata.authorization_endpoint,
            &metadata.token_endpoint,
            &metadata.userinfo_endpoint,
            &metadata.jwks_uri,
        ];
        for found in optional.into_iter().flatten().chain(required) {
            let url = found.url();
            assert_eq!(url.origin(), endpoint.origin());
            assert!(
                url.username().is_empty() && url.password().is_none() && url.fragment().is_none(),
                "{url}"
            );
            assert!(url.as_str().is_ascii() && !url.as_str().contains(char::is_control), "{url}");
        }
        // Goes into the `Location` of a sign-in.
        assert!(HeaderValue::from_str(metadata.authorization_endpoint.url().as_str()).is_ok());
    }
}

/// A token that is accepted can be sent in a header.
pub fn token_response(data: &[u8]) {
    let response = response(data);
    match token::parse(&response) {
        Err(error) => check_error(&response, error),
        Ok(tokens) => {
            assert!(response.status().is_success());
            let access_token = tokens.access_token.expose();
            assert!(!access_token.is_empty() && access_token.bytes().all(|byte| byte.is_ascii_graphic()));
            assert!(tokens.refresh_token.is_none_or(|token| !token.expose().is_empty()));
            if let Ok(body) = serde_json::from_slice::<Value>(response.body()) {
                assert_eq!(body["access_token"], access_token);
                assert_eq!(body["id_token"].as_str(), tokens.id_token.as_deref());
                assert_eq!(body["scope"].as_str(), tokens.scope.as_deref());
            }
        }
    }
}

/// Userinfo is the user's who was asked about, to the byte; a token is active only if the answer says so.
pub fn provider_answers(data: &[u8]) {
    let response = response(data);
    match userinfo::parse(&response, "alice") {
        Err(error) => check_error(&response, error),
        Ok(json) => {
            assert_eq!(json.as_bytes(), response.body());
            match serde_json::from_str::<Value>(&json) {
                Ok(claims) => assert_eq!(claims["sub"], "alice"),
                // A number that no float holds, half a surrogate pair: where nobody looked yet. Nobody gets it as claims.
                Err(_) => assert!(claims::decode::<UserClaims>(&json).is_err()),
            }
        }
    }
    match introspection::parse(&response) {
        Err(error) => check_error(&response, error),
        Ok(Introspection::Inactive) => {}
        Ok(Introspection::Active(token)) => {
            if let Ok(body) = serde_json::from_str::<Value>(&token.json) {
                assert!(body["active"] == true && body["sub"] == token.sub);
                assert_eq!(body["token_type"].as_str(), token.token_type.as_deref());
            }
        }
    }
    for error in [
        jwks::parse(&response).map(drop).map_err(Error::from),
        revocation::parse(&response).map_err(Error::from),
    ] {
        if let Err(error) = error {
            check_error(&response, error);
        }
    }
}
