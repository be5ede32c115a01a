//! In which order the attributes go with those of the web frameworks.
//!
//! Each module has the same handlers, and that they compile is most of the test. They are not cases of `tests/ui`, because
//! trybuild compiles every dependency a second time: minutes for the frameworks, where this takes seconds. What does not
//! compile, our attributes below those of Rocket, is shown in the documentation of `logto::rocket`.

#![allow(missing_docs, reason = "a test binary has no public items")]
#![allow(clippy::unwrap_used, reason = "functions beside the tests are tests too")]

use actix_web::dev::HttpServiceFactory;
use actix_web::{App, test};
use axum::body::Body;
use logto::testing::Emulator;
use logto::{Client, Config, Resource};
use rocket::http::Header;
use tower_service::Service as _;

mod actix_above;
mod actix_below;
mod actix_without;
mod axum_above;
mod rocket_above;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub(crate) enum ShoppingApi {
    #[scope("read")]
    Read,
}

/// What is asked for by somebody who is not signed in and brings no token. Every answer is 401 if the guards are there.
const REQUESTS: [(&str, &str); 5] =
    [("GET", "/account"), ("POST", "/numbered/no-number"), ("GET", "/any"), ("HEAD", "/any"), PRODUCTS];

/// Of a handler that has several routes, where the framework has that.
const OF_SEVERAL: [(&str, &str); 2] = [("GET", "/one"), ("GET", "/another")];

/// What somebody with a token for the organization is let in to.
const PRODUCTS: (&str, &str) = ("GET", "/organizations/acme/products");

/// A client and the token that it accepts, from a tenant that lives as long as the emulator.
async fn tenant() -> (Emulator, Client, String) {
    let emulator = Emulator::start().await.unwrap();
    let config = Config::builder(emulator.endpoint(), emulator.app_id()).base_url("http://localhost:3000");
    let client = Client::new(config.app_secret(emulator.app_secret()).build().unwrap());
    let token = emulator.access_token("alice").resource(ShoppingApi::INDICATOR);
    let token = token.organization("acme").scopes(["read"]).sign().unwrap();
    (emulator, client, format!("Bearer {token}"))
}

async fn assert_guarded(pages: impl HttpServiceFactory + 'static, others: &[(&str, &str)]) {
    let (_emulator, client, token) = tenant().await;
    let app = test::init_service(App::new().service(pages).wrap(logto::actix::layer(client))).await;
    let request =
        |(method, path): (&str, &str)| test::TestRequest::with_uri(path).method(method.parse().unwrap());
    for line in REQUESTS.iter().chain(others) {
        let answer = test::call_service(&app, request(*line).to_request()).await;
        assert_eq!(answer.status().as_u16(), 401, "{line:?}");
    }
    let admitted = request(PRODUCTS).insert_header(("authorization", token)).to_request();
    assert_eq!(test::call_service(&app, admitted).await.status().as_u16(), 200);
}

#[actix_web::test]
async fn on_actix_web_they_go_above_the_route() {
    assert_guarded(actix_above::pages(), &OF_SEVERAL).await;
}

#[actix_web::test]
async fn on_actix_web_they_go_below_the_route() {
    assert_guarded(actix_below::pages(), &OF_SEVERAL).await;
}

#[actix_web::test]
async fn on_actix_web_they_go_without_a_route() {
    assert_guarded(actix_without::pages(), &[]).await;
}

#[tokio::test]
async fn on_axum_they_go_above_debug_handler() {
    let (_emulator, client, token) = tenant().await;
    let mut app = axum_above::pages().layer(logto::axum::layer(client));
    let request = |(method, path): (&str, &str)| http::Request::builder().method(method).uri(path);
    for line in REQUESTS {
        let answer = app.call(request(line).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status().as_u16(), 401, "{line:?}");
    }
    let admitted = request(PRODUCTS).header("authorization", token).body(Body::empty()).unwrap();
    assert_eq!(app.call(admitted).await.unwrap().status().as_u16(), 200);
}

#[tokio::test]
async fn on_rocket_they_go_above_the_route() {
    let config =
        rocket::Config { log_level: rocket::config::LogLevel::Off, ..rocket::Config::debug_default() };
    let (_emulator, client, token) = tenant().await;
    let app = rocket::custom(config).mount("/", rocket_above::pages()).attach(logto::rocket::layer(client));
    let browser = rocket::local::asynchronous::Client::untracked(app).await.unwrap();
    for (method, path) in REQUESTS {
        let answer = browser.req(method.parse().unwrap(), path).dispatch().await;
        assert_eq!(answer.status().code, 401, "{method} {path}");
    }
    let (method, path) = PRODUCTS;
    let admitted = browser.req(method.parse().unwrap(), path).header(Header::new("authorization", token));
    assert_eq!(admitted.dispatch().await.status().code, 200);
}
