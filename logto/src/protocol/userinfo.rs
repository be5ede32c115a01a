//! The userinfo endpoint
//! ([OpenID Connect Core 1.0 section 5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)).

use http::{HeaderValue, Request, Response, header};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::response::{self, ResponseError};
use super::{Endpoint, ProviderMetadata};
use crate::error::{Error, Kind};
use crate::secret::AccessTokenSecret;

/// Why there is no userinfo.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UserinfoError {
    #[error("the access token cannot be sent in a header")]
    AccessToken,
    #[error("userinfo could not be fetched: {0}")]
    Response(#[source] ResponseError),
    #[error("userinfo is about another user than the ID token")]
    Subject,
}

#[derive(Deserialize)]
struct Userinfo {
    sub: String,
}

/// The request for the user's claims, with an access token for no resource.
pub(crate) fn request(
    metadata: &ProviderMetadata,
    token: &AccessTokenSecret,
) -> Result<Request<Vec<u8>>, UserinfoError> {
    bearer(&metadata.userinfo_endpoint, token)
}

/// Reads the claims as the JSON text that Logto sent, after making sure that they are the ID token's user's
/// ([section 5.3.2](https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse): tokens could be swapped).
pub(crate) fn parse(response: &Response<Vec<u8>>, subject: &str) -> Result<String, UserinfoError> {
    let userinfo: Userinfo = response::json(response, "no userinfo").map_err(UserinfoError::Response)?;
    if userinfo.sub != subject {
        return Err(UserinfoError::Subject);
    }
    let unreadable =
        |_| ResponseError::Unreadable { status: response.status(), what: "userinfo that is not UTF-8" };
    String::from_utf8(response.body().clone()).map_err(unreadable).map_err(UserinfoError::Response)
}

fn bearer(endpoint: &Endpoint, token: &AccessTokenSecret) -> Result<Request<Vec<u8>>, UserinfoError> {
    let value = Zeroizing::new(format!("Bearer {}", token.expose()));
    let mut value = HeaderValue::try_from(value.as_str()).map_err(|_| UserinfoError::AccessToken)?;
    value.set_sensitive(true);
    let mut request = endpoint.get();
    request.headers_mut().insert(header::AUTHORIZATION, value);
    Ok(request)
}

impl From<UserinfoError> for Error {
    fn from(error: UserinfoError) -> Self {
        let kind = match &error {
            UserinfoError::Response(error) => error.kind(),
            UserinfoError::AccessToken | UserinfoError::Subject => Kind::Untrusted,
        };
        Self::new(kind, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_body(body: &[u8]) -> Result<String, UserinfoError> {
        parse(&Response::new(body.to_vec()), "8715wxdssup7")
    }

    #[test]
    fn the_token_goes_into_the_header_as_a_secret() {
        let endpoint = Endpoint::new("https://t.logto.app/oidc/me".parse().unwrap()).unwrap();
        let request = bearer(&endpoint, &AccessTokenSecret::new("opaque")).unwrap();
        assert_eq!(request.headers()[header::AUTHORIZATION], "Bearer opaque");
        assert!(request.headers()[header::AUTHORIZATION].is_sensitive());
        let injected = bearer(&endpoint, &AccessTokenSecret::new("x\r\nHost: mallory.example"));
        assert!(matches!(injected, Err(UserinfoError::AccessToken)));
    }

    #[test]
    fn captured_userinfo_stays_as_it_was_sent() {
        let captured = include_str!("../../tests/fixtures/protocol/userinfo.json");
        assert_eq!(parse_body(captured.as_bytes()).unwrap(), captured);
    }

    #[test]
    fn another_users_claims_are_refused() {
        for body in [r#"{"sub":"mallory"}"#, r#"{"sub":""}"#, r#"{"sub":"8715WXDSSUP7"}"#] {
            let error = parse_body(body.as_bytes()).unwrap_err();
            assert!(matches!(error, UserinfoError::Subject), "{body}");
            assert!(Error::from(error).is_untrusted());
        }
    }

    #[test]
    fn what_has_no_single_subject_is_unreadable() {
        for body in [
            "",
            "{}",
            "<html>",
            r#"{"sub":null}"#,
            r#"{"sub":7}"#,
            "eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
            r#"{"sub":"mallory","sub":"8715wxdssup7"}"#,
        ] {
            assert!(matches!(parse_body(body.as_bytes()), Err(UserinfoError::Response(_))), "{body}");
        }
        assert!(parse_body(b"{\"sub\":\"8715wxdssup7\",\"name\":\"\xff\"}").is_err());
    }

    #[test]
    fn a_refused_token_means_signed_out() {
        let response =
            Response::builder().status(401).body(br#"{"error":"invalid_token"}"#.to_vec()).unwrap();
        assert!(Error::from(parse(&response, "x").unwrap_err()).is_signed_out());
    }
}
