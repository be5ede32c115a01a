//! What an API says about itself (RFC 9728), and that refusals say where.

use axum::Router;
use logto::resource_server::AccessRule;
use logto::testing::Emulator;
use serde_json::{Value, json};

use super::tenant::{Answer, IN_PATH, ShoppingApi, Template, client, emulator, request, route, with_token};

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource/api";
const PARAMETER: &str =
    r#"resource_metadata="https://shopping.example.com/.well-known/oauth-protected-resource/api""#;

/// A published API beside the organization template, which has no address.
fn app(emulator: &Emulator) -> Router {
    let logto = client(emulator);
    Router::new()
        .merge(route("/products", AccessRule::global().all(&[ShoppingApi::Read])))
        .merge(route("/products/any", AccessRule::global().any(&[ShoppingApi::Read, ShoppingApi::Write])))
        .merge(route(
            "/organizations/{organization_id}",
            AccessRule::organization(IN_PATH).all(&[Template::Read]),
        ))
        .merge(logto::axum::resource_metadata::<ShoppingApi>(&logto))
        .layer(logto::axum::layer(logto))
}

#[tokio::test]
async fn the_metadata_are_there_for_everyone() {
    let emulator = emulator().await;
    let answer = Answer::to(&app(&emulator), request(WELL_KNOWN, &[""; 0])).await;
    assert_eq!((answer.status, answer.challenge), (200, None));
    assert_eq!(
        serde_json::from_str::<Value>(&answer.body).unwrap(),
        json!({
            "resource": "https://shopping.example.com/api",
            "authorization_servers": [format!("{}/oidc", emulator.endpoint())],
            "scopes_supported": ["read", "write"],
            "bearer_methods_supported": ["header"],
        })
    );
}

#[tokio::test]
async fn refusals_of_a_published_api_say_where_its_metadata_are() {
    let emulator = emulator().await;
    let app = app(&emulator);
    let token = emulator.access_token("alice").resource("https://shopping.example.com/api");
    let powerless = token.scopes(["fly"]).sign().unwrap();
    for (request, challenge) in [
        (request("/products", &[""; 0]), "Bearer".to_owned()),
        (
            request("/products", &["Bearer"]),
            r#"Bearer error="invalid_request", error_description="send one access token, in one header: `Authorization: Bearer <token>`","#.to_owned(),
        ),
        (
            with_token("/products", "a.b.c"),
            r#"Bearer error="invalid_token", error_description="the access token is not valid","#.to_owned(),
        ),
        (
            with_token("/products", &powerless),
            r#"Bearer error="insufficient_scope", error_description="the access token lacks a permission", scope="read","#.to_owned(),
        ),
        (
            with_token("/products/any", &powerless),
            r#"Bearer error="insufficient_scope", error_description="the access token lacks a permission: one of these", scope="read write","#.to_owned(),
        ),
    ] {
        let answer = Answer::to(&app, request).await;
        assert_eq!(answer.challenge, Some(format!("{challenge} {PARAMETER}")));
    }
}

#[tokio::test]
async fn refusals_elsewhere_do_not() {
    let emulator = emulator().await;
    let answer = Answer::to(&app(&emulator), request("/organizations/acme", &[""; 0])).await;
    assert_eq!(answer.challenge.as_deref(), Some("Bearer"));
}
