//! A tenant, an API that trusts it, and what the API answers.

use axum::body::{Body, to_bytes};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, Request};
use logto::resource_server::AccessRule;
use logto::testing::{Emulator, User};
use logto::{BearerToken, Client, Config, OrganizationIn, Resource};
use serde_json::Value;
use tower_service::Service;

/// The shopping API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub(crate) enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

/// The organization template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource(organizations)]
pub(crate) enum Template {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

pub(crate) const IN_PATH: OrganizationIn = OrganizationIn::Path("organization_id");

pub(crate) async fn emulator() -> Emulator {
    Emulator::builder().user(User::new("alice").id("alice")).start().await.unwrap()
}

pub(crate) fn client(emulator: &Emulator) -> Client {
    Client::new(Config::api(emulator.endpoint()).build().unwrap())
}

/// A route behind a rule, which answers with whom the token speaks for.
pub(crate) fn route<R: Resource>(path: &str, rule: AccessRule<R>) -> Router {
    async fn subject<R: Resource>(token: axum::Extension<BearerToken<R>>) -> Json<Value> {
        Json(Value::from(token.subject()))
    }
    Router::new().route(path, get(subject::<R>)).route_layer(logto::axum::authorized(rule))
}

/// A request with these `Authorization` headers.
pub(crate) fn request(path: &str, authorization: &[impl AsRef<[u8]>]) -> Request<Body> {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    for value in authorization {
        request.headers_mut().append(AUTHORIZATION, HeaderValue::from_bytes(value.as_ref()).unwrap());
    }
    request
}

pub(crate) fn with_token(path: &str, token: &str) -> Request<Body> {
    request(path, &[format!("Bearer {token}")])
}

pub(crate) async fn send(app: &Router, request: Request<Body>) -> Response {
    app.clone().call(request).await.unwrap()
}

/// What of an answer is about the token.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) challenge: Option<String>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn new(status: u16, challenge: Option<&str>, body: &str) -> Self {
        Self { status, challenge: challenge.map(str::to_owned), body: body.to_owned() }
    }

    /// Sends a request. What is JSON says so, and no cache may keep a refusal.
    pub(crate) async fn to(app: &Router, request: Request<Body>) -> Self {
        let response = send(app, request).await;
        let (parts, body) = response.into_parts();
        let challenges: Vec<_> = parts.headers.get_all(WWW_AUTHENTICATE).iter().collect();
        assert!(challenges.len() <= 1, "{challenges:?}");
        assert_eq!(parts.headers[CONTENT_TYPE], "application/json");
        if !parts.status.is_success() {
            assert_eq!(parts.headers[CACHE_CONTROL], "no-store");
        }
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Self {
            status: parts.status.as_u16(),
            challenge: challenges.first().map(|value| value.to_str().unwrap().to_owned()),
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}
