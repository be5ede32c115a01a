//! What was asked of the emulator.

use std::fmt;

use http::{HeaderMap, Method, StatusCode};

use crate::testing::wire::Request;

/// A request that the emulator received.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method.
    pub method: Method,
    /// The path, such as `/oidc/token`.
    pub path: String,
    /// The parameters of the query and then of the body, decoded.
    pub params: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The status it was answered with; `None` while it waits, or when the answer was lost.
    pub status: Option<StatusCode>,
}

impl RecordedRequest {
    /// The first value of a parameter, in the query or the body.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a parameter, such as `resource`.
    pub fn param_values(&self, name: &str) -> Vec<&str> {
        let of_name = self.params.iter().filter(|(key, _)| key == name);
        of_name.map(|(_, value)| value.as_str()).collect()
    }

    /// A header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.params.iter().map(|(name, _)| name).collect();
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("params", &names)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Requests in the order they arrived.
#[derive(Debug, Default)]
pub(in crate::testing) struct RequestLog {
    next: u64,
    entries: Vec<(u64, RecordedRequest)>,
}

impl RequestLog {
    /// Records a request; the ticket is for its status.
    pub(in crate::testing) fn record(&mut self, request: &Request) -> u64 {
        let params = [request.query.as_slice(), request.body.as_slice()].concat();
        let recorded = RecordedRequest {
            method: request.method.clone(),
            path: request.path.clone(),
            params,
            headers: request.headers.clone(),
            status: None,
        };
        self.next += 1;
        self.entries.push((self.next, recorded));
        self.next
    }

    pub(in crate::testing) fn answered(&mut self, ticket: u64, status: StatusCode) {
        if let Some((_, request)) = self.entries.iter_mut().rev().find(|(id, _)| *id == ticket) {
            request.status = Some(status);
        }
    }

    pub(in crate::testing) fn all(&self) -> Vec<RecordedRequest> {
        self.entries.iter().map(|(_, request)| request.clone()).collect()
    }

    pub(in crate::testing) fn clear(&mut self) {
        self.entries.clear();
    }
}
