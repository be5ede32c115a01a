//! Rocket, with the attributes above its own, which read the parameters that they write.

use logto::{BearerToken, Session, User, UserClaims, authenticated, authorized};
use rocket::{Route, get, post, route, routes};

use crate::ShoppingApi;

#[authenticated(redirect, fetch_userinfo)]
#[get("/account")]
async fn account(user: User<UserClaims>) -> String {
    user.sub.clone()
}

#[authenticated]
#[post("/numbered/<number>?<tab>", data = "<body>")]
async fn numbered(
    number: u64,
    tab: Option<&str>,
    user: User<UserClaims>,
    session: Session,
    body: String,
) -> String {
    format!("{number} {tab:?} {} {} {body}", user.sub, session.is_authenticated())
}

#[authenticated]
#[route(GET, uri = "/any", rank = 7)]
async fn any() -> &'static str {
    "somebody is signed in"
}

#[authorized(ShoppingApi::Read, organization = path("id"))]
#[get("/organizations/<id>/products")]
async fn products(token: BearerToken<ShoppingApi>, id: &str) -> String {
    format!("{id} {}", token.subject())
}

pub(crate) fn pages() -> Vec<Route> {
    routes![account, numbered, any, products]
}
