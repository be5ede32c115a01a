//! An API, and how a page calls it in the user's name.

use std::io;

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use logto::{Resource, Session};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The API and its permissions, as they are in the Logto console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub enum ShoppingApi {
    /// To see the orders.
    #[scope("read")]
    Read,
    /// To change them.
    #[scope("write")]
    Write,
}

/// What the page of the orders shows.
#[derive(Debug, Serialize)]
pub struct Orders {
    /// Whether the access token permits to see them.
    pub may_read: bool,
    /// Whether it permits to change them.
    pub may_write: bool,
    /// What the API answers to it, or why it does not.
    pub answer_of_the_api: Value,
}

/// Where the API listens, and what calls it.
#[derive(Clone, Debug)]
pub struct Shop {
    url: String,
    http: reqwest::Client,
}

impl Shop {
    /// Starts the API on a port of its own: it knows nothing of this app's sessions and cookies.
    pub async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/orders", listener.local_addr()?);
        let api = Router::new().route("/orders", get(orders));
        tokio::spawn(async move { axum::serve(listener, api).await });
        Ok(Self { url, http: reqwest::Client::new() })
    }

    /// What the access token permits, and what the API answers. The token comes from the session, or from Logto if there
    /// is none or it is about to expire.
    pub async fn orders(&self, session: &Session) -> logto::Result<Orders> {
        let token = session.access_token::<ShoppingApi>().await?;
        let answer = self.call(token.secret().expose()).await;
        Ok(Orders {
            may_read: token.permits(ShoppingApi::Read),
            may_write: token.permits(ShoppingApi::Write),
            answer_of_the_api: answer.unwrap_or_else(|error| json!({ "error": error.to_string() })),
        })
    }

    async fn call(&self, token: &str) -> reqwest::Result<Value> {
        let answer = self.http.get(&self.url).bearer_auth(token).send().await?;
        answer.error_for_status()?.json().await
    }
}

/// Tells what the bearer token says, and does **not** verify it: anyone could have written that.
///
/// To verify signature, issuer, audience, expiry and permissions is the duty of every API that holds something worth
/// having. This one has no orders, and stands in for yours so that the page has something to call.
async fn orders(headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let claims = unverified_claims(&headers).ok_or(StatusCode::UNAUTHORIZED)?;
    let said = json!({ "sub": claims.get("sub"), "aud": claims.get("aud"), "scope": claims.get("scope") });
    Ok(Json(json!({ "the_token_says": said, "verified": false })))
}

fn unverified_claims(headers: &HeaderMap) -> Option<Value> {
    let token = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}
