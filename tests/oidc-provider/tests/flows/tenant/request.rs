//! What was asked of the server.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::Value;

/// A request that the server received.
#[derive(Debug)]
pub(crate) struct RecordedRequest {
    pub(crate) path: String,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) headers: BTreeMap<String, Value>,
    /// `None` while it waits, or when the answer was lost.
    pub(crate) status: Option<StatusCode>,
}

impl RecordedRequest {
    pub(super) fn parse(value: &Value) -> Self {
        let field = |name: &str| value[name].clone();
        let status = value["status"].as_u64().and_then(|status| u16::try_from(status).ok());
        Self {
            path: serde_json::from_value(field("path")).unwrap(),
            params: serde_json::from_value(field("params")).unwrap(),
            headers: serde_json::from_value(field("headers")).unwrap(),
            status: status.map(|status| StatusCode::from_u16(status).unwrap()),
        }
    }

    /// The first value of a parameter, in the query or the body.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.as_str()
    }
}
