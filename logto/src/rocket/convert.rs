//! Between Rocket's types and those of the `http` crate.

use std::io::Cursor;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use rocket::http::{Header, Status};
use rocket::{Request, Response};

use crate::guard::answer::OF_THE_FORMER;
use crate::guard::request::RequestFacts;

/// What guards and routes look at, as `http` has it.
pub(super) struct Facts {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl Facts {
    pub(super) fn of(request: &Request<'_>) -> Self {
        // Methods and addresses have come through `http` on their way to Rocket.
        let method = Method::from_bytes(request.method().as_str().as_bytes()).unwrap_or_default();
        let uri = Uri::try_from(request.uri().to_string()).unwrap_or_default();
        Self { method, uri, headers: headers(request) }
    }

    pub(super) fn as_request(&self) -> RequestFacts<'_> {
        RequestFacts { method: &self.method, uri: &self.uri, headers: &self.headers }
    }
}

fn headers(request: &Request<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for header in request.headers().iter() {
        let name = HeaderName::from_bytes(header.name.as_str().as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&header.value)) {
            headers.append(name, value);
        }
    }
    if !headers.contains_key(http::header::COOKIE) {
        // Rocket's local client, which applications test themselves with, brings its cookies in the jar only.
        let cookies = request.cookies().iter().map(|cookie| cookie.stripped().encoded().to_string());
        let lines = cookies.filter_map(|cookie| HeaderValue::try_from(cookie).ok());
        lines.for_each(|line| _ = headers.append(http::header::COOKIE, line));
    }
    headers
}

/// The parameter `<name>` of the route's path, decoded.
pub(super) fn path_parameter(request: &Request<'_>, name: &str) -> Option<String> {
    let parts = request.route()?.uri.path().split('/').filter(|part| !part.is_empty());
    let mut found = parts.zip(request.uri().path().segments()).filter(|(part, _)| {
        part.strip_prefix('<').and_then(|part| part.strip_suffix('>')).is_some_and(|part| part == name)
    });
    found.next().map(|(_, segment)| segment.to_owned())
}

/// An answer as Rocket sends it.
pub(super) fn respond(answer: http::Response<String>) -> Response<'static> {
    let mut response = Response::new();
    replace(&mut response, answer);
    response
}

/// Puts `answer` in the place of the one there is, beside the headers that the application has added.
pub(super) fn replace(response: &mut Response<'_>, answer: http::Response<String>) {
    let (parts, body) = answer.into_parts();
    // Built anew, because a protocol that the former wanted to change to cannot be taken from it.
    let mut shown = Response::new();
    shown.set_status(Status::new(parts.status.as_u16()));
    let is_gone = |name: &str| {
        let mut gone = OF_THE_FORMER.iter().chain(parts.headers.keys());
        gone.any(|gone| name.eq_ignore_ascii_case(gone.as_str()))
    };
    for Header { name, value } in response.headers().iter().filter(|header| !is_gone(header.name.as_str())) {
        shown.adjoin_raw_header(name.into_string(), value.into_owned());
    }
    for (name, value) in &parts.headers {
        if let Ok(value) = str::from_utf8(value.as_bytes()) {
            shown.adjoin_raw_header(name.as_str().to_owned(), value.to_owned());
        }
    }
    shown.set_sized_body(body.len(), Cursor::new(body));
    *response = shown;
}
