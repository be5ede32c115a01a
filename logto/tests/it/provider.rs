//! Logto in trouble: requests fail with 503 and nothing is lost.

use std::time::Duration;

use crate::app::{App, emulator};
use crate::browser::{Browser, Page};
use crate::tenant::{Endpoint, Fault};

fn troubles() -> [Fault; 7] {
    [
        Fault::Status(503),
        Fault::Status(404),
        Fault::Html,
        Fault::Garbage,
        Fault::LargeBody(3 * 1024 * 1024),
        Fault::Drop,
        Fault::Truncate,
    ]
}

fn assert_unavailable(page: &Page, fault: &Fault) {
    assert_eq!(page.status, 503, "{fault:?} {page:?}");
    assert_eq!(page.headers["retry-after"], "5", "{fault:?}");
}

#[tokio::test]
async fn trouble_at_discovery_is_503_and_passes() {
    for fault in troubles() {
        let (app, browser) = (App::start().await, Browser::new());
        app.emulator.fault(Endpoint::Discovery, fault.clone());
        assert_unavailable(&browser.load(&app.url("/sign-in")).await, &fault);
        assert!(browser.cookies().is_empty());
        app.emulator.clear_faults();
        app.advance(Duration::from_secs(2));
        assert_eq!(app.sign_in_at(&browser, "/page", "alice").await.status, 200, "{fault:?}");
    }
}

#[tokio::test]
async fn trouble_at_the_key_set_is_503_and_the_callback_can_be_repeated() {
    for fault in troubles() {
        let (app, browser) = (App::start().await, Browser::new());
        let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
        app.emulator.fault(Endpoint::Jwks, fault.clone());
        assert_unavailable(&browser.load(&callback).await, &fault);
        app.emulator.clear_faults();
        app.advance(Duration::from_secs(2));
        assert_eq!(browser.open(&callback).await.status, 200, "{fault:?}");
    }
}

#[tokio::test]
async fn trouble_at_the_token_endpoint_is_503_and_the_callback_can_be_repeated() {
    for fault in troubles().into_iter().filter(|fault| *fault != Fault::Truncate) {
        let (app, browser) = (App::start().await, Browser::new());
        let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
        app.emulator.fault(Endpoint::Token, fault.clone());
        assert_unavailable(&browser.load(&callback).await, &fault);
        app.emulator.clear_faults();
        assert_eq!(browser.open(&callback).await.status, 200, "{fault:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_costs_the_sign_in_and_nothing_else() {
    for fault in [Fault::LoseResponse, Fault::Truncate] {
        let (app, browser) = (App::start().await, Browser::new());
        let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
        app.emulator.fault(Endpoint::Token, fault.clone().times(1));
        assert_unavailable(&browser.load(&callback).await, &fault);
        // Logto has seen the code, so it cannot be used again: a page says so, with a way out.
        browser.load(&callback).await.assert_refused(401);
        assert_eq!(app.sign_in_at(&browser, "/page", "alice").await.status, 200);
    }
}

#[tokio::test]
async fn trouble_at_userinfo_is_503_and_the_session_is_kept() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    for fault in troubles() {
        app.emulator.fault(Endpoint::Userinfo, fault.clone());
        assert_unavailable(&browser.load(&app.url("/full")).await, &fault);
        app.emulator.clear_faults();
        app.assert_signed_in(&browser, true).await;
        assert_eq!(browser.load(&app.url("/full")).await.status, 200, "{fault:?}");
        app.advance(Duration::from_secs(3600));
    }
}

#[tokio::test]
async fn an_application_starts_while_logto_is_down_and_signs_in_when_it_is_up() {
    let (mut app, browser) = (App::start().await, Browser::new());
    let port = url::Url::parse(app.emulator.endpoint()).unwrap().port().unwrap();
    app.emulator = emulator().start().await.unwrap();
    assert_eq!(browser.load(&app.url("/")).await.status, 200);
    assert_unavailable(&browser.load(&app.url("/sign-in")).await, &Fault::Drop);
    app.assert_signed_in(&browser, false).await;

    app.emulator = emulator().port(port).start().await.unwrap();
    app.advance(Duration::from_secs(1));
    assert_eq!(app.sign_in_at(&browser, "/page", "alice").await.status, 200);
}

#[tokio::test]
async fn guards_and_sessions_do_without_logto() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    app.emulator.fault(Endpoint::Any, Fault::Drop);
    app.emulator.clear_requests();
    assert_eq!(browser.load(&app.url("/page")).await.status, 200);
    assert_eq!(browser.load(&app.url("/optional")).await.status, 200);
    assert!(app.emulator.requests().is_empty());
}

#[tokio::test]
async fn sign_out_works_while_logto_is_down() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    app.emulator.fault(Endpoint::Any, Fault::Drop);
    app.advance(Duration::from_secs(25 * 3600));
    assert_eq!(browser.load(&app.url("/sign-out")).await.status, 303);
    assert_eq!(browser.load(&app.url("/session")).await.json()["is_authenticated"], false);
}

#[tokio::test]
async fn a_hundred_visitors_at_a_cold_start_make_one_request() {
    let (app, browser) = (App::start().await, Browser::new());
    let visits = (0..100).map(|_| async { browser.another().load(&app.url("/sign-in")).await.status });
    let statuses = futures_util::future::join_all(visits).await;
    assert!(statuses.iter().all(|status| *status == 303));
    assert_eq!(app.emulator.requests_to("/oidc/.well-known/openid-configuration").len(), 1);
    assert!(app.emulator.requests_to("/oidc/jwks").is_empty());

    let browsers: Vec<_> = (0..20).map(|_| browser.another()).collect();
    let mut callbacks = Vec::new();
    for browser in &browsers {
        callbacks.push(app.sign_in_up_to_callback(browser, "/page", "alice").await);
    }
    let pages = browsers.iter().zip(&callbacks).map(|(browser, callback)| browser.open(callback));
    let pages = futures_util::future::join_all(pages).await;
    assert!(pages.iter().all(|page| page.status == 200));
    assert_eq!(app.emulator.requests_to("/oidc/jwks").len(), 1);
}

#[tokio::test]
async fn a_hundred_visitors_do_not_hammer_a_provider_that_is_down() {
    let (app, browser) = (App::start().await, Browser::new());
    // After a failure the provider is asked again a second later.
    app.clock.stop();
    app.emulator.fault(Endpoint::Discovery, Fault::Status(503));
    let visits = (0..100).map(|_| async { browser.another().load(&app.url("/sign-in")).await.status });
    let statuses = futures_util::future::join_all(visits).await;
    assert!(statuses.iter().all(|status| *status == 503));
    assert_eq!(app.emulator.requests_to("/oidc/.well-known/openid-configuration").len(), 1);
}
