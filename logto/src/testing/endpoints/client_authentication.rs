//! Which app a request to the token, revocation or introspection endpoint comes from.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use url::form_urlencoded;

use crate::testing::model::App;
use crate::testing::state::World;
use crate::testing::wire::{OidcError, Request};

/// The app that has proven, as far as its kind can, that it is the one it names.
pub(super) fn authenticate(world: &World, request: &Request) -> Result<App, OidcError> {
    let basic = request.credentials("Basic").map(decode_basic).transpose()?;
    let posted_id = request.body.get("client_id");
    let posted_secret = request.body.get("client_secret");
    if basic.is_some() && posted_secret.is_some() {
        return Err(OidcError::invalid_request(
            "client authentication must only be provided using one mechanism",
        ));
    }
    let (id, secret) = match (&basic, posted_id) {
        (Some((id, _)), Some(posted)) if id != posted => {
            return Err(OidcError::invalid_request("mismatch in body and authorization client ids"));
        }
        (Some((id, secret)), _) => (id.as_str(), Some(secret.as_str())),
        (None, Some(id)) => (id, posted_secret),
        (None, None) => {
            return Err(OidcError::invalid_request("no client authentication mechanism provided"));
        }
    };
    let app = world.app(id).ok_or_else(|| OidcError::unknown_client(id))?;
    let expected = if app.has_secret() { app.secret.as_deref() } else { None };
    if secret != expected {
        return Err(OidcError::client_authentication_failed(&world.issuer, basic.is_some()));
    }
    Ok(app.clone())
}

/// ID and secret are form-encoded inside the header
/// ([RFC 6749 section 2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
fn decode_basic(credentials: &str) -> Result<(String, String), OidcError> {
    let decoded = BASE64.decode(credentials).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let decoded = decoded.as_deref().and_then(|text| text.split_once(':'));
    let (id, secret) =
        decoded.ok_or_else(|| OidcError::invalid_request("invalid authorization header value format"))?;
    Ok((form_decode(id), form_decode(secret)))
}

fn form_decode(text: &str) -> String {
    // Parsed as a form with one name and no value; `=` and `&` cannot occur unescaped in an encoded text.
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    pairs.next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_form_decoded() {
        let header = BASE64.encode("web%3Aapp:a+b%2B%25%26%3D");
        assert_eq!(decode_basic(&header).unwrap(), ("web:app".into(), "a b+%&=".into()));
    }
}
