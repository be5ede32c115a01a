//! Signing in, being recognised, signing out.

use logto::testing::{Emulator, Endpoint, Fault};
use logto::{Client, ConfigBuilder, SignIn};
use rocket::local::asynchronous;
use serde_json::json;

use super::app::{assemble, quiet, routes, serve, start, with};
use crate::app::config_for;
use crate::browser::Browser;

#[tokio::test]
async fn a_visitor_signs_in_and_comes_back_to_where_they_were_going() {
    let app = start().await;
    let browser = Browser::new();
    let page = browser.load(&app.url("/page?tab=2")).await;
    assert_eq!((page.status.as_u16(), page.body.as_str()), (303, ""));
    assert_eq!(page.location.as_deref(), Some("/sign-in?return_to=%2Fpage%3Ftab%3D2"));
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers.get("content-type"), None);

    let page = app.sign_in_at(&browser, "/page?tab=2", "alice").await;
    assert_eq!(page.url, app.url("/page?tab=2"));
    assert_eq!(page.json()["name"], "Alice Example");
    let page = app.sign_in_at(&Browser::new(), "/sign-in", "bob").await;
    assert_eq!((page.url, page.body.as_str()), (app.url("/"), "home"));
}

#[tokio::test]
async fn two_tabs_sign_in_at_the_same_time() {
    let app = start().await;
    let browser = Browser::new();
    let first = app.sign_in_up_to_callback(&browser, "/page?tab=1", "alice").await;
    let second = app.sign_in_up_to_callback(&browser, "/page?tab=2", "alice").await;
    assert_eq!(browser.open(&second).await.url, app.url("/page?tab=2"));
    assert_eq!(browser.open(&first).await.url, app.url("/page?tab=1"));
}

#[tokio::test]
async fn sign_out_ends_both_sessions() {
    let app = start().await;
    let browser = app.signed_in().await;
    let page = browser.load(&app.url("/sign-out")).await;
    let end_session = page.redirect().unwrap();
    assert!(end_session.starts_with(&format!("{}/oidc/session/end?", app.emulator.endpoint())));
    assert_eq!(browser.load(&app.url("/session")).await.json()["is_authenticated"], false);
    assert_eq!(app.emulator.requests_to("/oidc/token/revocation").len(), 1);
    let browser = app.signed_in().await;
    assert_eq!(browser.post(&app.url("/sign-out"), &[]).await.status, 303);
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn another_site_cannot_sign_out() {
    let app = start().await;
    let browser = app.signed_in().await;
    let from_elsewhere = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    let page = browser.get_with(&app.url("/sign-out"), &from_elsewhere).await;
    page.assert_refused(403);
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn who_asks_for_the_headers_of_a_route_that_changes_something_changes_nothing() {
    let app = start().await;
    let browser = app.signed_in().await;
    let page = browser.head(&app.url("/sign-out")).await;
    assert_eq!((page.status.as_u16(), page.headers["allow"].to_str().unwrap()), (405, "GET, POST"));
    app.assert_signed_in(&browser, true).await;

    let browser = Browser::new();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    let page = browser.head(&callback).await;
    assert_eq!((page.status.as_u16(), page.headers["allow"].to_str().unwrap()), (405, "GET"));
    assert_eq!(browser.open(&callback).await.status, 200);
    // The others are answered as for GET.
    assert_eq!(browser.head(&app.url("/sign-in")).await.status, 303);
}

#[tokio::test]
async fn a_callback_that_belongs_to_no_sign_in_is_refused() {
    let app = start().await;
    for path in ["/callback", "/callback?code=1&state=2", "/callback?error=access_denied&state=2"] {
        Browser::new().load(&app.url(path)).await.assert_refused(400);
    }
}

#[tokio::test]
async fn a_callback_succeeds_when_logto_is_reachable_again() {
    let app = start().await;
    let browser = Browser::new();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    app.emulator.fault(Endpoint::Token, Fault::Status(503).times(1));
    browser.load(&callback).await.assert_refused(503);
    assert_eq!(browser.open(&callback).await.url, app.url("/page"));
}

#[tokio::test]
async fn cookies_of_the_handler_go_out_beside_those_of_the_session() {
    let app = start().await;
    let browser = app.signed_in().await;
    let page = browser.load(&app.url("/clear")).await;
    assert_eq!(page.body, "cleared");
    let has = |start: &str| page.set_cookies.iter().any(|line| line.starts_with(start));
    assert!(has("mine=1") && has("from-the-jar=1") && page.set_cookies.len() > 2, "{:?}", page.set_cookies);
    assert_eq!(page.headers["cache-control"], "no-store");
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn a_page_that_is_not_there_leaves_the_session_alone() {
    let app = start().await;
    let browser = app.signed_in().await;
    let page = browser.load(&app.url("/nowhere")).await;
    assert_eq!((page.status.as_u16(), page.set_cookies.len()), (404, 0));
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn the_application_chooses_the_options_of_each_sign_in() {
    let app = serve(|rocket, logto| {
        let sign_in = logto::rocket::routes(logto).sign_in_options(|request, options: SignIn| {
            let hint = request.headers().get_one("x-hint");
            hint.map_or(options.clone(), |hint| options.login_hint(hint))
        });
        rocket.mount("/", sign_in).attach(logto::rocket::layer(logto.clone()))
    });
    let app = app.await;
    let browser = Browser::new();
    for path in ["/sign-in", "/sign-up"] {
        let page = browser.get_with(&app.url(path), &[("x-hint", "alice@example.com")]).await;
        let hinted = page.location.unwrap();
        assert!(hinted.contains("login_hint=alice%40example.com"), "{hinted}");
        assert!(!browser.load(&app.url(path)).await.location.unwrap().contains("login_hint"));
    }
}

#[tokio::test]
async fn routes_can_have_other_paths_and_handlers_another_base() {
    let configure = |config: ConfigBuilder| {
        config.sign_in_path("/auth/in").callback_path("/auth/back").sign_out_path("/auth/out")
    };
    let app =
        with(configure, |client| client, |rocket, logto| assemble(rocket, logto).mount("/inner", routes()));
    let app = app.await;
    let browser = Browser::new();
    let page = browser.load(&app.url("/inner/page?x=1")).await;
    assert_eq!(page.location.as_deref(), Some("/auth/in?return_to=%2Finner%2Fpage%3Fx%3D1"));
    let page = app.sign_in_at(&browser, "/inner/page?x=1", "alice").await;
    assert_eq!((page.url, page.status.as_u16()), (app.url("/inner/page?x=1"), 200));
    assert_eq!(browser.load(&app.url("/sign-out")).await.status, 404);
    assert_eq!(browser.load(&app.url("/auth/out")).await.status, 303);
}

#[tokio::test]
async fn an_application_under_a_prefix_that_its_proxy_leaves_on() {
    let configure = |config: ConfigBuilder| config.base_url("https://example.com/shop");
    let app = with(
        configure,
        |client| client,
        |rocket, logto| {
            rocket
                .mount("/shop", routes())
                .mount("/shop", logto::rocket::routes(logto))
                .attach(logto::rocket::layer(logto.clone()))
        },
    );
    let (app, browser) = (app.await, Browser::new());
    let page = browser.load(&app.url("/shop/page")).await;
    assert_eq!(page.location.as_deref(), Some("/shop/sign-in?return_to=%2Fshop%2Fpage"));
    let page = browser.load(&app.url("/shop/sign-in")).await;
    let callback = "redirect_uri=https%3A%2F%2Fexample.com%2Fshop%2Fcallback";
    assert!(page.location.unwrap().contains(callback));
    assert_eq!(browser.post(&app.url("/shop/sign-in"), &[]).await.status, 405);
}

#[tokio::test]
async fn an_application_tests_itself_with_the_local_client() {
    let emulator = Emulator::start().await.unwrap();
    let logto = Client::new(config_for(&emulator, "http://localhost:8000").build().unwrap());
    let client = asynchronous::Client::tracked(assemble(rocket::custom(quiet()), &logto)).await.unwrap();
    let location = |response: asynchronous::LocalResponse<'_>| {
        response.headers().get_one("location").unwrap().to_owned()
    };
    let url = location(client.get("/sign-in").dispatch().await);
    let callback = emulator.sign_in("alice", &url).await.unwrap();
    let callback = callback.strip_prefix("http://localhost:8000").unwrap().to_owned();
    assert_eq!(location(client.get(callback).dispatch().await), "/");
    let session = client.get("/session").dispatch().await.into_string().await.unwrap();
    assert_eq!(session, json!({ "is_authenticated": true }).to_string());
}
