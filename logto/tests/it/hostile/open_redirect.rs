//! Destinations that lead away: none does, neither as the URL standard resolves it nor through the routes.

use axum::Router;
use logto::testing::Emulator;
use logto::{Client, ReturnTo, authenticated};
use url::Url;

use crate::app::App;
use crate::browser::Browser;

/// Everything that an open redirect has been done with, and more.
fn payloads() -> Vec<String> {
    serde_json::from_str(include_str!("../../fixtures/open_redirects.json")).unwrap()
}

#[test]
fn there_are_at_least_sixty_different_payloads() {
    let payloads: std::collections::BTreeSet<_> = payloads().into_iter().collect();
    assert!(payloads.len() >= 60, "{}", payloads.len());
}

/// Most of them would lead away if they were taken as they are.
#[test]
fn the_payloads_are_dangerous() {
    let base = Url::parse("https://app.example.com/sign-in").unwrap();
    let leads_away = |payload: &String| base.join(payload).is_ok_and(|url| url.origin() != base.origin());
    assert!(payloads().iter().filter(|payload| leads_away(payload)).count() >= 40);
}

#[test]
fn no_payload_leads_away_as_browsers_resolve_it() {
    for payload in payloads() {
        let Ok(path) = ReturnTo::parse(&payload) else { continue };
        for base in ["https://app.example.com/callback?code=c", "http://localhost:3000/a/b/"] {
            let base = Url::parse(base).unwrap();
            assert_eq!(base.join(path.as_str()).unwrap().origin(), base.origin(), "{payload:?}");
        }
    }
}

#[authenticated(redirect)]
async fn guarded() -> &'static str {
    "in"
}

/// Every path is guarded.
fn assemble(logto: &Client) -> Router {
    Router::new().fallback(guarded).merge(logto::axum::routes(logto)).layer(logto::axum::layer(logto.clone()))
}

async fn app() -> App {
    let emulator: Emulator = crate::app::emulator().start().await.unwrap();
    App::serve(emulator, |config| config, |client| client, assemble).await
}

/// Follows a sign-in that began at `start` up to where the callback sends the browser.
async fn assert_stays(app: &App, browser: &Browser, start: &str, payload: &str) {
    let own = Url::parse(&app.base_url).unwrap();
    let mut url = app.url(start);
    loop {
        let page = browser.load(&url).await;
        url = page.redirect().unwrap_or_else(|| panic!("{payload:?}: {page:?}"));
        if url.starts_with(app.emulator.endpoint()) {
            break;
        }
        assert_eq!(Url::parse(&url).unwrap().origin(), own.origin(), "{payload:?}");
    }
    let callback = app.emulator.sign_in("alice", &url).await.unwrap();
    let page = browser.load(&callback).await;
    assert_eq!(page.status, 303, "{payload:?}: {page:?}");
    let target = Url::parse(&page.redirect().unwrap()).unwrap();
    assert_eq!(target.origin(), own.origin(), "{payload:?}");
    // A proxy or a framework that joins it once more does not change that.
    assert!(!target.path().starts_with("//"), "{payload:?}: {target}");
}

#[tokio::test]
async fn no_payload_leads_away_through_the_routes() {
    let (app, browser) = (app().await, Browser::new());
    for payload in payloads() {
        let value: String = url::form_urlencoded::byte_serialize(payload.as_bytes()).collect();
        for start in
            [format!("/sign-in?return_to={value}"), format!("/sign-in?return_to=%2Fok&return_to={value}")]
        {
            assert_stays(&app, &browser.another(), &start, &payload).await;
        }
        // As it stands, where it is a query at all.
        if payload.bytes().all(|byte| byte.is_ascii_graphic() && !b"#&\"<>`{}|^\\".contains(&byte)) {
            assert_stays(&app, &browser.another(), &format!("/sign-in?return_to={payload}"), &payload).await;
        }
    }
}

/// The page that a guard sends back to is one that was asked for, and its address can be a payload too.
#[tokio::test]
async fn no_payload_leads_away_through_a_guarded_path() {
    let (app, browser) = (app().await, Browser::new());
    for payload in payloads() {
        let is_path =
            payload.starts_with('/') && payload.parse::<http::Uri>().is_ok() && !payload.contains('#');
        if is_path {
            assert_stays(&app, &browser.another(), &payload, &payload).await;
        }
    }
}
