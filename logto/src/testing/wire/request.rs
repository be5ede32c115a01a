//! A request, as the endpoints read it.

use http::header::{CONTENT_TYPE, COOKIE, HeaderName};
use http::{HeaderMap, Method};

use super::Params;

/// A request with its query and body read.
#[derive(Debug)]
pub(in crate::testing) struct Request {
    pub(in crate::testing) method: Method,
    pub(in crate::testing) path: String,
    pub(in crate::testing) query: Params,
    pub(in crate::testing) body: Params,
    pub(in crate::testing) headers: HeaderMap,
}

impl Request {
    pub(in crate::testing) fn read(request: http::Request<Vec<u8>>) -> Self {
        let (parts, body) = request.into_parts();
        let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let body = match content_type.map(|value| value.split(';').next().unwrap_or_default().trim()) {
            Some("application/json") => Params::from_json(&body),
            Some("application/x-www-form-urlencoded") => Params::from_form(&body),
            _ => Params::default(),
        };
        Self {
            query: Params::from_form(parts.uri.query().unwrap_or_default().as_bytes()),
            path: parts.uri.path().to_owned(),
            method: parts.method,
            headers: parts.headers,
            body,
        }
    }

    /// The parameters of a protocol request: in the body of a POST, in the query otherwise.
    pub(in crate::testing) fn params(&self) -> &Params {
        if self.method == Method::POST { &self.body } else { &self.query }
    }

    pub(in crate::testing) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The credentials of an `Authorization` header with this scheme.
    pub(in crate::testing) fn credentials(&self, scheme: &str) -> Option<&str> {
        let (found, credentials) = self.header(&http::header::AUTHORIZATION)?.split_once(' ')?;
        found.eq_ignore_ascii_case(scheme).then_some(credentials.trim())
    }

    pub(in crate::testing) fn cookie(&self, name: &str) -> Option<&str> {
        self.headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
    }
}
