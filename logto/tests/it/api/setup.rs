//! What an API answers where something is set up wrongly, or Logto cannot be reached.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use http::Request;
use logto::resource_server::AccessRule;
use logto::testing::{Emulator, Endpoint, Fault};
use logto::{Client, Config, OrganizationIn};

use super::tenant::{
    Answer, IN_PATH, ShoppingApi, Template, client, emulator, request, route, send, with_token,
};
use crate::logs::Logs;

const READING: AccessRule<ShoppingApi> = AccessRule::global().all(&[ShoppingApi::Read]);

const UNAVAILABLE: &str = r#"{"error":"temporarily_unavailable","error_description":"access tokens cannot be verified at the moment"}"#;
const MISCONFIGURED: &str = r#"{"error":"server_error","error_description":"the server is misconfigured"}"#;

fn products(emulator: &Emulator) -> Router {
    route("/products", READING).layer(logto::axum::layer(client(emulator)))
}

fn read_token(emulator: &Emulator) -> String {
    let token = emulator.access_token("alice").resource("https://shopping.example.com/api");
    token.scopes(["read"]).sign().unwrap()
}

#[tokio::test]
async fn while_logto_has_never_been_reached_tokens_are_503_and_the_rest_is_as_always() {
    let emulator = emulator().await;
    let token = read_token(&emulator);
    for fault in [Fault::Drop, Fault::Status(502), Fault::Html, Fault::Garbage] {
        emulator.fault(Endpoint::Any, fault);
        let app = products(&emulator);
        assert_eq!(
            Answer::to(&app, with_token("/products", &token)).await,
            Answer::new(503, None, UNAVAILABLE)
        );
        assert_eq!(send(&app, with_token("/products", &token)).await.headers()["retry-after"], "5");
        assert_eq!(Answer::to(&app, request("/products", &[""; 0])).await.status, 401);
        assert_eq!(Answer::to(&app, request("/products", &["Bearer"])).await.status, 400);
        emulator.clear_faults();
    }
}

#[tokio::test]
async fn an_api_that_started_before_logto_did_lets_in_once_it_is_there() {
    let emulator = emulator().await;
    let ahead = Arc::new(AtomicU64::new(0));
    let seconds = Arc::clone(&ahead);
    let clock = move || SystemTime::now() + Duration::from_secs(seconds.load(Ordering::Relaxed));
    let logto = Client::new(Config::api(emulator.endpoint()).clock(clock).build().unwrap());
    let app = route("/products", READING).layer(logto::axum::layer(logto));
    let token = read_token(&emulator);

    emulator.fault(Endpoint::Any, Fault::Drop);
    assert_eq!(Answer::to(&app, with_token("/products", &token)).await.status, 503);
    emulator.clear_faults();
    // Logto is asked once a second at most.
    ahead.store(2, Ordering::Relaxed);
    assert_eq!(Answer::to(&app, with_token("/products", &token)).await.status, 200);
}

#[tokio::test]
async fn an_outage_is_not_seen_once_keys_are_there() {
    let emulator = emulator().await;
    let app = products(&emulator);
    assert_eq!(Answer::to(&app, with_token("/products", &read_token(&emulator))).await.status, 200);
    emulator.fault(Endpoint::Any, Fault::Drop);
    assert_eq!(Answer::to(&app, with_token("/products", &read_token(&emulator))).await.status, 200);
}

#[tokio::test]
async fn a_route_without_the_path_parameter_is_500_and_the_log_names_it() {
    let emulator = emulator().await;
    let rule = AccessRule::organization(IN_PATH).all(&[Template::Read]);
    let app = Router::new()
        .merge(route("/organization", rule))
        .merge(route("/organizations/{id}", rule))
        .layer(logto::axum::layer(client(&emulator)));
    let token = emulator.access_token("alice").organization("acme").scopes(["read"]).sign().unwrap();
    for path in ["/organization", "/organizations/acme"] {
        let logs = Logs::capture();
        assert_eq!(Answer::to(&app, with_token(path, &token)).await, Answer::new(500, None, MISCONFIGURED));
        logs.assert_has("the route has no path parameter `organization_id`");
    }
}

#[tokio::test]
async fn a_missing_layer_is_500_and_the_log_says_what_to_add() {
    let emulator = emulator().await;
    let app = route("/products", READING);
    for request in [with_token("/products", &read_token(&emulator)), request("/products", &[""; 0])] {
        let logs = Logs::capture();
        let response = send(&app, request).await;
        assert_eq!(response.status(), 500);
        assert!(!response.headers().contains_key("www-authenticate"));
        logs.assert_has("add `.layer(logto::axum::layer(logto))` to the router, after its routes");
    }
}

#[tokio::test]
async fn an_organization_in_a_header_is_named_once() {
    let emulator = emulator().await;
    let rule = AccessRule::organization(OrganizationIn::Header("x-organization")).all(&[Template::Read]);
    let app = route("/members", rule).layer(logto::axum::layer(client(&emulator)));
    let token = emulator.access_token("alice").organization("acme").scopes(["read"]).sign().unwrap();
    let answer = async |organizations: &[&'static str]| {
        let mut request: Request<Body> = with_token("/members", &token);
        for organization in organizations {
            request.headers_mut().append("x-organization", http::HeaderValue::from_static(organization));
        }
        Answer::to(&app, request).await
    };
    assert_eq!(answer(&["acme"]).await, Answer::new(200, None, "\"alice\""));
    assert_eq!(answer(&["globex"]).await.status, 401);
    for (organizations, description) in [
        (&[][..], "the request names no organization"),
        (&[""], "the request names no organization"),
        (&["acme", "globex"], "the request names an organization twice"),
        (&["acme", "acme"], "the request names an organization twice"),
    ] {
        assert_eq!(answer(organizations).await, malformed(description), "{organizations:?}");
    }
}

fn malformed(description: &str) -> Answer {
    Answer::new(
        400,
        Some(&format!(r#"Bearer error="invalid_request", error_description="{description}""#)),
        &format!(r#"{{"error":"invalid_request","error_description":"{description}"}}"#),
    )
}

#[tokio::test]
async fn an_organization_in_the_path_that_cannot_be_read_is_the_callers_mistake() {
    let emulator = emulator().await;
    let rule = AccessRule::organization(IN_PATH).all(&[Template::Read]);
    let app = Router::new()
        .merge(route("/organizations/{organization_id}", rule))
        .merge(route("/organizations/{organization_id}/items/{item}", rule))
        .layer(logto::axum::layer(client(&emulator)));
    let token = emulator.access_token("alice").organization("acme").scopes(["read"]).sign().unwrap();
    assert_eq!(Answer::to(&app, with_token("/organizations/acme/items/7", &token)).await.status, 200);
    for path in [
        "/organizations/%FF",
        "/organizations/acme%ff",
        "/organizations/%EF%BF%BD",
        "/organizations/acme/items/%FF",
    ] {
        let logs = Logs::capture();
        let answer = Answer::to(&app, with_token(path, &token)).await;
        assert_eq!(answer, malformed("the request names no organization"), "{path}");
        assert!(!logs.text().contains("ERROR"), "{}", logs.text());
    }
}

#[tokio::test]
async fn two_path_parameters_of_the_name_are_500_and_the_log_names_them() {
    let emulator = emulator().await;
    let rule = AccessRule::organization(IN_PATH).all(&[Template::Read]);
    let app = Router::new()
        .nest("/organizations/{organization_id}", route("/items/{organization_id}", rule))
        .layer(logto::axum::layer(client(&emulator)));
    let token = emulator.access_token("alice").organization("acme").scopes(["read"]).sign().unwrap();
    let logs = Logs::capture();
    let answer = Answer::to(&app, with_token("/organizations/acme/items/globex", &token)).await;
    assert_eq!(answer, Answer::new(500, None, MISCONFIGURED));
    logs.assert_has("no path parameter `organization_id`, or two of them");
}

#[tokio::test]
async fn a_header_name_that_is_none_is_500_and_the_log_names_it() {
    let emulator = emulator().await;
    let rule = AccessRule::organization(OrganizationIn::Header("x organization")).all(&[Template::Read]);
    let app = route("/members", rule).layer(logto::axum::layer(client(&emulator)));
    let token = emulator.access_token("alice").organization("acme").scopes(["read"]).sign().unwrap();
    let logs = Logs::capture();
    assert_eq!(Answer::to(&app, with_token("/members", &token)).await, Answer::new(500, None, MISCONFIGURED));
    logs.assert_has("`x organization` is not the name of a header");
}

#[tokio::test]
async fn an_outage_is_logged_once_and_not_for_every_token() {
    let emulator = emulator().await;
    let app = products(&emulator);
    emulator.fault(Endpoint::Any, Fault::Status(502));
    let logs = Logs::capture();
    let token = read_token(&emulator);
    for _ in 0..20 {
        assert_eq!(Answer::to(&app, with_token("/products", &token)).await.status, 503);
    }
    assert!(logs.text().matches("WARN").count() < 5, "{}", logs.text());
    logs.assert_has("could not be fetched from Logto");
}
