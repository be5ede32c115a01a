//! Captured requests and answers, and sending them again.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::compare::assert_like;
use crate::tenant::{Tenant, WEB, WEB_SECRET};

/// Where the captured server ran.
pub(crate) const CAPTURED_ENDPOINT: &str = "http://localhost:3901";

pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) content: Value,
    substitutions: Vec<(&'static str, String)>,
    credentials: (String, String),
}

impl Sample {
    pub(crate) fn load(name: &'static str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/emulator");
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).expect(name);
        Self {
            name,
            content: serde_json::from_str(&text).expect(name),
            substitutions: Vec::new(),
            credentials: (WEB.into(), WEB_SECRET.into()),
        }
    }

    /// Puts a live value in place of the captured one: of a body parameter, or of `bearer` or `id_token_hint`.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.substitutions.push((name, value.into()));
        self
    }

    /// Authenticates as another app.
    pub(crate) fn sent_by(mut self, id: &str, secret: &str) -> Self {
        self.credentials = (id.into(), secret.into());
        self
    }

    /// Sends the captured request; the answer must be like the captured one.
    pub(crate) async fn check(self, tenant: &Tenant) -> Value {
        let answer = self.send(tenant).await;
        let mut captured = self.content["response"].clone();
        if captured["body"] == "<html page left out>" {
            captured["body"] = answer["body"].clone();
        }
        assert_like(&answer, &captured, self.name);
        answer["body"].clone()
    }

    /// For a sample of which only the body was kept.
    pub(crate) fn check_body(&self, body: &Value) {
        assert_like(body, self.content.get("body").unwrap_or(&self.content["response"]["body"]), self.name);
    }

    async fn send(&self, tenant: &Tenant) -> Value {
        let request = &self.content["request"];
        let mut url = request["url"].as_str().unwrap().replace(CAPTURED_ENDPOINT, tenant.emulator.endpoint());
        if let Some(hint) = self.substitution("id_token_hint") {
            url = url.replace("<jwt>", hint);
        }
        let method = request["method"].as_str().unwrap().parse().unwrap();
        let mut sent = tenant.http.request(method, url);
        for (name, value) in request["headers"].as_object().unwrap() {
            sent = sent.header(name, self.header(value.as_str().unwrap()));
        }
        match &request["body"] {
            Value::Array(form) => {
                let form = form.iter().map(|pair| {
                    let name = pair[0].as_str().unwrap();
                    (name, self.substitution(name).unwrap_or(pair[1].as_str().unwrap()))
                });
                let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
                sent = sent.body(form);
            }
            Value::Null => {}
            json => sent = sent.body(json.to_string()),
        }
        tenant.answer(sent).await
    }

    fn header(&self, captured: &str) -> String {
        let (id, secret) = &self.credentials;
        match captured.split_once(' ') {
            Some(("Basic", _)) => format!("Basic {}", BASE64.encode(format!("{id}:{secret}"))),
            Some(("Bearer", token)) => format!("Bearer {}", self.substitution("bearer").unwrap_or(token)),
            _ => captured.to_owned(),
        }
    }

    fn substitution(&self, name: &str) -> Option<&str> {
        self.substitutions.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// Compares a token's parts with the `decoded` part of a sample.
pub(crate) fn check_decoded(sample: &Sample, tenant: &Tenant, body: &Value) {
    for (token, captured) in sample.content["decoded"].as_object().expect("decoded tokens") {
        let (header, payload) = decode(body[token].as_str().expect("a token"));
        let decoded = tenant.as_captured(&json!({ "header": header, "payload": payload }));
        assert_like(&decoded, captured, &format!("{} {token}", sample.name));
    }
}

pub(crate) fn decode(token: &str) -> (Value, Value) {
    let part = |part: &str| {
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let mut parts = token.split('.');
    (part(parts.next().unwrap()), part(parts.next().unwrap()))
}
