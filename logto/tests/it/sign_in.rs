//! Signing in, being recognised, signing out.

use std::time::Duration;

use serde_json::json;

use crate::app::App;
use crate::browser::Browser;

#[tokio::test]
async fn a_visitor_signs_in_and_comes_back_to_where_they_were_going() {
    let app = App::start().await;
    let browser = Browser::new();

    let page = browser.load(&app.url("/page?tab=2")).await;
    assert_eq!(page.status, 303);
    assert_eq!(page.location.as_deref(), Some("/sign-in?return_to=%2Fpage%3Ftab%3D2"));

    let page = app.sign_in_at(&browser, "/page?tab=2", "alice").await;
    assert_eq!(page.status, 200, "{page:?}");
    assert_eq!(page.url, app.url("/page?tab=2"));
    assert_eq!(page.json()["name"], "Alice Example");
    assert_eq!(page.json()["email"], "alice@example.com");
    assert_eq!(page.json()["email_verified"], true);
}

#[tokio::test]
async fn signing_in_without_a_destination_leads_home() {
    let app = App::start().await;
    let page = app.sign_in_at(&Browser::new(), "/sign-in", "alice").await;
    assert_eq!((page.url, page.body.as_str()), (app.url("/"), "home"));
}

#[tokio::test]
async fn userinfo_brings_what_the_id_token_does_not_hold() {
    let app = App::start().await;
    let page = app.sign_in_at(&Browser::new(), "/full", "alice").await;
    assert_eq!(page.json()["custom_data"], json!({ "tier": "gold" }));
    assert_eq!(app.emulator.requests_to("/oidc/me").len(), 1);
}

#[tokio::test]
async fn two_tabs_sign_in_at_the_same_time() {
    let app = App::start().await;
    let browser = Browser::new();
    let first = app.sign_in_up_to_callback(&browser, "/page?tab=1", "alice").await;
    let second = app.sign_in_up_to_callback(&browser, "/page?tab=2", "alice").await;
    assert_eq!(browser.open(&second).await.url, app.url("/page?tab=2"));
    assert_eq!(browser.open(&first).await.url, app.url("/page?tab=1"));
}

#[tokio::test]
async fn sign_out_ends_both_sessions_and_the_refresh_token() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let refresh_token =
        browser.load(&app.url("/session")).await.json()["refresh_token"].as_str().unwrap().to_owned();

    let page = browser.load(&app.url("/sign-out")).await;
    assert_eq!(page.status, 303);
    let end_session = page.redirect().unwrap();
    assert!(
        end_session.starts_with(&format!("{}/oidc/session/end?", app.emulator.endpoint())),
        "{end_session}"
    );
    assert!(!end_session.contains("id_token_hint"));

    let session = browser.load(&app.url("/session")).await.json();
    assert_eq!(session["is_authenticated"], false);

    let revocations = app.emulator.requests_to("/oidc/token/revocation");
    assert_eq!(revocations.len(), 1);
    assert_eq!(revocations[0].param("token"), Some(refresh_token.as_str()));
    assert_eq!(revocations[0].status.unwrap(), 200);
}

#[tokio::test]
async fn a_failing_revocation_does_not_stop_the_sign_out() {
    use crate::tenant::{Endpoint, Fault};
    let app = App::start().await;
    let browser = app.signed_in().await;
    app.emulator.fault(Endpoint::Revocation, Fault::Status(503));
    assert!(browser.load(&app.url("/sign-out")).await.redirect().unwrap().contains("/oidc/session/end"));
    assert_eq!(browser.load(&app.url("/session")).await.json()["is_authenticated"], false);
}

#[tokio::test]
async fn another_site_cannot_sign_a_user_out() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    assert_eq!(browser.head(&app.url("/sign-out")).await.status, 405);
    for header in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("referer", "https://mallory.example/"),
        ("sec-purpose", "prefetch"),
    ] {
        assert_eq!(browser.get_with(&app.url("/sign-out"), &[header]).await.status, 403, "{header:?}");
    }
    assert_eq!(browser.load(&app.url("/session")).await.json()["is_authenticated"], true);
}

#[tokio::test]
async fn sign_up_opens_the_registration_page() {
    let app = App::start().await;
    let page = Browser::new().load(&app.url("/sign-up")).await;
    assert!(page.location.unwrap().contains("first_screen=register"));
}

#[tokio::test]
async fn a_session_ends_after_its_lifetime() {
    let app = App::with(|config| config.session_lifetime(Duration::from_secs(1800)), |client| client).await;
    let browser = app.signed_in().await;
    // Short of the end by more than the requests take.
    app.advance(Duration::from_secs(1800 - 30));
    assert_eq!(browser.fetch(&app.url("/plain")).await.status, 200);
    app.advance(Duration::from_secs(30));
    assert_eq!(browser.fetch(&app.url("/plain")).await.status, 401);
}

#[tokio::test]
async fn an_error_that_a_handler_returns_is_a_page_for_people_and_json_for_scripts() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let url = app.url("/returned-error");
    assert!(browser.load(&url).await.body.starts_with("<!doctype html>"));
    for header in [("sec-fetch-mode", "cors"), ("x-requested-with", "XMLHttpRequest")] {
        let page = browser.get_with(&url, &[("accept", "text/html"), header]).await;
        assert_eq!((page.status.as_u16(), page.json()), (500, json!({ "error": "Server misconfigured" })));
        assert_eq!(page.headers["x-mine"], "kept");
    }
}
