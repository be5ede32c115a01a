//! An API that is no app at Logto: it has no id, and sends none.

use axum::body::Body;
use axum::http::Request;
use logto::{Client, Config, ConfigBuilder, SignIn};
use tower_service::Service;

use super::{Api, ask, routes};
use crate::logs::Logs;

fn client(configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Client {
    Client::new(configure(Config::api("https://tenant.logto.app")).build().unwrap())
}

#[tokio::test]
async fn an_api_signs_nobody_in_and_says_what_would() {
    let error = client(|config| config).sign_in(SignIn::to("https://app.example.com/callback")).await;
    let error = error.unwrap_err();
    assert!(error.is_configuration() && error.to_string().contains("`Config::builder`"), "{error}");
}

#[tokio::test]
async fn the_routes_of_an_app_are_a_mistake_on_an_api() {
    let logs = Logs::capture();
    let logto = client(|config| config.base_url("http://localhost:3000"));
    let mut app = axum::Router::new().merge(logto::axum::routes(&logto)).layer(logto::axum::layer(logto));
    // There is always a way out, but this one does not lead through Logto.
    for (path, expected, location) in
        [("/sign-in", 500, None), ("/sign-up", 500, None), ("/sign-out", 303, Some("/"))]
    {
        let response = app.call(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let found = response.headers().get("location").map(|value| value.to_str().unwrap());
        assert_eq!((response.status().as_u16(), found), (expected, location), "{path}");
    }
    logs.assert_has("for an API that signs nobody in");
}

#[tokio::test]
async fn answers_of_an_api_set_no_cookies() {
    let api = Api::start().await;
    let token = api.token().await;
    assert_eq!(ask(&api.logto, "/global", &token).await, (200, None));
    let request = Request::get("/global").header("authorization", format!("Bearer {token}"));
    let request = request.header("cookie", "x=1").body(Body::empty()).unwrap();
    let response = routes(&api.logto).call(request).await.unwrap();
    assert!(!response.headers().contains_key("set-cookie"));
}
