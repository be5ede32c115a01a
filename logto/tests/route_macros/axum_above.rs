//! axum, with the attributes above `#[debug_handler]`.

use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use logto::{BearerToken, Session, User, UserClaims, authenticated, authorized};

use crate::ShoppingApi;

#[authenticated(redirect, fetch_userinfo)]
#[axum::debug_handler]
async fn account(user: User<UserClaims>) -> String {
    user.sub.clone()
}

#[authenticated]
#[axum::debug_handler]
async fn numbered(number: Path<u64>, user: User<UserClaims>, session: Session, body: String) -> String {
    format!("{} {} {} {body}", number.0, user.sub, session.is_authenticated())
}

#[authenticated]
#[axum::debug_handler]
async fn any() -> &'static str {
    "somebody is signed in"
}

#[authorized(ShoppingApi::Read, organization = path("id"))]
#[axum::debug_handler]
async fn products(token: BearerToken<ShoppingApi>) -> String {
    token.subject().to_owned()
}

pub(crate) fn pages() -> Router {
    Router::new()
        .route("/account", get(account))
        .route("/numbered/{number}", post(numbered))
        .route("/any", get(any))
        .route("/organizations/{id}/products", get(products))
}
