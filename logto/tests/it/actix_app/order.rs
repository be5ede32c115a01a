//! A guard decides before other extractors are heard, and failures of optional ones are no `None`.

use actix_web::body::MessageBody as _;
use actix_web::dev::Service as _;
use actix_web::http::header::COOKIE;
use actix_web::{App as ActixApp, test};
use futures_util::FutureExt as _;
use logto::Client;

use super::{pages, start_with};
use crate::app::App;
use crate::browser::Browser;
use crate::store::Store;

async fn start() -> (App, Store) {
    let store = Store::default();
    let given = store.clone();
    (start_with(|config| config, |client| client.session_store(given)).await, store)
}

/// A browser with the cookie of a session that is no more.
async fn signed_out(app: &App) -> Browser {
    let browser = app.signed_in().await;
    let before = browser.copy();
    browser.load(&app.url("/sign-out")).await;
    before
}

#[tokio::test]
async fn who_is_refused_does_not_learn_what_else_is_wrong_with_the_request() {
    let (app, store) = start().await;
    let browser = signed_out(&app).await;
    let url = app.url("/echo");
    for slow in [false, true] {
        if slow {
            store.slow_down();
        }
        assert_eq!(browser.post_body(&url, "application/json", "{ malformed").await.status, 401);
        assert_eq!(browser.post_body(&url, "text/plain", "no JSON").await.status, 401);
        assert_eq!(browser.post_body(&url, "application/json", "{}").await.status, 401);
        assert_eq!(browser.load(&app.url("/numbered/x")).await.status, 401);
        assert_eq!(browser.post_body(&app.url("/bare"), "text/plain", b"\xff".as_slice()).await.status, 401);
    }
}

#[tokio::test]
async fn who_is_admitted_gets_the_body_and_learns_what_is_wrong_with_it() {
    let (app, store) = start().await;
    let browser = app.signed_in().await;
    for slow in [false, true] {
        if slow {
            store.slow_down();
        }
        let url = app.url("/echo");
        assert_eq!(browser.post_body(&url, "application/json", r#"{"a":1}"#).await.json()["a"], 1);
        assert_eq!(browser.post_body(&url, "application/json", "{ malformed").await.status, 400);
        assert_eq!(browser.load(&app.url("/numbered/x")).await.status, 404);
        let page = browser.post_body(&app.url("/bare"), "text/plain", "and a body").await;
        assert_eq!(page.body, "Alice Example and a body");
    }
}

#[tokio::test]
async fn a_large_body_passes_when_the_guard_has_admitted() {
    let (app, store) = start().await;
    let browser = app.signed_in().await;
    store.slow_down();
    let body = format!("\"{}\"", "x".repeat(1_000_000));
    let page = browser.post_body(&app.url("/echo"), "application/json", body.clone()).await;
    assert_eq!(page.body, body);
}

#[tokio::test]
async fn an_optional_user_is_none_only_if_nobody_is_signed_in() {
    let (app, store) = start().await;
    let browser = app.signed_in().await;
    let subject = browser.load(&app.url("/optional")).await.json();
    assert_eq!(subject.as_str(), app.emulator.user_id("alice").as_deref());
    assert_eq!(Browser::new().load(&app.url("/optional")).await.body, "null");
    store.set_down(true);
    for _ in 0..2 {
        let page = browser.load(&app.url("/optional")).await;
        page.assert_refused(503);
        assert_eq!(page.headers["retry-after"], "5");
        assert_eq!(browser.fetch(&app.url("/optional")).await.status, 503);
        assert_eq!(browser.fetch(&app.url("/bare")).await.status, 503);
        store.slow_down();
    }
    store.set_down(false);
    assert_eq!(browser.load(&app.url("/optional")).await.json(), subject);
    assert_eq!(signed_out(&app).await.load(&app.url("/optional")).await.body, "null");
}

/// Calls the app without a network, and expects an answer without waiting for anything.
async fn at_once(logto: &Client, path: &str, cookies: &str) -> (u16, String) {
    let app = ActixApp::new().configure(pages).wrap(logto::actix::layer(logto.clone()));
    let app = test::init_service(app).await;
    let request = test::TestRequest::get().uri(path).insert_header((COOKIE, cookies)).to_request();
    let Some(answer) = app.call(request).now_or_never() else { panic!("no answer at the first poll") };
    let response = answer.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().try_into_bytes().unwrap_or_default();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_guard_that_needs_no_io_decides_at_the_first_poll() {
    let mut client = None;
    let emulator = crate::app::emulator().start().await.unwrap();
    let app = App::launch(
        emulator,
        |config| config,
        |client| client,
        |listener, logto| {
            client = Some(logto.clone());
            super::spawn(listener, 1, logto);
        },
    );
    let app = app.await;
    let logto = client.unwrap();
    let cookies = app.signed_in().await.cookies();
    let cookies: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(at_once(&logto, "/plain", "").await.0, 401);
    let (status, body) = at_once(&logto, "/plain", &cookies.join("; ")).await;
    assert_eq!(status, 200);
    assert!(body.contains("Alice Example"), "{body}");
    assert_eq!(at_once(&logto, "/numbered/7", &cookies.join("; ")).await, (200, "7".to_owned()));
    assert_eq!(at_once(&logto, "/numbered/x", "").await.0, 401);
}
