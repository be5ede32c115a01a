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
use logto::{Client, Config, Resource};
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
const REQUESTS: [(&str, &str); 4] = [
    ("GET", "/account"),
    ("POST", "/numbered/no-number"),
    ("GET", "/any"),
    ("GET", "/organizations/acme/products"),
];

fn client() -> Client {
    let config = Config::builder("https://tenant.logto.app", "app-id").base_url("http://localhost:3000");
    Client::new(config.build().unwrap())
}

async fn assert_guarded(pages: impl HttpServiceFactory + 'static) {
    let app = test::init_service(App::new().service(pages).wrap(logto::actix::layer(client()))).await;
    for (method, path) in REQUESTS {
        let request = test::TestRequest::with_uri(path).method(method.parse().unwrap()).to_request();
        assert_eq!(test::call_service(&app, request).await.status().as_u16(), 401, "{path}");
    }
}

#[actix_web::test]
async fn on_actix_web_they_go_above_the_route() {
    assert_guarded(actix_above::pages()).await;
}

#[actix_web::test]
async fn on_actix_web_they_go_below_the_route() {
    assert_guarded(actix_below::pages()).await;
}

#[actix_web::test]
async fn on_actix_web_they_go_without_a_route() {
    assert_guarded(actix_without::pages()).await;
}

#[tokio::test]
async fn on_axum_they_go_above_debug_handler() {
    let mut app = axum_above::pages().layer(logto::axum::layer(client()));
    for (method, path) in REQUESTS {
        let request = http::Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        assert_eq!(app.call(request).await.unwrap().status().as_u16(), 401, "{path}");
    }
}

#[tokio::test]
async fn on_rocket_they_go_above_the_route() {
    let config =
        rocket::Config { log_level: rocket::config::LogLevel::Off, ..rocket::Config::debug_default() };
    let app = rocket::custom(config).mount("/", rocket_above::pages()).attach(logto::rocket::layer(client()));
    let browser = rocket::local::asynchronous::Client::untracked(app).await.unwrap();
    for (method, path) in REQUESTS {
        let answer = browser.req(method.parse().unwrap(), path).dispatch().await;
        assert_eq!(answer.status().code, 401, "{path}");
    }
}
