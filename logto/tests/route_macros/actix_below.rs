//! The same as `actix_above`, with the attributes below those of actix-web.

use actix_web::dev::HttpServiceFactory;
use actix_web::{get, post, route, routes, web};
use logto::{BearerToken, Session, User, UserClaims, authenticated, authorized};

use crate::ShoppingApi;

#[get("/account")]
#[authenticated(redirect, fetch_userinfo)]
async fn account(user: User<UserClaims>) -> String {
    user.sub.clone()
}

#[post("/numbered/{number}")]
#[authenticated]
async fn numbered(number: web::Path<u64>, user: User<UserClaims>, session: Session, body: String) -> String {
    format!("{number} {} {} {body}", user.sub, session.is_authenticated())
}

#[route("/any", method = "GET", method = "HEAD")]
#[authenticated]
async fn any() -> &'static str {
    "somebody is signed in"
}

#[routes]
#[get("/one")]
#[get("/another")]
#[authenticated]
async fn several(user: User<UserClaims>) -> String {
    user.sub.clone()
}

#[get("/organizations/{id}/products")]
#[authorized(ShoppingApi::Read, organization = path("id"))]
async fn products(token: BearerToken<ShoppingApi>) -> String {
    token.subject().to_owned()
}

pub(crate) fn pages() -> impl HttpServiceFactory + 'static {
    (account, numbered, any, several, products)
}
