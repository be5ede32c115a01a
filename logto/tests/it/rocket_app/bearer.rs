//! Access tokens of an API.

use logto::resource_server::AccessRule;
use logto::testing::{Endpoint, Fault};
use logto::{BearerToken, OrganizationIn, authorized};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, get, post, routes};
use serde_json::json;

use super::app::{assemble, serve};
use crate::app::App;
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

#[get("/mine")]
fn mine(token: BearerToken<ShoppingApi>) -> String {
    format!("{:?}", token.organization().map(|id| id.as_str().to_owned()))
}

/// Takes no request.
struct Never;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Never {
    type Error = ();

    async fn from_request(_: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Forward(Status::NotFound)
    }
}

#[get("/organizations/<_id>/mine", rank = 1)]
fn passed_on(_id: &str, _never: Never, _token: BearerToken<ShoppingApi>) {}

#[get("/organizations/<_>/mine", rank = 2)]
fn mine_in_organization(token: BearerToken<ShoppingApi>) -> String {
    mine(token)
}

fn token(app: &App, organization: Option<&str>) -> String {
    let token = app.emulator.access_token("alice").resource("https://shopping.example.com/api");
    let token = token.scopes(["read"]).client_id("web");
    let token = match organization {
        Some(id) => token.organization(id),
        None => token,
    };
    format!("Bearer {}", token.sign().unwrap())
}

/// What else the rule of a group says is in the expectations that all frameworks share.
#[tokio::test]
async fn what_the_rule_of_a_route_lets_in_is_not_let_in_by_the_next_route() {
    let members = AccessRule::<ShoppingApi>::organization(OrganizationIn::Path("_id"));
    let app = serve(|rocket, logto| {
        let group = logto::rocket::authorized(members, routes![passed_on]);
        assemble(rocket, logto).mount("/", group).mount("/", routes![mine, mine_in_organization])
    });
    let app = app.await;
    let (within, outside) = (token(&app, Some("acme")), token(&app, None));
    let call = async |path: &str, token: &str| {
        Browser::new().get_with(&app.url(path), &[("authorization", token)]).await
    };
    assert_eq!(call("/mine", &outside).await.body, "None");
    // The first route passes it on, and the second wants a token that is for no organization.
    assert_eq!(call("/organizations/acme/mine", &within).await.status, 401);
    // The rule of the first.
    assert_eq!(call("/organizations/acme/mine", &outside).await.status, 401);
}

#[post("/sign-in")]
fn own_sign_in() -> &'static str {
    "mine"
}

#[tokio::test]
async fn methods_that_a_route_does_not_have_are_the_applications_to_answer() {
    let app = serve(|rocket, logto| assemble(rocket, logto).mount("/", routes![own_sign_in])).await;
    let browser = Browser::new();
    assert_eq!(browser.post(&app.url("/sign-in"), &[]).await.body, "mine");
    assert_eq!(browser.post(&app.url("/sign-up"), &[]).await.status, 405);
}

#[tokio::test]
async fn keys_that_cannot_be_had_do_not_look_like_no_credentials() {
    let app = serve(|rocket, logto| assemble(rocket, logto).mount("/", routes![greeting])).await;
    app.emulator.fault(Endpoint::Discovery, Fault::Status(503).times(9));
    let page = Browser::new().get_with(&app.url("/greeting"), &[("authorization", &token(&app, None))]).await;
    assert_eq!((page.status.as_u16(), &page.json()["error"]), (503, &json!("temporarily_unavailable")));
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
