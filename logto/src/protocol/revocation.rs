//! The revocation endpoint ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).

use http::{Request, Response};

use super::response::{self, ResponseError};
use super::{ClientAuthentication, Endpoint};
use crate::secret::RefreshToken;

/// The request that ends a refresh token, and with it, at Logto, the whole grant.
pub(crate) fn request(
    endpoint: &Endpoint,
    authentication: ClientAuthentication<'_>,
    token: &RefreshToken,
) -> Request<Vec<u8>> {
    let form = [("token", token.expose()), ("token_type_hint", "refresh_token")];
    authentication.post(endpoint, &form)
}

/// Reads the answer. A success has no body, and an unknown token is a success too.
pub(crate) fn parse(response: &Response<Vec<u8>>) -> Result<(), ResponseError> {
    response::success(response).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::AppSecret;

    #[test]
    fn the_request_authenticates_the_client() {
        let endpoint = Endpoint::new("https://t.logto.app/oidc/token/revocation".parse().unwrap()).unwrap();
        let secret = AppSecret::new("secret");
        let authentication = ClientAuthentication { app_id: "app", app_secret: Some(&secret) };
        let request = request(&endpoint, authentication, &RefreshToken::new("token"));
        assert_eq!(request.body(), b"token=token&token_type_hint=refresh_token");
        assert!(request.headers().contains_key("authorization"));
    }

    #[test]
    fn an_empty_body_is_a_success() {
        assert!(parse(&Response::new(Vec::new())).is_ok());
        let refused =
            Response::builder().status(401).body(br#"{"error":"invalid_client"}"#.to_vec()).unwrap();
        assert!(matches!(parse(&refused), Err(ResponseError::Refused { .. })));
    }
}
