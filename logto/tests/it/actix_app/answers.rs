//! What guards, routes and the middleware of an actix-web application answer.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web;
use logto::{Session, SignIn};

use super::{pages, serve, start_with};
use crate::app::App;
use crate::browser::Browser;
use crate::logs::Logs;

async fn start() -> App {
    start_with(|config| config, |client| client).await
}

#[tokio::test]
async fn the_attribute_goes_above_and_below_those_of_actix_web() {
    let app = start().await;
    let browser = app.signed_in().await;
    for path in ["/plain", "/below"] {
        let refused = Browser::new().fetch(&app.url(path)).await;
        assert_eq!(
            (refused.status.as_u16(), refused.body.as_str()),
            (401, r#"{"error":"Not authenticated"}"#)
        );
        assert_eq!(refused.headers["content-type"], "application/json");
        assert_eq!(browser.fetch(&app.url(path)).await.json()["name"], "Alice Example");
    }
}

#[tokio::test]
async fn page_loads_are_sent_to_sign_in_and_everything_else_gets_401() {
    let (app, browser) = (start().await, Browser::new());
    for page in [browser.load(&app.url("/page?x=1")).await, browser.head(&app.url("/page?x=1")).await] {
        assert_eq!(page.location.as_deref(), Some("/sign-in?return_to=%2Fpage%3Fx%3D1"));
        assert_eq!(
            (page.status.as_u16(), page.headers["cache-control"].to_str().unwrap()),
            (303, "no-store")
        );
    }
    assert_eq!(browser.fetch(&app.url("/page")).await.status, 401);
    assert_eq!(browser.post(&app.url("/page"), &[]).await.status, 401);
    assert_eq!(browser.load(&app.url("/guarded-only")).await.status, 303);
    browser.load(&app.url("/scope-not-requested")).await.assert_refused(500);
    assert!(app.emulator.requests().is_empty());
}

#[tokio::test]
async fn two_tabs_sign_in_at_the_same_time_and_one_signs_out_for_both() {
    let (app, browser) = (start().await, Browser::new());
    let first = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    let second = app.sign_in_up_to_callback(&browser, "/full", "alice").await;
    assert_eq!(browser.open(&second).await.json()["custom_data"]["tier"], "gold");
    let page = browser.open(&first).await;
    assert_eq!((page.url.as_str(), page.status.as_u16()), (app.url("/page").as_str(), 200));
    assert_eq!(browser.count_cookies("-signin-"), 0);
    assert_eq!(browser.load(&app.url("/guarded-only")).await.body, "guarded");

    let end_session = browser.load(&app.url("/sign-out")).await;
    assert!(end_session.location.unwrap().contains("/oidc/session/end?"));
    assert_eq!(end_session.headers["cache-control"], "no-store");
    app.assert_signed_in(&browser, false).await;
    assert_eq!(browser.load(&app.url("/session")).await.json()["is_authenticated"], false);
}

#[tokio::test]
async fn who_only_asks_for_the_headers_signs_nobody_in_or_out() {
    let app = start().await;
    let browser = app.signed_in().await;
    assert_eq!(browser.head(&app.url("/sign-in")).await.status, 303);
    for (path, allowed) in [("/sign-out", "GET, POST"), ("/callback", "GET")] {
        let page = browser.head(&app.url(path)).await;
        assert_eq!((page.status.as_u16(), page.headers["allow"].to_str().unwrap()), (405, allowed));
    }
    app.assert_signed_in(&browser, true).await;
    assert_eq!(browser.post(&app.url("/sign-in"), &[]).await.status, 405);
    assert_eq!(browser.post(&app.url("/sign-out"), &[]).await.status, 303);
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn an_error_that_a_handler_returns_is_shown_like_a_refusal_beside_its_headers() {
    let app = start().await;
    let browser = app.signed_in().await;
    let page = browser.load(&app.url("/returned-error")).await;
    page.assert_refused(500);
    assert_eq!(page.headers["x-mine"], "kept");
    let answer = browser.fetch(&app.url("/returned-error")).await;
    assert_eq!(answer.body, r#"{"error":"Server misconfigured"}"#);
    assert_eq!(answer.headers.get_all("content-type").iter().count(), 1);
}

#[tokio::test]
async fn cookies_of_the_session_stand_beside_those_of_the_application() {
    let app = start().await;
    let page = app.signed_in().await.load(&app.url("/clear")).await;
    assert_eq!(page.set_cookies[..2], ["mine=1", "yours=2"]);
    assert!(page.set_cookies.len() > 2, "{:?}", page.set_cookies);
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn an_answer_that_is_an_error_changes_the_session_too() {
    let app = start().await;
    let browser = app.signed_in().await;
    let page = browser.load(&app.url("/clear-and-fail")).await;
    assert_eq!((page.status.as_u16(), page.body.as_str()), (418, "no"));
    assert!(!page.set_cookies.is_empty());
    app.assert_signed_in(&browser, false).await;
}

async fn clear_and_refuse(
    session: Session,
    _: ServiceRequest,
    _: Next<impl MessageBody>,
) -> actix_web::Result<ServiceResponse> {
    session.clear_tokens();
    Err(actix_web::error::ErrorImATeapot("no"))
}

#[tokio::test]
async fn the_error_of_another_middleware_changes_the_session_too() {
    let app = serve(|app, logto| {
        let refused = web::scope("/refused").wrap(from_fn(clear_and_refuse));
        let site = web::scope("").service(refused).configure(pages).service(logto::actix::routes(logto));
        app.service(site.wrap(logto::actix::layer(logto.clone())));
    });
    let app = app.await;
    let browser = app.signed_in().await;
    let page = browser.load(&app.url("/refused/page")).await;
    assert_eq!((page.status.as_u16(), page.body.as_str()), (418, "no"));
    assert_eq!(page.headers["cache-control"], "no-store");
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn a_page_in_a_scope_is_returned_to_by_its_full_path() {
    let app = serve(|app, logto| {
        let nested = web::scope("/a").service(web::scope("/b").configure(pages));
        let site = web::scope("").service(nested).service(logto::actix::routes(logto));
        app.service(site.wrap(logto::actix::layer(logto.clone())));
    });
    let app = app.await;
    let page = app.sign_in_at(&Browser::new(), "/a/b/page?x=%20", "alice").await;
    assert_eq!((page.url, page.status.as_u16()), (app.url("/a/b/page?x=%20"), 200));
}

#[tokio::test]
async fn the_application_chooses_how_failures_are_shown_and_the_options_of_each_sign_in() {
    let app = serve(|app, logto| {
        let layer = logto::actix::layer(logto.clone()).on_failure(|failure| {
            let mut response = failure.default_response();
            *response.body_mut() = format!("{} {}", failure.status, failure.html);
            response
        });
        let routes = logto::actix::routes(logto).sign_in_options(|request, options: SignIn| {
            let known = request.headers().contains_key("x-hint");
            if known { options.login_hint("alice@example.com") } else { options }
        });
        app.service(web::scope("").configure(pages).service(routes).wrap(layer));
    });
    let (app, browser) = (app.await, Browser::new());
    for (path, text) in [
        ("/plain", "401 Unauthorized false"),
        ("/callback", "400 Bad Request true"),
        ("/scope-not-requested", "500 Internal Server Error true"),
        ("/returned-error", "500 Internal Server Error true"),
    ] {
        assert_eq!(browser.load(&app.url(path)).await.body, text, "{path}");
    }
    for path in ["/sign-in", "/sign-up"] {
        let hinted = browser.get_with(&app.url(path), &[("x-hint", "1")]).await.location.unwrap();
        assert!(hinted.contains("login_hint=alice%40example.com"), "{hinted}");
        assert!(!browser.load(&app.url(path)).await.location.unwrap().contains("login_hint"));
    }
}

#[tokio::test]
async fn routes_can_have_other_paths() {
    let configure =
        |config: logto::ConfigBuilder| config.sign_in_path("/auth/in").callback_path("/auth/back");
    let app = start_with(configure, |client| client).await;
    let browser = Browser::new();
    let page = app.sign_in_at(&browser, "/page", "alice").await;
    assert_eq!((page.url, page.status.as_u16()), (app.url("/page"), 200));
    assert_eq!(browser.load(&app.url("/callback")).await.status, 404);
}

#[tokio::test]
async fn a_missing_middleware_is_500() {
    let app = serve(|app, logto| {
        app.configure(pages).service(logto::actix::routes(logto));
    });
    let (app, browser) = (app.await, Browser::new());
    for path in ["/page", "/bare", "/session", "/sign-in", "/sign-up", "/callback", "/sign-out"] {
        let page = browser.load(&app.url(path)).await;
        assert_eq!((page.status.as_u16(), page.location.as_deref()), (500, None), "{path}");
        assert_eq!(page.body, r#"{"error":"Server misconfigured"}"#);
    }
    assert_eq!(browser.load(&app.url("/")).await.status, 200);
    // All that actix-web lets an optional extractor say.
    assert_eq!(browser.load(&app.url("/optional")).await.body, "null");
}

#[tokio::test]
async fn the_log_says_which_middleware_is_missing() {
    let app = actix_web::test::init_service(actix_web::App::new().configure(pages)).await;
    for path in ["/plain", "/optional", "/session"] {
        let logs = Logs::capture();
        actix_web::test::call_service(&app, actix_web::test::TestRequest::with_uri(path).to_request()).await;
        logs.assert_has("add `.wrap(logto::actix::layer(logto))` to the app");
    }
}
