//! An endpoint of Logto's, checked to be something a request can be sent to.

use http::{HeaderValue, Method, Request, header};
use url::Url;

/// An http or https URL that is also a valid request target.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    url: Url,
    uri: http::Uri,
}

impl Endpoint {
    /// Checks a URL. Nothing is returned for other schemes, for credentials in it and for fragments.
    pub(crate) fn new(url: Url) -> Option<Self> {
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if !matches!(url.scheme(), "http" | "https") || !plain {
            return None;
        }
        let uri = url.as_str().parse().ok()?;
        Some(Self { url, uri })
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// A GET request for JSON.
    pub(super) fn get(&self) -> Request<Vec<u8>> {
        self.request(Method::GET, Vec::new())
    }

    /// A POST request with a form body, answered in JSON.
    pub(super) fn post(&self, form: &[(&str, &str)]) -> Request<Vec<u8>> {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = self.request(Method::POST, body.into_bytes());
        request
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        request
    }

    fn request(&self, method: Method, body: Vec<u8>) -> Request<Vec<u8>> {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = self.uri.clone();
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(url: &str) -> Option<Endpoint> {
        Endpoint::new(Url::parse(url).unwrap())
    }

    #[test]
    fn only_http_urls_are_endpoints() {
        assert!(endpoint("https://tenant.logto.app/oidc/token").is_some());
        assert!(endpoint("http://localhost:3001/oidc/token").is_some());
        for url in [
            "ftp://tenant.logto.app/",
            "file:///etc/passwd",
            "data:,x",
            "https://u:p@tenant.logto.app/",
            "https://tenant.logto.app/#x",
        ] {
            assert!(endpoint(url).is_none(), "{url}");
        }
    }

    #[test]
    fn a_form_is_encoded() {
        let request = endpoint("https://t.logto.app/a?b=c").unwrap().post(&[("a b", "ä&=")]);
        assert_eq!(request.body(), b"a+b=%C3%A4%26%3D");
        assert_eq!(request.uri(), "https://t.logto.app/a?b=c");
        assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(request.headers()["accept"], "application/json");
    }
}
