//! A page that calls an API in the user's name, and the API.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use example_pages::Visitor;
use logto::{Resource, Session, User, authenticated};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::content::RawHtml;
use rocket::{State, get};
use serde_json::{Value, json};

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

/// Where the API is, and what calls it.
pub(crate) struct Shop {
    url: String,
    http: reqwest::Client,
}

impl Shop {
    pub(crate) fn at(url: &str) -> Self {
        Self { url: url.to_owned(), http: reqwest::Client::new() }
    }
}

/// The access token comes from the session, or from Logto if there is none or it is about to expire.
#[authenticated(redirect)]
#[get("/orders")]
pub(crate) async fn page(
    user: User<Account>,
    session: Session,
    shop: &State<Shop>,
) -> Result<RawHtml<String>, Failure> {
    let token = session.access_token::<ShoppingApi>().await?;
    let request = shop.http.get(&shop.url).bearer_auth(token.secret().expose());
    let answer: Value = request.send().await?.error_for_status()?.json().await?;

    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let shown = json!({
        "may_read": token.permits(ShoppingApi::Read),
        "may_write": token.permits(ShoppingApi::Write),
        "answer_of_the_api": answer,
    });
    Ok(RawHtml(example_pages::claims(
        "Orders",
        visitor,
        "What the shopping API answers in your name.",
        &shown,
    )))
}

/// The claims of the bearer token, which are **not** verified: anyone could have written them.
///
/// To verify signature, issuer, audience, expiry and permissions is the duty of every API that holds something worth
/// having. This one has no orders, and stands in for yours so that the page has something to call.
pub(crate) struct Unverified(Value);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Unverified {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let claims = request.headers().get_one("authorization").and_then(unverified_claims);
        claims.map_or(Outcome::Error((Status::Unauthorized, ())), |claims| Outcome::Success(Self(claims)))
    }
}

/// Tells what the bearer token says. It has nothing to do with the app's sessions and cookies.
#[get("/orders")]
pub(crate) fn api(token: Unverified) -> Value {
    let Unverified(claims) = token;
    let said = json!({ "sub": claims.get("sub"), "aud": claims.get("aud"), "scope": claims.get("scope") });
    json!({ "the_token_says": said, "verified": false })
}

fn unverified_claims(authorization: &str) -> Option<Value> {
    let token = authorization.strip_prefix("Bearer ")?;
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}
