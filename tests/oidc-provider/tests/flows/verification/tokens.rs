//! Access tokens that the engine signed, at handlers under `#[logto::authorized]`.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use axum::routing::get;
use logto::{AccessTokenRequest, BearerToken, Client, Config, Resource as _, Session, SignIn, authorized};
use tower_service::Service;

use super::api::{Api, machine_token};
use crate::tenant::{Algorithm, Tenant, shop, traditional};
use crate::tokens::app::ShoppingApi;

const CALLBACK: &str = "http://localhost:3000/callback";

#[authorized(ShoppingApi::Read)]
async fn list(token: BearerToken<ShoppingApi>) -> String {
    format!("{} {}", token.subject(), if token.is_machine() { "a machine" } else { "a person" })
}

#[authorized(ShoppingApi::Write)]
async fn add() -> &'static str {
    "added"
}

async fn status_and_body(logto: &Client, path: &str, token: &str) -> (u16, String) {
    let mut app = Router::new()
        .route("/list", get(list))
        .route("/add", get(add))
        .layer(logto::axum::layer(logto.clone()));
    let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
    let response = app.call(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (parts.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
}

async fn status(logto: &Client, path: &str, token: &str) -> u16 {
    status_and_body(logto, path, token).await.0
}

async fn alice(tenant: &Tenant) -> Session {
    let config = Config::builder(tenant.endpoint(), tenant.app_id())
        .app_secret(tenant.app_secret())
        .resource::<ShoppingApi>();
    let logto = Client::new(config.build().unwrap());
    let (url, pending) = logto.sign_in(SignIn::to(CALLBACK)).await.unwrap();
    let callback = tenant.sign_in("alice", url.as_str()).await.unwrap();
    logto.finish_sign_in(pending, callback).await.unwrap()
}

fn api(tenant: &Tenant) -> Client {
    Client::new(Config::api(tenant.endpoint()).build().unwrap())
}

#[tokio::test]
async fn a_users_token_is_let_in_and_a_narrowed_one_no_further_than_its_scopes() {
    let tenant = shop(traditional()).start().await.unwrap();
    let (api, session) = (api(&tenant), alice(&tenant).await);
    let whole = session.access_token::<ShoppingApi>().await.unwrap();
    let narrow = AccessTokenRequest::resource(ShoppingApi::INDICATOR).scopes(["read"]);
    let narrow = session.access_token_for(narrow).await.unwrap();
    assert_eq!(narrow.scopes().collect::<Vec<_>>(), ["read"]);
    let (whole, narrow) = (whole.secret().expose(), narrow.secret().expose());
    let subject = tenant.user_id("alice").unwrap();
    assert_eq!(status_and_body(&api, "/list", whole).await, (200, format!("{subject} a person")));
    assert_eq!(status(&api, "/add", whole).await, 200);
    assert_eq!((status(&api, "/list", narrow).await, status(&api, "/add", narrow).await), (200, 403));
}

#[tokio::test]
async fn a_machines_token_is_let_in_with_the_scopes_that_it_asked_for() {
    let api = Api::start().await;
    let read = machine_token(&api.emulator, &[("resource", ShoppingApi::INDICATOR), ("scope", "read")]).await;
    assert_eq!(status_and_body(&api.logto, "/list", &read).await, (200, "machine a machine".into()));
    assert_eq!(status(&api.logto, "/add", &read).await, 403);
    let none = machine_token(&api.emulator, &[("resource", ShoppingApi::INDICATOR)]).await;
    assert_eq!(status(&api.logto, "/list", &none).await, 403);
}

#[tokio::test]
async fn an_id_token_an_opaque_token_and_a_token_for_another_api_are_refused() {
    let tenant = shop(traditional()).start().await.unwrap();
    let (api, session) = (api(&tenant), alice(&tenant).await);
    let opaque = session.default_access_token().await.unwrap();
    assert_eq!(status(&api, "/list", opaque.secret().expose()).await, 401);
    assert_eq!(status(&api, "/list", session.id_token().unwrap().as_str()).await, 401);
    let elsewhere = crate::tokens::app::BillingApi::INDICATOR;
    let session = crate::tokens::app::start(traditional()).await;
    let visitor = session.visitor().await;
    let billing = visitor.get("/token/billing").await;
    assert_eq!(billing.json()["audience"], elsewhere);
    let trusting = self::api(&session.emulator);
    assert_eq!(status(&trusting, "/list", &billing.token()).await, 401);
    let shopping = visitor.get("/token/shopping").await.token();
    assert_eq!(status(&trusting, "/list", &shopping).await, 200);
}

#[tokio::test]
async fn a_new_key_of_another_algorithm_is_picked_up_with_the_first_token_that_it_signed() {
    let api = Api::start().await;
    api.assert_accepted(&api.token().await).await;
    for (number, algorithm) in [Algorithm::Rs256, Algorithm::Es384].into_iter().enumerate() {
        api.advance(std::time::Duration::from_secs(31));
        api.emulator.rotate_keys(algorithm);
        api.assert_accepted(&api.token().await).await;
        assert_eq!(api.key_set_requests(), number + 2);
    }
}
