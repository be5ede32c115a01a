//! An API, and how a page calls it in the user's name.

use std::io;

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use logto::{Resource, Session};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::failure::Failure;

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

    /// What the API answers, and what the access token permits. The token comes from the session, or from Logto if there
    /// is none or it is about to expire.
    pub async fn orders(&self, session: &Session) -> Result<Value, Failure> {
        let token = session.access_token::<ShoppingApi>().await?;
        let request = self.http.get(&self.url).bearer_auth(token.secret().expose());
        let answer: Value = request.send().await?.error_for_status()?.json().await?;
        Ok(json!({
            "may_read": token.permits(ShoppingApi::Read),
            "may_write": token.permits(ShoppingApi::Write),
            "answer_of_the_api": answer,
        }))
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
