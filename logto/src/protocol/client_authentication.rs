//! How the app says at Logto's endpoints who it is
//! ([RFC 6749 section 2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderValue, Request, header};
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

use super::endpoint::Endpoint;
use crate::secret::AppSecret;

/// The app's id, and its secret unless it is a public client (Logto: SPA or native app).
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAuthentication<'a> {
    pub(crate) app_id: &'a str,
    pub(crate) app_secret: Option<&'a AppSecret>,
}

impl ClientAuthentication<'_> {
    /// An authenticated form request: with HTTP Basic, or for public clients with the `client_id` in the form.
    /// Never both: Logto refuses two ways of authentication in one request.
    pub(super) fn post(&self, endpoint: &Endpoint, form: &[(&str, &str)]) -> Request<Vec<u8>> {
        let Some(secret) = self.app_secret else {
            return endpoint.post(&[form, &[("client_id", self.app_id)]].concat());
        };
        let mut request = endpoint.post(form);
        // Base64 is always a valid header value.
        if let Ok(mut value) = HeaderValue::try_from(basic(self.app_id, secret).as_str()) {
            value.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        request
    }
}

/// Id and secret are form-encoded before they are joined, so that neither can hold the colon.
fn basic(app_id: &str, secret: &AppSecret) -> Zeroizing<String> {
    let mut credentials = Zeroizing::new(String::new());
    credentials.extend(byte_serialize(app_id.as_bytes()));
    credentials.push(':');
    credentials.extend(byte_serialize(secret.expose().as_bytes()));
    Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(credentials.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(app_id: &str, secret: Option<&str>) -> Request<Vec<u8>> {
        let endpoint = Endpoint::new("https://t.logto.app/oidc/token".parse().unwrap()).unwrap();
        let app_secret = secret.map(AppSecret::new);
        let authentication = ClientAuthentication { app_id, app_secret: app_secret.as_ref() };
        authentication.post(&endpoint, &[("grant_type", "refresh_token")])
    }

    fn credentials(request: &Request<Vec<u8>>) -> String {
        let value = request.headers()[header::AUTHORIZATION].to_str().unwrap();
        let decoded = BASE64_STANDARD.decode(value.strip_prefix("Basic ").unwrap());
        String::from_utf8(decoded.unwrap()).unwrap()
    }

    #[test]
    fn a_secret_goes_into_basic_and_nowhere_else() {
        let request = request("app", Some("secret"));
        assert_eq!(credentials(&request), "app:secret");
        assert_eq!(request.body(), b"grant_type=refresh_token");
        assert!(request.headers()[header::AUTHORIZATION].is_sensitive());
        assert!(!format!("{request:?}").contains(&BASE64_STANDARD.encode("app:secret")));
    }

    #[test]
    fn id_and_secret_are_percent_encoded() {
        assert_eq!(credentials(&request("a:b", Some("p%:ä +/"))), "a%3Ab:p%25%3A%C3%A4+%2B%2F");
    }

    #[test]
    fn a_public_client_only_names_itself() {
        let request = request("app", None);
        assert!(!request.headers().contains_key(header::AUTHORIZATION));
        assert_eq!(request.body(), b"grant_type=refresh_token&client_id=app");
    }
}
