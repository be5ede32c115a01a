//! A page that calls an API in the user's name, and the API.

use std::io;

use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use example_pages::Visitor;
use logto::{Resource, Session, User, authenticated};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::Account;
use crate::failure::Failure;

/// The API and its permissions, as they are in the Logto console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub(crate) enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

/// Where the API listens, and what calls it.
#[derive(Clone)]
pub(crate) struct Shop {
    url: String,
    http: reqwest::Client,
}

/// The access token comes from the session, or from Logto if there is none or it is about to expire.
#[authenticated(redirect)]
pub(crate) async fn page(
    user: User<Account>,
    session: Session,
    State(shop): State<Shop>,
) -> Result<Html<String>, Failure> {
    let token = session.access_token::<ShoppingApi>().await?;
    let request = shop.http.get(&shop.url).bearer_auth(token.secret().expose());
    let answer: Value = request.send().await?.error_for_status()?.json().await?;

    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let shown = json!({
        "may_read": token.permits(ShoppingApi::Read),
        "may_write": token.permits(ShoppingApi::Write),
        "answer_of_the_api": answer,
    });
    Ok(Html(example_pages::claims("Orders", visitor, "What the shopping API answers in your name.", &shown)))
}

impl Shop {
    /// Starts the API on a port of its own: it knows nothing of this app's sessions and cookies.
    pub(crate) async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/orders", listener.local_addr()?);
        let api = Router::new().route("/orders", get(orders));
        tokio::spawn(async move { axum::serve(listener, api).await });
        Ok(Self { url, http: reqwest::Client::new() })
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
