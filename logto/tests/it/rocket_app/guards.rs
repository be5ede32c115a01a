//! Who is let in, who is sent to sign in, and who is told why not.

use logto::guard::{Guarded, Lack, Policy, Redirect, Requirement};
use logto::testing::{Endpoint, Fault};
use logto::{OrganizationId, OrganizationIn, Session, User, authenticated};
use rocket::data::{self, Data, FromData};
use rocket::http::Status;
use rocket::response::status::Unauthorized;
use rocket::{Request, get, post, routes};

use super::app::{assemble, serve, start};
use crate::app::Account;
use crate::browser::{Browser, Page};

fn assert_401_json(page: &Page) {
    assert_eq!((page.status.as_u16(), page.location.as_deref()), (401, None), "{page:?}");
    assert_eq!(page.body, r#"{"error":"Not authenticated"}"#);
    assert_eq!(page.headers["content-type"], "application/json");
    assert_eq!(page.headers["cache-control"], "no-store");
    // What Rocket adds to every answer is still there.
    assert_eq!(page.headers["x-frame-options"], "SAMEORIGIN");
}

#[tokio::test]
async fn page_loads_are_sent_to_sign_in_and_everything_else_gets_401() {
    let (app, browser) = (start().await, Browser::new());
    let url = app.url("/page");
    for page in [browser.load(&url).await, browser.head(&url).await] {
        assert_eq!(page.location.as_deref(), Some("/sign-in?return_to=%2Fpage"), "{page:?}");
    }
    assert_401_json(&browser.fetch(&url).await);
    assert_401_json(&browser.post(&url, &[("a", "b")]).await);
    for path in ["/plain", "/bare"] {
        assert_401_json(&browser.load(&app.url(path)).await);
        assert_401_json(&browser.fetch(&app.url(path)).await);
    }
    assert_eq!(browser.load(&app.url("/elsewhere")).await.location.as_deref(), Some("/welcome"));
    let page = browser.load(&app.url("/guarded-only")).await;
    assert_eq!(page.location.as_deref(), Some("/sign-in?return_to=%2Fguarded-only"));
    assert!(app.emulator.requests().is_empty());
}

#[tokio::test]
async fn a_signed_in_user_is_what_the_handler_asks_for() {
    let app = start().await;
    let browser = app.signed_in().await;
    let subject = app.emulator.user_id("alice").unwrap();
    for path in ["/plain", "/page", "/elsewhere", "/with-email"] {
        assert_eq!(browser.load(&app.url(path)).await.json()["sub"], *subject, "{path}");
    }
    assert_eq!(browser.load(&app.url("/bare")).await.body, subject);
    assert_eq!(browser.load(&app.url("/guarded-only")).await.body, "guarded");
    assert_eq!(browser.post(&app.url("/page"), &[("a", "b")]).await.body, "Alice Example sent a=b");
    let page = browser.load(&app.url("/full")).await;
    assert_eq!(page.json()["custom_data"]["tier"], "gold");
}

#[tokio::test]
async fn a_handler_may_borrow_from_the_request() {
    let app = start().await;
    let browser = app.signed_in().await;
    assert_eq!(browser.load(&app.url("/borrows/a%20b?tab=2")).await.body, "Alice Example a b 2 true");
}

/// A body that no request has the right form for.
struct Unreadable;

#[rocket::async_trait]
impl<'r> FromData<'r> for Unreadable {
    type Error = ();

    async fn from_data(_: &'r Request<'_>, _: Data<'r>) -> data::Outcome<'r, Self> {
        data::Outcome::Error((Status::UnsupportedMediaType, ()))
    }
}

#[authenticated]
#[post("/orders/<_number>", data = "<_body>")]
async fn order(_number: u32, _body: Unreadable) -> &'static str {
    "ordered"
}

#[tokio::test]
async fn a_user_is_admitted_before_path_and_body_are_looked_at() {
    let app = serve(|rocket, logto| assemble(rocket, logto).mount("/", routes![order])).await;
    for path in ["/orders/1", "/orders/one"] {
        assert_401_json(&Browser::new().post(&app.url(path), &[]).await);
    }
    let browser = app.signed_in().await;
    assert_eq!(browser.post(&app.url("/orders/1"), &[]).await.status, 415);
    assert_eq!(browser.post(&app.url("/orders/one"), &[]).await.status, 422);
}

#[tokio::test]
async fn a_user_who_lacks_a_required_claim_is_refused() {
    let (app, bob) = (start().await, Browser::new());
    app.sign_in_at(&bob, "/page", "bob").await;
    assert_eq!(bob.fetch(&app.url("/with-email")).await.status, 403);
    app.assert_signed_in(&bob, true).await;
}

#[tokio::test]
async fn an_optional_user_is_none_or_somebody() {
    let app = start().await;
    let page = Browser::new().load(&app.url("/optional")).await;
    assert_eq!((page.body.as_str(), page.set_cookies.len()), ("null", 0));
    let subject = app.signed_in().await.load(&app.url("/optional")).await.json();
    assert_eq!(subject.as_str(), app.emulator.user_id("alice").as_deref());
}

#[get("/own-401")]
fn own_401(user: Option<User<Account>>) -> Result<String, Unauthorized<&'static str>> {
    user.map(|user| user.sub.clone()).ok_or(Unauthorized("members only"))
}

#[get("/none-and-an-error")]
fn none_and_an_error(user: Option<User<Account>>, session: Session) -> logto::Result<String> {
    assert!(user.is_none());
    session.id_token().map(|token| token.subject().to_owned())
}

#[get("/none-and-a-catcher")]
fn none_and_a_catcher(_user: Option<User<Account>>) -> Status {
    Status::ImATeapot
}

#[tokio::test]
async fn what_a_handler_answers_to_nobody_stands() {
    let own = routes![own_401, none_and_an_error, none_and_a_catcher];
    let app = serve(|rocket, logto| assemble(rocket, logto).mount("/", own)).await;
    let browser = Browser::new();
    let page = browser.load(&app.url("/own-401")).await;
    assert_eq!((page.status.as_u16(), page.body.as_str()), (401, "members only"));
    browser.load(&app.url("/none-and-an-error")).await.assert_refused(401);
    assert_eq!(browser.load(&app.url("/none-and-a-catcher")).await.status, 418);
    for path in ["/own-401", "/none-and-an-error", "/none-and-a-catcher"] {
        assert!(browser.load(&app.url(path)).await.set_cookies.is_empty(), "{path}");
    }
}

/// Admits to the organization that the path names.
enum Member {}

impl Policy for Member {
    const REDIRECT: Redirect = Redirect::Never;
    const FETCH_USERINFO: bool = false;
    const ORGANIZATION: Option<OrganizationIn> = Some(OrganizationIn::Path("org_id"));
    type Requirement = Self;
}

impl<C> Requirement<C> for Member {
    fn check(_: &C, organization: Option<&OrganizationId>) -> Result<(), Lack> {
        let known = ["acme", "acme & sons"].map(OrganizationId::new);
        if organization.is_some_and(|id| known.contains(id)) { Ok(()) } else { Err(Lack::Role(&["member"])) }
    }
}

#[get("/organizations/<_>/<org_id>/reports")]
fn reports(org_id: &str, _member: Guarded<Account, Member>) -> String {
    org_id.to_owned()
}

#[get("/organizations/<_id>")]
fn no_parameter(_id: &str, _member: Guarded<Account, Member>) -> &'static str {
    "let in"
}

#[tokio::test]
async fn a_guard_finds_the_organization_in_the_path_by_its_name() {
    let own = routes![reports, no_parameter];
    let app = serve(|rocket, logto| assemble(rocket, logto).mount("/", own.clone()).mount("/v1/api", own));
    let app = app.await;
    let browser = app.signed_in().await;
    for base in ["", "/v1/api"] {
        for (path, status) in [
            ("/organizations/globex/acme/reports", 200),
            ("/organizations/globex/acme%20%26%20sons/reports", 200),
            ("/organizations/acme/globex/reports", 403),
            ("/organizations/acme/acme%2Freports/reports", 403),
            ("/organizations/acme", 500),
        ] {
            let page = browser.load(&app.url(&format!("{base}{path}"))).await;
            assert_eq!(page.status.as_u16(), status, "{base}{path}: {page:?}");
        }
    }
}

#[tokio::test]
async fn logto_out_of_reach_does_not_look_like_signed_out() {
    let app = start().await;
    let browser = app.signed_in().await;
    app.emulator.fault(Endpoint::Userinfo, Fault::Status(503).times(2));
    browser.load(&app.url("/full")).await.assert_refused(503);
    assert_eq!(browser.fetch(&app.url("/full")).await.headers["retry-after"], "5");
    assert_eq!(browser.load(&app.url("/full")).await.status, 200);
}
