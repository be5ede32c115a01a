//! A visitor of the application: a jar of cookies, and requests without a network in between.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::body::Body;
use axum::http::header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Request};
use serde_json::Value;
use tower_service::Service;

use super::app::TokenApp;

/// A browser's cookies at the application.
pub(crate) struct Visitor<'a> {
    app: &'a TokenApp,
    cookies: Mutex<BTreeMap<String, String>>,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) set_cookies: Vec<String>,
    pub(crate) headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    pub(crate) fn token(&self) -> String {
        self.json()["token"].as_str().unwrap_or_else(|| panic!("{}", self.json())).to_owned()
    }
}

impl<'a> Visitor<'a> {
    /// A visitor who brings cookies.
    pub(super) fn new(app: &'a TokenApp, cookies: &str) -> Self {
        let pairs = cookies.split("; ").filter_map(|cookie| cookie.split_once('='));
        let cookies = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { app, cookies: Mutex::new(cookies) }
    }

    pub(crate) async fn sign_in(&self) {
        let url = self.get("/sign-in").await.location.unwrap();
        let callback = self.app.emulator.sign_in("alice", &url).await.unwrap();
        let reply = self.get(callback.strip_prefix("http://localhost:3000").unwrap()).await;
        assert_eq!(reply.status, 303, "{reply:?}");
    }

    /// Loads `path` with the cookies there are, and keeps those that come.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        let reply = self.get_with(path, &self.cookies()).await;
        self.keep(&reply);
        reply
    }

    /// Loads `path` with cookies from another time, and keeps none.
    pub(crate) async fn get_with(&self, path: &str, cookies: &str) -> Reply {
        let request = Request::get(path)
            .header(COOKIE, cookies)
            .header(ACCEPT, "text/html")
            .body(Body::empty())
            .unwrap();
        let response = self.app.router.clone().call(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
        Reply {
            status: parts.status.as_u16(),
            location: parts.headers.get(LOCATION).map(text),
            set_cookies: parts.headers.get_all(SET_COOKIE).iter().map(text).collect(),
            headers: parts.headers,
            body: axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub(crate) fn keep(&self, reply: &Reply) {
        let mut cookies = self.cookies.lock().unwrap();
        for line in &reply.set_cookies {
            let (pair, attributes) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The `Cookie` header.
    pub(crate) fn cookies(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub(crate) async fn is_signed_in(&self) -> bool {
        self.get("/session").await.json()["is_authenticated"] == true
    }
}
