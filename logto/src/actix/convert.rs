//! actix-web speaks `http` 0.2 and this crate `http` 1: the same words in other types.

use actix_web::body::BoxBody;
use actix_web::dev::Url;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use crate::guard::answer::OF_THE_FORMER;
use crate::guard::arrival;
use crate::guard::request::RequestFacts;

/// What guards and routes look at. It outlives the request, which must not be held on to while it is on its way.
pub(super) struct Facts {
    method: http::Method,
    uri: http::Uri,
    headers: http::HeaderMap,
}

impl Facts {
    pub(super) fn of(request: &HttpRequest) -> Self {
        // actix-web takes no prefix off in its scopes.
        let uri = request.uri().path_and_query().and_then(|path| path.as_str().parse().ok());
        Self {
            method: method(request),
            uri: uri.unwrap_or_default(),
            headers: headers(request.headers().iter()),
        }
    }

    pub(super) fn borrowed(&self) -> RequestFacts<'_> {
        RequestFacts { method: &self.method, uri: &self.uri, headers: &self.headers }
    }
}

/// What a visit wants to know of a request before the middleware lets go of it.
pub(super) fn method_and_headers(request: &HttpRequest) -> (http::Method, http::HeaderMap) {
    let known = arrival::HEADERS;
    let names = known.iter().map(http::HeaderName::as_str);
    let values = names.flat_map(|name| request.headers().get_all(name).map(move |value| (name, value)));
    (method(request), headers(values))
}

/// Both versions of `http` accept the same, so that nothing falls back here; if it did, it would be to no navigation.
fn method(request: &HttpRequest) -> http::Method {
    http::Method::from_bytes(request.method().as_str().as_bytes()).unwrap_or(http::Method::POST)
}

fn headers<'a>(from: impl Iterator<Item = (impl AsRef<[u8]>, &'a HeaderValue)>) -> http::HeaderMap {
    let mut headers = http::HeaderMap::new();
    for (name, value) in from {
        let name = http::HeaderName::from_bytes(name.as_ref());
        let value = http::HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    headers
}

pub(super) fn response(from: http::Response<String>) -> HttpResponse {
    let (parts, body) = from.into_parts();
    let mut response = HttpResponse::with_body(status(parts.status), BoxBody::new(body));
    for (name, value) in &parts.headers {
        if let (Ok(name), Some(value)) = (HeaderName::from_bytes(name.as_ref()), header_value(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// `answer` in the place of one with the headers `former`, of which those of the application stay.
pub(super) fn replacement(former: &HeaderMap, answer: http::Response<String>) -> HttpResponse {
    let mut response = response(answer);
    let ours: Vec<_> = response.headers().keys().cloned().collect();
    for (name, value) in former {
        if !ours.contains(name) && !OF_THE_FORMER.iter().any(|gone| gone.as_str() == name.as_str()) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    response
}

pub(super) fn status(from: http::StatusCode) -> StatusCode {
    // The codes are the same in both versions.
    StatusCode::from_u16(from.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

pub(super) fn header_value(value: &http::HeaderValue) -> Option<HeaderValue> {
    HeaderValue::from_bytes(value.as_bytes()).ok()
}

/// A path as actix-web's router sees it, which decodes most of it before it compares.
pub(super) fn route_path(path: &str) -> String {
    path.parse().map_or_else(|_| path.to_owned(), |uri| Url::new(uri).path().to_owned())
}
