//! Responses with the headers that Logto sends.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, SET_COOKIE, VARY};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

/// A response whose body is complete.
pub(in crate::testing) type Response = http::Response<Vec<u8>>;

const JSON: &str = "application/json; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

pub(in crate::testing) fn json(status: StatusCode, body: &Value) -> Response {
    respond(status, JSON, body.to_string().into_bytes())
}

pub(in crate::testing) fn html(status: StatusCode, page: String) -> Response {
    respond(status, HTML, page.into_bytes()).uncached()
}

/// An empty 200, as the revocation endpoint answers.
pub(in crate::testing) fn empty() -> Response {
    respond(StatusCode::OK, TEXT, Vec::new())
}

pub(in crate::testing) fn redirect(location: &str) -> Response {
    let body = format!("Redirecting to {}.", location.replace('&', "&amp;"));
    let response = respond(StatusCode::SEE_OTHER, HTML, body.into_bytes());
    response.uncached().with(LOCATION, location)
}

fn respond(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.with(CONTENT_TYPE, content_type).with(VARY, "Accept-Encoding")
}

/// Headers, one by one.
pub(in crate::testing) trait ResponseExt: Sized {
    /// Sets a header. A value that no header can hold is left out.
    fn with(self, name: HeaderName, value: &str) -> Self;

    /// Adds a cookie.
    fn with_cookie(self, cookie: &str) -> Self;

    /// For endpoints whose answers nobody may keep.
    fn uncached(self) -> Self {
        self.with(CACHE_CONTROL, "no-store")
    }

    /// For endpoints that pages of other origins may read.
    fn readable_from_anywhere(self) -> Self {
        self.with(VARY, "Accept-Encoding, Origin").with(http::header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
    }

    /// For endpoints whose failures pages of other origins may read.
    fn with_exposed_challenge(self) -> Self {
        self.readable_from_anywhere().with(http::header::ACCESS_CONTROL_EXPOSE_HEADERS, "WWW-Authenticate")
    }
}

impl ResponseExt for Response {
    fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers_mut().insert(name, value);
        }
        self
    }

    fn with_cookie(mut self, cookie: &str) -> Self {
        if let Ok(cookie) = HeaderValue::from_str(cookie) {
            self.headers_mut().append(SET_COOKIE, cookie);
        }
        self
    }
}
