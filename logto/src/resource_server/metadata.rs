//! What an API says about itself: protected resource metadata
//! ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)).
//!
//! A client that knows nothing but the API's address (an MCP client, say) reads here who issues tokens for it.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use serde_json::json;
use url::Url;

use crate::client::Client;
use crate::resource::ApiResource;

/// What goes between the host and the path of an API's identifier.
const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The document for the API `R`. Answers that refuse a token name its address from here on.
pub(crate) fn publish<R: ApiResource>(client: &Client) -> Document {
    const { assert!(is_http(R::INDICATOR), "protected resource metadata is for APIs whose identifier is a URL") };
    client.publish(R::INDICATOR);
    let scopes: Vec<_> = R::PERMISSIONS.iter().map(|permission| permission.scope()).collect();
    let body = json!({
        "resource": R::INDICATOR,
        "authorization_servers": [client.config().issuer()],
        "scopes_supported": scopes,
        "bearer_methods_supported": ["header"],
    });
    Document { path: url(R::INDICATOR).map(|url| path_of(&url)).unwrap_or_default(), body: body.to_string() }
}

/// A document and the path where clients look for it.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) path: String,
    body: String,
}

impl Document {
    pub(crate) fn answer(&self) -> Response<String> {
        let mut response = Response::new(self.body.clone());
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

/// Where the metadata of an API is: [section 3.1](https://www.rfc-editor.org/rfc/rfc9728#section-3.1).
pub(crate) fn url(indicator: &str) -> Option<String> {
    let mut url = Url::parse(indicator).ok().filter(Url::has_host)?;
    let path = format!("{WELL_KNOWN}{}", url.path().trim_end_matches('/'));
    url.set_path(&path);
    // A host may hold a quote, which would end the parameter of a challenge that the address stands in.
    Some(url.into()).filter(|url: &String| !url.contains(['"', '\\']))
}

fn path_of(url: &str) -> String {
    Url::parse(url).map(|url| url.path().to_owned()).unwrap_or_default()
}

const fn is_http(indicator: &str) -> bool {
    let (text, https, http) = (indicator.as_bytes(), b"https://", b"http://");
    starts_with(text, https) || starts_with(text, http)
}

const fn starts_with(text: &[u8], start: &[u8]) -> bool {
    match text.split_at_checked(start.len()) {
        Some((head, _)) => {
            let mut index = 0;
            let mut same = true;
            while index < start.len() {
                #[allow(
                    clippy::indexing_slicing,
                    reason = "`head` is as long as `start`, and constants have no iterators"
                )]
                {
                    same &= head[index] == start[index];
                }
                index += 1;
            }
            same
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_well_known_one_of_the_api() {
        for (indicator, expected) in [
            ("https://api.example.com", "https://api.example.com/.well-known/oauth-protected-resource"),
            ("https://api.example.com/", "https://api.example.com/.well-known/oauth-protected-resource"),
            (
                "https://api.example.com/shop/v1",
                "https://api.example.com/.well-known/oauth-protected-resource/shop/v1",
            ),
            (
                "https://api.example.com:8443/a?b=c",
                "https://api.example.com:8443/.well-known/oauth-protected-resource/a?b=c",
            ),
        ] {
            assert_eq!(url(indicator).as_deref(), Some(expected), "{indicator}");
        }
        assert_eq!(url("urn:example:api"), None);
        assert_eq!(url("https://api\".example.com/"), None);
    }

    #[test]
    fn only_urls_have_an_address() {
        assert!(is_http("https://a") && is_http("http://a"));
        assert!(!is_http("urn:a") && !is_http("http") && !is_http(""));
    }
}
