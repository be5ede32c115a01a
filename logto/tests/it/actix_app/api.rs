//! An API in actix-web: groups of routes under one rule, and handlers with their own.

use actix_web::web::{self, Json, ServiceConfig};
use actix_web::{Responder, get};
use logto::resource_server::AccessRule;
use logto::{BearerToken, OrganizationIn, authorized};
use serde_json::{Value, json};

use super::serve;
use crate::app::App;
use crate::browser::Page;
use crate::tokens::app::ShoppingApi;

async fn who(token: BearerToken<ShoppingApi>) -> impl Responder {
    Json(json!({ "may_write": token.permits(ShoppingApi::Write) }))
}

#[authorized(ShoppingApi::Write)]
#[get("/above")]
async fn above(token: BearerToken<ShoppingApi>) -> impl Responder {
    who(token).await
}

#[get("/below")]
#[authorized(ShoppingApi::Write)]
async fn below(token: BearerToken<ShoppingApi>) -> impl Responder {
    who(token).await
}

#[authorized(ShoppingApi::Write)]
async fn add(body: Json<Value>) -> impl Responder {
    body
}

#[authorized(ShoppingApi::Read, organization = path("org"))]
async fn item() -> &'static str {
    "an item"
}

fn api(app: &mut ServiceConfig) {
    let readers = logto::actix::authorized(AccessRule::global().all(&[ShoppingApi::Read]));
    let members = AccessRule::organization(OrganizationIn::Path("org")).all(&[ShoppingApi::Read]);
    app.service(above)
        .service(below)
        .route("/add", web::post().to(add))
        .service(web::scope("/readers").route("/{id}/who", web::get().to(who)).wrap(readers))
        .route("/of/{org}/item", web::get().to(item))
        .service(web::scope("/of/{org}").route("/item/{org}", web::get().to(item)))
        .service(
            web::scope("/organizations/{org}")
                .route("/who", web::get().to(who))
                .wrap(logto::actix::authorized(members)),
        );
}

async fn start() -> App {
    let app = serve(|app, logto| {
        let metadata = logto::actix::resource_metadata::<ShoppingApi>(logto);
        let layer = logto::actix::layer(logto.clone());
        app.service(web::scope("").configure(api).service(metadata).wrap(layer));
    });
    app.await
}

async fn call(app: &App, path: &str, token: Option<&str>) -> Page {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<_> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
    crate::browser::Browser::new().get_with(&app.url(path), &headers).await
}

fn token(app: &App, scopes: &[&str]) -> String {
    let token = app.emulator.access_token("alice").resource("https://shopping.example.com/api");
    token.scopes(scopes.iter().copied()).client_id("web").sign().unwrap()
}

#[tokio::test]
async fn a_group_of_routes_is_protected_by_one_rule() {
    let app = start().await;
    let reader = token(&app, &["read"]);
    let page = call(&app, "/readers/7/who", Some(&reader)).await;
    assert_eq!((page.status.as_u16(), page.json()), (200, json!({ "may_write": false })));

    let page = call(&app, "/readers/7/who", None).await;
    let challenge = page.headers["www-authenticate"].to_str().unwrap();
    let metadata = "https://shopping.example.com/.well-known/oauth-protected-resource/api";
    assert_eq!(
        (page.status.as_u16(), challenge),
        (401, &*format!("Bearer resource_metadata=\"{metadata}\""))
    );
    assert_eq!(call(&app, "/readers/7/who", Some(&token(&app, &["write"]))).await.status, 403);
    assert_eq!(call(&app, "/readers/7/nothing", Some(&reader)).await.status, 404);
    assert_eq!(call(&app, "/readers/7/nothing", None).await.status, 401);
}

#[tokio::test]
async fn a_group_of_routes_may_be_about_the_organization_in_its_path() {
    let app = start().await;
    let within = app.emulator.access_token("alice").resource("https://shopping.example.com/api");
    let within = within.organization("acme").scopes(["read"]).sign().unwrap();
    assert_eq!(call(&app, "/organizations/acme/who", Some(&within)).await.status, 200);
    assert_eq!(call(&app, "/organizations/ac%6De/who", Some(&within)).await.status, 200);
    assert_eq!(call(&app, "/organizations/globex/who", Some(&within)).await.status, 401);
    assert_eq!(call(&app, "/organizations/%FF/who", Some(&within)).await.status, 400);
    assert_eq!(call(&app, "/organizations/acme/who", Some(&token(&app, &["read"]))).await.status, 401);
}

#[tokio::test]
async fn two_path_parameters_of_the_name_are_a_mistake_of_the_application() {
    let app = start().await;
    let token = app.emulator.access_token("alice").resource("https://shopping.example.com/api");
    let token = token.organization("acme").scopes(["read"]).sign().unwrap();
    assert_eq!(call(&app, "/of/acme/item", Some(&token)).await.status, 200);
    assert_eq!(call(&app, "/of/globex/item", Some(&token)).await.status, 401);
    assert_eq!(call(&app, "/of/acme/item/acme", Some(&token)).await.status, 500);
}

#[tokio::test]
async fn the_attribute_goes_above_and_below_those_of_actix_web() {
    let app = start().await;
    let (reader, writer) = (token(&app, &["read"]), token(&app, &["read", "write"]));
    for path in ["/above", "/below"] {
        assert_eq!(call(&app, path, Some(&writer)).await.json(), json!({ "may_write": true }));
        assert_eq!(call(&app, path, Some(&reader)).await.status, 403);
        assert_eq!(call(&app, path, None).await.status, 401);
    }
}

/// The first token takes a request for Logto's keys, so that the guard waits.
#[tokio::test]
async fn a_body_is_judged_when_the_token_has_been_verified() {
    let app = start().await;
    let forged = format!("{}x", token(&app, &["write"]));
    for content_type in ["application/json", "text/plain"] {
        let request = reqwest::Client::new().post(app.url("/add")).bearer_auth(&forged);
        let answer = request.header("content-type", content_type).body("{ malformed").send().await.unwrap();
        assert_eq!(answer.status(), 401);
    }
}

#[tokio::test]
async fn the_apis_metadata_is_at_its_well_known_address() {
    let app = start().await;
    let page = call(&app, "/.well-known/oauth-protected-resource/api", None).await;
    assert_eq!(page.json()["resource"], "https://shopping.example.com/api");
    assert_eq!(page.headers["content-type"], "application/json");
}
