//! actix-web, with the attributes above its own.

use actix_web::dev::HttpServiceFactory;
use actix_web::{get, post, route, routes, web};
use logto::{BearerToken, Session, User, UserClaims, authenticated, authorized};

use crate::ShoppingApi;

#[authenticated(redirect, fetch_userinfo)]
#[get("/account")]
async fn account(user: User<UserClaims>) -> String {
    user.sub.clone()
}

#[authenticated]
#[post("/numbered/{number}")]
async fn numbered(number: web::Path<u64>, user: User<UserClaims>, session: Session, body: String) -> String {
    format!("{number} {} {} {body}", user.sub, session.is_authenticated())
}

#[authenticated]
#[route("/any", method = "GET", method = "HEAD")]
async fn any() -> &'static str {
    "somebody is signed in"
}

#[authenticated]
#[routes]
#[get("/one")]
#[get("/another")]
async fn several(user: User<UserClaims>) -> String {
    user.sub.clone()
}

#[authorized(ShoppingApi::Read, organization = path("id"))]
#[get("/organizations/{id}/products")]
async fn products(token: BearerToken<ShoppingApi>) -> String {
    token.subject().to_owned()
}

pub(crate) fn pages() -> impl HttpServiceFactory + 'static {
    (account, numbered, any, several, products)
}
