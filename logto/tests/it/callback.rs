//! Callbacks that are not the answer to a sign-in of this browser, or not a good one.

use crate::app::App;
use crate::browser::{Browser, Page};
use crate::logs::Logs;

/// The URL with its parameters changed.
fn edit(url: &str, change: impl FnOnce(&mut Vec<(String, String)>)) -> String {
    let mut url = url::Url::parse(url).unwrap();
    let mut parameters: Vec<_> = url.query_pairs().into_owned().collect();
    change(&mut parameters);
    url.query_pairs_mut().clear().extend_pairs(parameters);
    url.into()
}

/// The URL with one parameter set, or with none of that name.
fn with(url: &str, name: &str, value: Option<&str>) -> String {
    edit(url, |parameters| {
        parameters.retain(|(known, _)| known != name);
        parameters.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    })
}

/// Instead of a code, an error.
fn error(url: &str, code: &str) -> String {
    with(&with(url, "code", None), "error", Some(code))
}

/// Changes the callback of a good sign-in and loads it; nobody may be signed in by that.
async fn changed(change: impl FnOnce(String) -> String, status: u16, reason: &str) -> (App, Browser, Page) {
    let logs = Logs::capture();
    let (app, browser) = (App::start().await, Browser::new());
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    let page = browser.load(&change(callback)).await;
    page.assert_refused(status);
    logs.assert_has(reason);
    app.assert_signed_in(&browser, false).await;
    assert!(app.emulator.requests_to("/oidc/token").is_empty());
    (app, browser, page)
}

const NOT_PENDING: &str = "no sign-in under way that the callback belongs to";

#[tokio::test]
async fn a_callback_without_state_is_refused() {
    changed(|url| with(&url, "state", None), 400, NOT_PENDING).await;
    changed(|url| with(&url, "state", Some("")), 400, NOT_PENDING).await;
}

#[tokio::test]
async fn a_callback_with_another_state_is_refused_and_the_right_one_still_works() {
    let (app, browser, _) = changed(|url| with(&url, "state", Some("another")), 400, NOT_PENDING).await;
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    browser.load(&with(&callback, "state", Some("another"))).await.assert_refused(400);
    assert_eq!(browser.open(&callback).await.status, 200);
}

#[tokio::test]
async fn cancelling_on_the_sign_in_page_leads_to_a_page_that_offers_to_try_again() {
    let (app, browser) = (App::start().await, Browser::new());
    let url = app.authorization_url(&browser, "/page").await;
    let callback = app.emulator.browser().cancel(&url).await.unwrap();
    assert!(callback.contains("error=access_denied"), "{callback}");
    browser.load(&callback).await.assert_refused(403);
    assert_eq!(browser.count_cookies("-signin-"), 0);
    assert_eq!(app.sign_in_at(&browser, "/page", "alice").await.status, 200);
}

#[tokio::test]
async fn other_errors_have_the_status_of_who_can_repair_them() {
    for (code, status) in [
        ("access_denied", 403),
        ("login_required", 401),
        ("consent_required", 401),
        ("invalid_scope", 500),
        ("invalid_request", 500),
        ("server_error", 503),
        ("temporarily_unavailable", 503),
        ("something_new", 403),
    ] {
        changed(|url| error(&url, code), status, code).await;
    }
}

#[tokio::test]
async fn an_error_beside_a_code_counts() {
    changed(|url| with(&url, "error", Some("access_denied")), 403, "the sign-in was refused").await;
}

#[tokio::test]
async fn another_issuer_is_refused_before_anything_else_is_looked_at() {
    let evil = "https://evil.example.com/oidc";
    changed(|url| with(&url, "iss", Some(evil)), 400, "`iss` is not the issuer").await;
    changed(|url| error(&with(&url, "iss", Some(evil)), "access_denied"), 400, "`iss` is not the issuer")
        .await;
}

#[tokio::test]
async fn a_missing_issuer_is_refused() {
    changed(|url| with(&url, "iss", None), 400, "has no `iss`").await;
}

#[tokio::test]
async fn a_callback_without_code_is_refused() {
    changed(|url| with(&url, "code", None), 400, "neither `code` nor `error`").await;
    changed(|url| with(&url, "code", Some("")), 400, "neither `code` nor `error`").await;
}

#[tokio::test]
async fn repeated_parameters_are_refused() {
    // With two states it is not even known whose answer this is.
    for (name, reason) in [
        ("state", "has `state` more than once"),
        ("iss", "has `iss` more than once"),
        ("code", "has `code` more than once"),
    ] {
        let repeat = |url: String| {
            edit(&url, |parameters| {
                let first = parameters.iter().find(|(known, _)| known == name).unwrap().clone();
                parameters.push(first);
            })
        };
        changed(repeat, 400, reason).await;
    }
}

#[tokio::test]
async fn a_code_that_logto_refuses_signs_nobody_in() {
    let (app, browser) = (App::start().await, Browser::new());
    let other = app.sign_in_up_to_callback(&Browser::new(), "/page", "bob").await;
    let other = url::Url::parse(&other)
        .unwrap()
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    for code in ["garbage", &other] {
        let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
        browser.load(&with(&callback, "code", Some(code))).await.assert_refused(401);
        app.assert_signed_in(&browser, false).await;
        assert_eq!(browser.count_cookies("-signin-"), 0);
    }
}

#[tokio::test]
async fn a_script_gets_json_instead_of_a_page() {
    let (app, browser) = (App::start().await, Browser::new());
    let page = browser.fetch(&app.url("/callback?code=c&state=s")).await;
    assert_eq!((page.status.as_u16(), page.location.as_ref()), (400, None));
    assert_eq!(page.body, r#"{"error":"This sign-in could not be completed"}"#);
}

#[tokio::test]
async fn nothing_of_the_query_comes_back() {
    let marker = "<script>alert('reflected')</script>";
    let change = |url: String| {
        edit(&error(&url, marker), |parameters| {
            parameters.push(("error_description".into(), marker.into()));
            parameters.push((marker.into(), marker.into()));
        })
    };
    let (app, browser, page) = changed(change, 403, "the sign-in was refused").await;
    let other = browser.load(&app.url(&format!("/callback?state={marker}"))).await;
    for page in [page, other] {
        assert!(!page.body.contains("reflected"), "{}", page.body);
        assert!(!format!("{:?}", page.headers).contains("reflected"), "{:?}", page.headers);
    }
}

#[tokio::test]
async fn where_the_application_is_does_not_depend_on_request_headers() {
    let (app, browser) = (App::start().await, Browser::new());
    let lies = [
        ("host", "evil.example.com"),
        ("x-forwarded-host", "evil.example.com"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "/evil"),
        ("forwarded", "host=evil.example.com;proto=https"),
        ("accept", crate::browser::HTML),
    ];
    let sign_in = browser.get_with(&app.url("/sign-in"), &lies).await.redirect().unwrap();
    assert!(!sign_in.contains("evil"), "{sign_in}");
    let callback = app.emulator.sign_in("alice", &sign_in).await.unwrap();
    let page = browser.get_with(&callback, &lies).await;
    assert_eq!((page.status.as_u16(), page.location.as_deref()), (303, Some("/")));
    app.assert_signed_in(&browser, true).await;
    assert_eq!(
        app.emulator.requests_to("/oidc/token")[0].param("redirect_uri"),
        Some(app.url("/callback").as_str())
    );
    let sign_out = browser.get_with(&app.url("/sign-out"), &lies).await;
    assert!(!sign_out.location.unwrap().contains("evil"));
}
