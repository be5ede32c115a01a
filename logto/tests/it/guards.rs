//! Who is let in, who is sent to sign in, and who is told why not.

use logto::ConfigBuilder;
use serde_json::json;

use crate::app::{App, WithPhone};
use crate::browser::{Browser, HTML, Page};
use crate::logs::Logs;

fn assert_sent_to(page: &Page, location: &str) {
    assert_eq!((page.status.as_u16(), page.location.as_deref()), (303, Some(location)), "{page:?}");
    assert_eq!(page.headers["cache-control"], "no-store");
}

fn assert_401_json(page: &Page) {
    assert_eq!((page.status.as_u16(), page.location.as_deref()), (401, None), "{page:?}");
    assert_eq!(page.body, r#"{"error":"Not authenticated"}"#);
    assert_eq!(page.headers["content-type"], "application/json");
}

/// Forgets that a sign-in has just happened, as the browser does after ten seconds.
fn let_ten_seconds_pass(browser: &Browser) {
    browser.remove_cookie(&browser.cookie("-signed-in").0);
}

#[tokio::test]
async fn page_loads_are_sent_to_sign_in() {
    let (app, browser) = (App::start().await, Browser::new());
    let (url, sign_in) = (app.url("/page"), "/sign-in?return_to=%2Fpage");
    assert_sent_to(&browser.load(&url).await, sign_in);
    assert_sent_to(&browser.head(&url).await, sign_in);
    assert_sent_to(&browser.get_with(&url, &[("sec-fetch-mode", "navigate")]).await, sign_in);
}

#[tokio::test]
async fn scripts_and_everything_else_get_401_as_json() {
    let (app, browser) = (App::start().await, Browser::new());
    let url = app.url("/page");
    assert_401_json(&browser.fetch(&url).await);
    for headers in
        [&[("accept", "*/*")] as &[_], &[("accept", "application/json")], &[("sec-fetch-mode", "cors")], &[]]
    {
        assert_401_json(&browser.get_with(&url, headers).await);
    }
    for header in [("sec-fetch-mode", "same-origin"), ("x-requested-with", "XMLHttpRequest")] {
        assert_401_json(&browser.get_with(&url, &[("accept", HTML), header]).await);
    }
    assert_401_json(&browser.post(&url, &[]).await);
    assert!(app.emulator.requests().is_empty());
}

#[tokio::test]
async fn without_redirect_a_page_load_gets_401_as_json_too() {
    let (app, browser) = (App::start().await, Browser::new());
    assert_401_json(&browser.load(&app.url("/plain")).await);
    assert_401_json(&browser.fetch(&app.url("/plain")).await);
}

#[tokio::test]
async fn a_signed_in_user_may_post_and_fetch() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    assert_eq!(browser.post(&app.url("/page"), &[]).await.json()["name"], "Alice Example");
    assert_eq!(browser.fetch(&app.url("/page")).await.json()["name"], "Alice Example");
}

#[tokio::test]
async fn a_guard_may_send_visitors_to_a_page_of_the_application() {
    let (app, browser) = (App::start().await, Browser::new());
    assert_sent_to(&browser.load(&app.url("/elsewhere?x=1")).await, "/welcome");
    assert_eq!(browser.open(&app.url("/elsewhere")).await.body, "welcome");
    assert_401_json(&browser.fetch(&app.url("/elsewhere")).await);
}

#[tokio::test]
async fn a_guard_that_sends_visitors_to_its_own_page_answers() {
    let (app, browser) = (App::start().await, Browser::new());
    browser.load(&app.url("/own-target")).await.assert_refused(401);
    browser.load(&app.url("/own-target?again=1")).await.assert_refused(401);
}

#[tokio::test]
async fn a_handler_can_be_guarded_without_asking_who_it_is() {
    let app = App::start().await;
    assert_sent_to(
        &Browser::new().load(&app.url("/guarded-only")).await,
        "/sign-in?return_to=%2Fguarded-only",
    );
    assert_eq!(app.signed_in().await.load(&app.url("/guarded-only")).await.body, "guarded");
}

#[tokio::test]
async fn an_optional_user_is_none_or_somebody() {
    let app = App::start().await;
    assert_eq!(Browser::new().load(&app.url("/optional")).await.body, "null");
    let subject = app.signed_in().await.load(&app.url("/optional")).await.json();
    assert_eq!(subject.as_str(), app.emulator.user_id("alice").as_deref());
}

#[tokio::test]
async fn a_user_without_an_attribute_is_required() {
    let app = App::start().await;
    assert_401_json(&Browser::new().fetch(&app.url("/bare")).await);
    assert_401_json(&Browser::new().load(&app.url("/bare")).await);
    let subject = app.signed_in().await.load(&app.url("/bare")).await.body;
    assert_eq!(Some(subject), app.emulator.user_id("alice"));
}

#[tokio::test]
async fn a_user_who_lacks_a_required_claim_is_refused_and_the_log_names_the_claim() {
    let (logs, app) = (Logs::capture(), App::start().await);
    assert_eq!(
        app.signed_in().await.fetch(&app.url("/with-email")).await.json()["email"],
        "alice@example.com"
    );
    let bob = Browser::new();
    app.sign_in_at(&bob, "/page", "bob").await;
    assert_eq!(bob.fetch(&app.url("/with-email")).await.status, 403);
    assert_eq!(bob.load(&app.url("/with-email")).await.json(), json!({ "error": "Access denied" }));
    logs.assert_has("`email`");
    app.assert_signed_in(&bob, true).await;
}

#[tokio::test]
async fn claims_whose_scope_no_sign_in_requests_are_500_and_the_log_says_what_to_write() {
    let app = App::start().await;
    for browser in [Browser::new(), app.signed_in().await] {
        let logs = Logs::capture();
        browser.load(&app.url("/scope-not-requested")).await.assert_refused(500);
        logs.assert_has("add `.claims::<…>()`");
        logs.assert_has("ERROR");
    }
}

#[tokio::test]
async fn a_session_older_than_a_scope_leads_to_a_new_sign_in() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    // The application was started again with one more scope in its configuration.
    let restarted = app.start_sibling(ConfigBuilder::claims::<WithPhone>, |client| client).await;
    let url = format!("{restarted}/scope-not-requested");
    assert_401_json(&browser.fetch(&url).await);
    let_ten_seconds_pass(&browser);
    assert_sent_to(&browser.load(&url).await, "/sign-in?return_to=%2Fscope-not-requested");

    let sign_in = browser.load(&format!("{restarted}/sign-in")).await.redirect().unwrap();
    let callback = app.emulator.sign_in("alice", &sign_in).await.unwrap();
    browser.load(&callback.replace(&app.base_url, &restarted)).await;
    assert_eq!(Some(browser.load(&url).await.body), app.emulator.user_id("alice"));
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookies_is_not_sent_in_circles() {
    let (app, browser) = (App::start().await, Browser::new());
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    browser.another().open(&callback).await.assert_refused(400);
    // One that keeps nothing but the trace of its sign-in.
    browser.load(&callback).await;
    browser
        .cookies()
        .into_keys()
        .filter(|name| !name.ends_with("-signed-in"))
        .for_each(|name| browser.remove_cookie(&name));
    let logs = Logs::capture();
    browser.open(&app.url("/page")).await.assert_refused(401);
    logs.assert_has("it refuses cookies");
    let_ten_seconds_pass(&browser);
    assert_eq!(browser.load(&app.url("/page")).await.status, 303);
}

#[tokio::test]
async fn after_a_sign_out_the_next_sign_in_may_follow_at_once() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    browser.load(&app.url("/sign-out")).await;
    assert_eq!(app.sign_in_at(&browser, "/page", "bob").await.status, 200);
}

#[tokio::test]
async fn a_sign_in_returns_to_the_application_only() {
    let app = App::start().await;
    let browser = Browser::new();
    for evil in [
        "https://evil.example.com",
        "//evil.example.com",
        "///evil.example.com",
        "/\\evil.example.com",
        "\\\\evil.example.com",
        "/%09/evil.example.com",
        "/%2F/evil.example.com",
        "/.//evil.example.com",
        "javascript:alert(1)",
        "http:evil.example.com",
        "evil.example.com",
        "",
        " /page",
        "/page\r\nset-cookie: a=b",
    ] {
        let browser = browser.another();
        let query: String =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", evil).finish();
        let callback = app.sign_in_up_to_callback(&browser, &format!("/sign-in?{query}"), "alice").await;
        assert_sent_to(&browser.load(&callback).await, "/");
    }
}
