//! Access tokens of an API.

use logto::BearerToken;
use logto::authorized;
use rocket::{get, routes};
use serde_json::json;

use super::app::{assemble, serve};
use crate::browser::Browser;
use crate::tokens::app::ShoppingApi;

#[authorized(ShoppingApi::Read)]
#[get("/orders")]
async fn orders() -> &'static str {
    "orders"
}

#[authorized(ShoppingApi::Read, organization = path("org"))]
#[get("/organizations/<org>/orders")]
async fn orders_of(org: &str) -> String {
    org.to_owned()
}

#[get("/whoami")]
fn whoami(token: BearerToken<ShoppingApi>) -> String {
    token.subject().to_owned()
}

#[get("/greeting")]
fn greeting(token: Option<BearerToken<ShoppingApi>>) -> String {
    token.map_or("nobody".to_owned(), |token| token.subject().to_owned())
}

const METADATA: &str = "/.well-known/oauth-protected-resource/api";

#[tokio::test]
async fn a_request_without_a_good_token_learns_what_to_bring() {
    let app = serve(|rocket, logto| {
        let metadata = logto::rocket::resource_metadata::<ShoppingApi>(logto);
        assemble(rocket, logto).mount("/", routes![orders, whoami, greeting]).mount("/", metadata)
    });
    let (app, browser) = (app.await, Browser::new());
    for path in ["/orders", "/whoami"] {
        let page = browser.load(&app.url(path)).await;
        let challenge = page.headers["www-authenticate"].to_str().unwrap();
        assert_eq!(page.status, 401, "{page:?}");
        let metadata = format!("resource_metadata=\"https://shopping.example.com{METADATA}\"");
        assert!(challenge.starts_with("Bearer ") && challenge.contains(&metadata), "{challenge}");
        let page = browser.get_with(&app.url(path), &[("authorization", "Bearer not-a-token")]).await;
        let challenge = page.headers["www-authenticate"].to_str().unwrap();
        assert!(page.status == 401 && challenge.contains("invalid_token"), "{page:?}");
        let twice = app.url(&format!("{path}?access_token=a"));
        let page = browser.get_with(&twice, &[("authorization", "Bearer a")]).await;
        assert_eq!(page.status, 400, "{page:?}");
    }
    let page = browser.load(&app.url("/greeting")).await;
    assert_eq!((page.status.as_u16(), page.body.as_str(), page.set_cookies.len()), (200, "nobody", 0));
}

#[tokio::test]
async fn an_organization_that_cannot_be_read_is_the_callers_mistake() {
    let app = serve(|rocket, logto| assemble(rocket, logto).mount("/", routes![orders_of])).await;
    let token = app.emulator.access_token("alice").resource("https://shopping.example.com/api");
    let token = token.organization("acme").scopes(["read"]).sign().unwrap();
    let bearer = format!("Bearer {token}");
    for (organization, status) in [("acme", 200), ("ac%6De", 200), ("globex", 401), ("%FF", 400)] {
        let url = app.url(&format!("/organizations/{organization}/orders"));
        let page = Browser::new().get_with(&url, &[("authorization", &bearer)]).await;
        assert_eq!(page.status, status, "{organization}: {page:?}");
    }
}

#[tokio::test]
async fn the_api_says_who_issues_tokens_for_it() {
    let app =
        serve(|rocket, logto| rocket.mount("/", logto::rocket::resource_metadata::<ShoppingApi>(logto)));
    let app = app.await;
    let page = Browser::new().load(&app.url(METADATA)).await;
    assert_eq!(page.headers["content-type"], "application/json");
    assert_eq!(page.json()["resource"], "https://shopping.example.com/api");
    assert_eq!(page.json()["scopes_supported"], json!(["read", "write"]));
}
