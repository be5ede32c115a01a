//! Discovery: where Logto's endpoints are
//! ([OpenID Connect Discovery 1.0](https://openid.net/specs/openid-connect-discovery-1_0.html)).

use http::{Request, Response};
use serde::Deserialize;
use url::Url;

use super::endpoint::Endpoint;
use super::response::{self, ResponseError};
use crate::error::{Error, Kind};

/// What this crate needs to know of Logto's metadata.
#[derive(Clone, Debug)]
pub(crate) struct ProviderMetadata {
    pub(crate) issuer: String,
    pub(crate) authorization_endpoint: Endpoint,
    pub(crate) token_endpoint: Endpoint,
    pub(crate) userinfo_endpoint: Endpoint,
    pub(crate) jwks_uri: Endpoint,
    pub(crate) introspection_endpoint: Option<Endpoint>,
    pub(crate) revocation_endpoint: Option<Endpoint>,
    pub(crate) end_session_endpoint: Option<Endpoint>,
    /// Whether a callback without `iss` is to be refused
    /// ([RFC 9207 section 2.4](https://www.rfc-editor.org/rfc/rfc9207#section-2.4)).
    pub(crate) iss_in_callback: bool,
}

/// Why discovery did not work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DiscoveryError {
    #[error("the endpoint is not a URL that requests can be sent to")]
    Endpoint,
    #[error("discovery failed: {0}; check that the endpoint is that of a Logto tenant")]
    Response(#[source] ResponseError),
    #[error(
        "the issuer is `{found}`, but for this endpoint it has to be `{expected}`: set the endpoint that Logto itself goes by"
    )]
    Issuer { expected: String, found: String },
    #[error("`{0}` is missing in Logto's metadata, or not an http(s) URL")]
    Url(&'static str),
    #[error(
        "`{0}` in Logto's metadata has another scheme, host or port than the endpoint: behind a proxy, Logto has to be \
         told what was asked for"
    )]
    Origin(&'static str),
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    jwks_uri: Option<String>,
    introspection_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

/// The request for the metadata of the Logto tenant at `endpoint`.
pub(crate) fn request(endpoint: &Url) -> Result<Request<Vec<u8>>, DiscoveryError> {
    let url = format!("{}/.well-known/openid-configuration", issuer(endpoint));
    let url = url.parse().ok().and_then(Endpoint::new);
    Ok(url.ok_or(DiscoveryError::Endpoint)?.get())
}

/// Reads the metadata and checks that it speaks for `endpoint`.
pub(crate) fn parse(
    response: &Response<Vec<u8>>,
    endpoint: &Url,
) -> Result<ProviderMetadata, DiscoveryError> {
    let document: Document =
        response::json(response, "no provider metadata").map_err(DiscoveryError::Response)?;
    let expected = issuer(endpoint);
    if document.issuer != expected {
        // For a log line: bounded, and in one line.
        let found = document.issuer.escape_debug().take(200).collect();
        return Err(DiscoveryError::Issuer { expected, found });
    }
    let optional = |name, url| optional(name, url, endpoint);
    let required = |name, url| optional(name, url)?.ok_or(DiscoveryError::Url(name));
    Ok(ProviderMetadata {
        issuer: expected,
        authorization_endpoint: required("authorization_endpoint", document.authorization_endpoint)?,
        token_endpoint: required("token_endpoint", document.token_endpoint)?,
        userinfo_endpoint: required("userinfo_endpoint", document.userinfo_endpoint)?,
        jwks_uri: required("jwks_uri", document.jwks_uri)?,
        introspection_endpoint: optional("introspection_endpoint", document.introspection_endpoint)?,
        revocation_endpoint: optional("revocation_endpoint", document.revocation_endpoint)?,
        end_session_endpoint: optional("end_session_endpoint", document.end_session_endpoint)?,
        iss_in_callback: document.authorization_response_iss_parameter_supported.unwrap_or(false),
    })
}

/// The issuer of the Logto tenant at `endpoint`, which may have a path (`https://host/<tenant>`) and a slash after it.
fn issuer(endpoint: &Url) -> String {
    format!("{}/oidc", endpoint.as_str().trim_end_matches('/'))
}

fn optional(
    name: &'static str,
    url: Option<String>,
    endpoint: &Url,
) -> Result<Option<Endpoint>, DiscoveryError> {
    let Some(url) = url else { return Ok(None) };
    let found = url.parse().ok().and_then(Endpoint::new);
    let found = found.ok_or(DiscoveryError::Url(name))?;
    // Codes, tokens and the app's secret go there. Logto's endpoints are all beside its issuer.
    if found.url().origin() != endpoint.origin() {
        return Err(DiscoveryError::Origin(name));
    }
    Ok(Some(found))
}

impl From<DiscoveryError> for Error {
    fn from(error: DiscoveryError) -> Self {
        let kind = match &error {
            // Something answers there, but it is no Logto tenant.
            DiscoveryError::Response(ResponseError::Refused { .. })
            | DiscoveryError::Endpoint
            | DiscoveryError::Issuer { .. } => Kind::Configuration,
            DiscoveryError::Response(error) => error.kind(),
            DiscoveryError::Url(_) | DiscoveryError::Origin(_) => Kind::Untrusted,
        };
        Self::new(kind, error)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const CAPTURED: &str = include_str!("../../tests/fixtures/protocol/discovery.json");

    fn document() -> Value {
        serde_json::from_str(CAPTURED).unwrap()
    }

    fn parse_from(endpoint: &str, document: &Value) -> Result<ProviderMetadata, DiscoveryError> {
        let response = Response::new(document.to_string().into_bytes());
        parse(&response, &endpoint.parse().unwrap())
    }

    fn with(name: &str, value: impl Into<Value>) -> Result<ProviderMetadata, DiscoveryError> {
        let mut document = document();
        document[name] = value.into();
        parse_from("http://localhost:3901", &document)
    }

    /// The captured document as an https tenant under a path would send it.
    fn https(document: &Value) -> Value {
        let moved = document.to_string().replace("http://localhost:3901", "https://host.example/tenant");
        serde_json::from_str(&moved).unwrap()
    }

    #[test]
    fn the_captured_document_parses() {
        let metadata = parse_from("http://localhost:3901", &document()).unwrap();
        assert_eq!(metadata.issuer, "http://localhost:3901/oidc");
        assert_eq!(metadata.authorization_endpoint.url().path(), "/oidc/auth");
        assert_eq!(metadata.userinfo_endpoint.url().path(), "/oidc/me");
        assert!(metadata.introspection_endpoint.is_some());
        assert!(metadata.revocation_endpoint.is_some() && metadata.end_session_endpoint.is_some());
        assert!(metadata.iss_in_callback);
    }

    #[test]
    fn the_request_keeps_a_path_and_tolerates_a_slash() {
        let uri = |endpoint: &str| request(&endpoint.parse().unwrap()).unwrap().uri().to_string();
        assert_eq!(uri("https://t.logto.app"), "https://t.logto.app/oidc/.well-known/openid-configuration");
        for endpoint in ["https://host/tenant", "https://host/tenant/"] {
            assert_eq!(uri(endpoint), "https://host/tenant/oidc/.well-known/openid-configuration");
        }
        assert!(request(&"data:,x".parse().unwrap()).is_err());
    }

    #[test]
    fn the_issuer_has_to_be_that_of_the_endpoint() {
        let document = https(&document());
        assert!(parse_from("https://host.example/tenant/", &document).is_ok());
        for other in ["https://host.example", "https://host.example/other", "http://host.example/tenant"] {
            let error = parse_from(other, &document).unwrap_err();
            assert!(matches!(error, DiscoveryError::Issuer { .. }), "{other}");
        }
        assert!(matches!(with("issuer", "http://localhost:3901/oidc/"), Err(DiscoveryError::Issuer { .. })));
        assert!(matches!(with("issuer", Value::Null), Err(DiscoveryError::Response(_))));
    }

    const ENDPOINTS: [&str; 7] = [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "introspection_endpoint",
        "revocation_endpoint",
        "end_session_endpoint",
    ];

    #[test]
    fn endpoints_are_where_logto_is() {
        for name in ENDPOINTS {
            for other in [
                "http://mallory.example/oidc",
                "http://localhost.mallory.example:3901/oidc",
                "http://localhost:3902/oidc",
                "http://127.0.0.1:3901/oidc",
                "http://169.254.169.254/latest/meta-data",
                "https://localhost:3901/oidc",
            ] {
                let error = with(name, other).unwrap_err();
                assert!(matches!(error, DiscoveryError::Origin(found) if found == name), "{name} {other}");
                assert!(Error::from(error).is_untrusted());
            }
            assert!(with(name, "http://localhost:3901/elsewhere?x=y").is_ok(), "{name}");
        }
    }

    #[test]
    fn https_does_not_lead_to_http() {
        for name in ENDPOINTS {
            let mut document = https(&document());
            document[name] = "http://host.example/tenant/oidc/x".into();
            let error = parse_from("https://host.example/tenant", &document).unwrap_err();
            assert!(matches!(error, DiscoveryError::Origin(found) if found == name), "{name}");
        }
    }

    #[test]
    fn endpoints_have_to_be_urls() {
        for value in [
            json!(null),
            json!(""),
            json!("/oidc/token"),
            json!("//localhost:3901/oidc/token"),
            json!("javascript:alert(1)"),
            json!("file:///etc/passwd"),
            json!("ftp://localhost:3901/oidc/token"),
            json!("http://user:password@localhost:3901/oidc/token"),
            json!("http://localhost:3901/oidc/token#fragment"),
        ] {
            assert!(matches!(with("token_endpoint", value), Err(DiscoveryError::Url("token_endpoint"))));
        }
        assert!(with("revocation_endpoint", Value::Null).unwrap().revocation_endpoint.is_none());
        assert!(
            !with("authorization_response_iss_parameter_supported", Value::Null).unwrap().iss_in_callback
        );
    }

    #[test]
    fn something_else_at_the_endpoint_is_told_apart_from_trouble() {
        let parse = |status: u16, body: &str| {
            let response = Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap();
            Error::from(parse(&response, &"http://localhost:3901".parse().unwrap()).unwrap_err())
        };
        assert!(parse(503, "").is_transient());
        assert!(parse(200, "<html>").is_transient());
        assert!(
            parse(404, r#"{"code":"oidc.invalid_request","error":"invalid_request"}"#).is_configuration()
        );
    }
}
