//! The introspection endpoint ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)).

use http::{Request, Response};
use serde::Deserialize;

use super::response::{self, ResponseError};
use super::{ClientAuthentication, Endpoint};
use crate::error::{Error, Kind};

/// What Logto says about a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Introspection {
    /// Unknown, expired, revoked or somebody else's: it does not say which.
    Inactive,
    Active(Active),
}

/// A token that is alive, though not necessarily an access token.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Active {
    pub(crate) sub: String,
    pub(crate) client_id: String,
    pub(crate) exp: u64,
    pub(crate) iat: u64,
    pub(crate) iss: Option<String>,
    /// Logto tells access tokens from refresh tokens by it: those have none.
    pub(crate) token_type: Option<String>,
    /// The answer as Logto sent it.
    #[serde(skip)]
    pub(crate) json: String,
}

/// Why Logto does not say anything about a token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntrospectionError {
    #[error("Logto's metadata names no introspection endpoint")]
    NoEndpoint,
    #[error("Logto could not be asked about an opaque access token: {0}")]
    Response(#[source] ResponseError),
}

#[derive(Deserialize)]
struct Activity {
    active: bool,
}

/// The request that asks about an access token.
pub(crate) fn request(
    endpoint: &Endpoint,
    authentication: ClientAuthentication<'_>,
    token: &str,
) -> Request<Vec<u8>> {
    authentication.post(endpoint, &[("token", token), ("token_type_hint", "access_token")])
}

/// Reads the answer. An active token without subject, client or times is an answer that Logto does not give.
pub(crate) fn parse(response: &Response<Vec<u8>>) -> Result<Introspection, IntrospectionError> {
    const WHAT: &str = "no introspection response";
    let Activity { active } = response::json(response, WHAT).map_err(IntrospectionError::Response)?;
    if !active {
        return Ok(Introspection::Inactive);
    }
    let active: Active = response::json(response, WHAT).map_err(IntrospectionError::Response)?;
    let json = String::from_utf8_lossy(response.body()).into_owned();
    Ok(Introspection::Active(Active { json, ..active }))
}

impl From<IntrospectionError> for Error {
    fn from(error: IntrospectionError) -> Self {
        let kind = match &error {
            IntrospectionError::NoEndpoint => Kind::Configuration,
            IntrospectionError::Response(error) => match error.kind() {
                // What is refused is the app that asks, not the user of the token.
                Kind::SignedOut | Kind::Denied => Kind::Configuration,
                kind => kind,
            },
        };
        Self::new(kind, error)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::secret::AppSecret;

    fn captured(text: &str) -> Response<Vec<u8>> {
        let sample: Value = serde_json::from_str(text).unwrap();
        Response::new(sample["response"]["body"].to_string().into_bytes())
    }

    fn answer(body: &Value) -> Result<Introspection, IntrospectionError> {
        parse(&Response::new(body.to_string().into_bytes()))
    }

    #[test]
    fn the_request_authenticates_the_app() {
        let endpoint = "https://t.logto.app/oidc/token/introspection".parse().unwrap();
        let secret = AppSecret::new("secret");
        let authentication = ClientAuthentication { app_id: "app", app_secret: Some(&secret) };
        let request = request(&Endpoint::new(endpoint).unwrap(), authentication, "opaque");
        assert_eq!(request.body(), b"token=opaque&token_type_hint=access_token");
        assert!(request.headers().contains_key("authorization"));
    }

    #[test]
    fn captured_answers_are_read() {
        let response = captured(include_str!("../../tests/fixtures/emulator/introspect-access-opaque.json"));
        let Introspection::Active(token) = parse(&response).unwrap() else { panic!("{response:?}") };
        assert_eq!((token.sub.as_str(), token.token_type.as_deref()), ("8715wxdssup7", Some("Bearer")));
        assert_eq!((token.iat, token.exp), (1_795_462_050, 1_795_465_650));
        assert_eq!(token.json.as_bytes(), response.body());

        let response = captured(include_str!("../../tests/fixtures/emulator/introspect-refresh.json"));
        let Introspection::Active(token) = parse(&response).unwrap() else { panic!("{response:?}") };
        assert_eq!(token.token_type, None);

        let response = captured(include_str!("../../tests/fixtures/emulator/introspect-unknown.json"));
        assert_eq!(parse(&response).unwrap(), Introspection::Inactive);
    }

    #[test]
    fn an_answer_that_is_not_logtos_makes_no_token() {
        let good = json!({ "active": true, "sub": "u", "client_id": "app", "exp": 2, "iat": 1 });
        assert!(answer(&good).is_ok());
        for name in ["active", "sub", "client_id", "exp", "iat"] {
            let mut lacking = good.clone();
            lacking.as_object_mut().unwrap().remove(name);
            let error = Error::from(answer(&lacking).unwrap_err());
            assert!(error.is_transient(), "{name}");
        }
        for active in [json!("true"), json!(1), json!(null)] {
            assert!(
                answer(&json!({ "active": active, "sub": "u", "client_id": "app", "exp": 2, "iat": 1 }))
                    .is_err()
            );
        }
        assert!(parse(&Response::new(b"<html>".to_vec())).is_err());
    }

    #[test]
    fn a_refused_app_is_a_mistake_in_the_configuration() {
        for (status, body) in [
            (401, r#"{"error":"invalid_client"}"#),
            (400, r#"{"error":"access_denied"}"#),
            (401, r#"{"error":"invalid_token"}"#),
        ] {
            let response = Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap();
            assert!(Error::from(parse(&response).unwrap_err()).is_configuration(), "{body}");
        }
        let outage = Response::builder().status(502).body(Vec::new()).unwrap();
        assert!(Error::from(parse(&outage).unwrap_err()).is_transient());
    }
}
