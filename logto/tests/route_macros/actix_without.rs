//! actix-web, with the attributes alone.

use actix_web::dev::HttpServiceFactory;
use actix_web::web::{self, Path};
use logto::{BearerToken, Session, User, UserClaims, authenticated, authorized};

use crate::ShoppingApi;

#[authenticated(redirect, fetch_userinfo)]
async fn account(user: User<UserClaims>) -> String {
    user.sub.clone()
}

#[authenticated]
async fn numbered(number: Path<u64>, user: User<UserClaims>, session: Session, body: String) -> String {
    format!("{number} {} {} {body}", user.sub, session.is_authenticated())
}

#[authenticated]
async fn any() -> &'static str {
    "somebody is signed in"
}

#[authorized(ShoppingApi::Read, organization = path("id"))]
async fn products(token: BearerToken<ShoppingApi>) -> String {
    token.subject().to_owned()
}

pub(crate) fn pages() -> impl HttpServiceFactory + 'static {
    (
        web::resource("/account").route(web::get().to(account)),
        web::resource("/numbered/{number}").route(web::post().to(numbered)),
        web::resource("/any").route(web::get().to(any)).route(web::head().to(any)),
        web::resource("/organizations/{id}/products").route(web::get().to(products)),
    )
}
