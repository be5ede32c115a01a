//! What axum applications do with their routers, states and extractors.

use std::collections::HashMap;

use axum::extract::{OriginalUri, Path, Query, RawPathParams, RawQuery, State};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::{get, post};
use axum::{Extension, Router, debug_handler};
use http::{HeaderMap, Method, Uri, Version};
use logto::testing::{self, Emulator};
use logto::{Client, Session, SignIn, User, authenticated};

use crate::app::{Account, App, alice, emulator, routes};
use crate::browser::Browser;
use crate::logs::Logs;
use crate::store::Store;

async fn serve(assemble: impl FnOnce(&Client) -> Router) -> App {
    App::serve(emulator().start().await.unwrap(), |config| config, |client| client, assemble).await
}

#[derive(Clone)]
struct Shop {
    name: &'static str,
}

#[authenticated(redirect)]
#[debug_handler(state = Shop)]
async fn greet(State(shop): State<Shop>, user: User<Account>) -> String {
    format!("{} at {}", user.name.as_deref().unwrap_or_default(), shop.name)
}

#[authenticated(redirect)]
#[expect(clippy::too_many_arguments, reason = "as many as axum allows")]
async fn fifteen_others(
    method: Method,
    uri: Uri,
    _: Version,
    headers: HeaderMap,
    OriginalUri(original): OriginalUri,
    RawQuery(_): RawQuery,
    Query(query): Query<HashMap<String, String>>,
    Path(id): Path<u32>,
    user: User<Account>,
    State(shop): State<Shop>,
    session: Session,
    _: RawPathParams,
    Extension(number): Extension<u8>,
    _: (Method, Uri),
    _: Result<Query<HashMap<String, u8>>, axum::extract::rejection::QueryRejection>,
    body: String,
) -> impl IntoResponse {
    assert!(session.is_authenticated());
    assert_eq!((uri, headers.contains_key("cookie")), (original, true));
    let name = user.name.as_deref().unwrap_or_default();
    format!("{method} {id} {} {name} {} {number} {body}", query["q"], shop.name)
}

#[tokio::test]
async fn any_state_type_and_debug_handler_go_with_a_guard() {
    let app = serve(|logto| {
        let routes = Router::new().route("/page", get(greet)).merge(logto::axum::routes(logto));
        routes.layer(logto::axum::layer(logto.clone())).with_state(Shop { name: "Shop" })
    });
    let app = app.await;
    let page = app.sign_in_at(&Browser::new(), "/page", "alice").await;
    assert_eq!(page.body, "Alice Example at Shop");
}

#[tokio::test]
async fn fifteen_other_extractors_go_with_a_guard() {
    let app = serve(|logto| {
        let routes = Router::<Shop>::new()
            .route("/page", get(greet))
            .route("/orders/{id}", post(fifteen_others).get(fifteen_others))
            .layer(Extension(7_u8))
            .merge(logto::axum::routes(logto));
        routes.layer(logto::axum::layer(logto.clone())).with_state(Shop { name: "Shop" })
    });
    let app = app.await;
    let browser = app.signed_in().await;
    let page = browser.post(&app.url("/orders/42?q=x"), &[("a", "b")]).await;
    assert_eq!(page.body, "POST 42 x Alice Example Shop 7 a=b");
}

#[tokio::test]
async fn a_missing_layer_is_500_and_the_log_says_what_to_add() {
    let app = serve(|logto| routes().merge(logto::axum::routes(logto))).await;
    let browser = Browser::new();
    for path in ["/page", "/bare", "/optional", "/session", "/sign-in", "/sign-up", "/callback", "/sign-out"]
    {
        let logs = Logs::capture();
        let page = browser.load(&app.url(path)).await;
        assert_eq!((page.status.as_u16(), page.location.as_deref()), (500, None), "{path}");
        assert_eq!(page.body, r#"{"error":"Server misconfigured"}"#);
        logs.assert_has("add `.layer(logto::axum::layer(logto))` to the router, after its routes");
    }
    assert_eq!(browser.load(&app.url("/")).await.status, 200);
}

#[tokio::test]
async fn a_nested_page_is_returned_to_by_its_full_path() {
    let app = serve(|logto| {
        let nested = Router::new().nest("/a", Router::new().nest("/b", routes()));
        nested.merge(logto::axum::routes(logto)).layer(logto::axum::layer(logto.clone()))
    });
    let app = app.await;
    let browser = Browser::new();
    let page = browser.load(&app.url("/a/b/page?x=1")).await;
    assert_eq!(page.location.as_deref(), Some("/sign-in?return_to=%2Fa%2Fb%2Fpage%3Fx%3D1"));
    let page = app.sign_in_at(&browser, "/a/b/page?x=1", "alice").await;
    assert_eq!((page.url, page.status.as_u16()), (app.url("/a/b/page?x=1"), 200));
}

#[tokio::test]
async fn the_layer_may_be_inside_the_nested_router() {
    let app = serve(|logto| {
        let inner = routes().layer(logto::axum::layer(logto.clone()));
        let outer = Router::new().merge(logto::axum::routes(logto)).layer(logto::axum::layer(logto.clone()));
        Router::new().nest("/inner", inner).merge(outer)
    });
    let app = app.await;
    let page = app.sign_in_at(&Browser::new(), "/inner/page", "alice").await;
    assert_eq!((page.url, page.status.as_u16()), (app.url("/inner/page"), 200));
}

#[tokio::test]
async fn the_application_chooses_how_failures_are_shown() {
    let app = serve(|logto| {
        let layer = logto::axum::layer(logto.clone()).on_failure(|failure| {
            let mut response = failure.default_response();
            *response.body_mut() = format!("{} {} {}", failure.status, failure.html, failure.sign_in_path);
            response.headers_mut().insert("x-mine", http::HeaderValue::from_static("yes"));
            response
        });
        routes().merge(logto::axum::routes(logto)).layer(layer)
    });
    let app = app.await;
    let browser = Browser::new();
    for (path, text) in [
        ("/plain", "401 Unauthorized false /sign-in"),
        ("/callback", "400 Bad Request true /sign-in"),
        ("/scope-not-requested", "500 Internal Server Error true /sign-in"),
    ] {
        let page = browser.load(&app.url(path)).await;
        assert_eq!((page.body.as_str(), page.headers["x-mine"].to_str().unwrap()), (text, "yes"));
    }
    assert_eq!(browser.fetch(&app.url("/page")).await.body, "401 Unauthorized false /sign-in");
}

#[tokio::test]
async fn the_application_chooses_the_options_of_each_sign_in() {
    let app = serve(|logto| {
        let sign_in = logto::axum::routes(logto).sign_in_options(|request, options: SignIn| {
            let known = request.headers.contains_key("x-hint");
            if known { options.login_hint("alice@example.com") } else { options }
        });
        routes().merge(sign_in).layer(logto::axum::layer(logto.clone()))
    });
    let app = app.await;
    let browser = Browser::new();
    for path in ["/sign-in", "/sign-up"] {
        let hinted = browser.get_with(&app.url(path), &[("x-hint", "1")]).await.location.unwrap();
        assert!(hinted.contains("login_hint=alice%40example.com"), "{hinted}");
        assert!(!browser.load(&app.url(path)).await.location.unwrap().contains("login_hint"));
    }
}

#[tokio::test]
async fn routes_can_have_other_paths() {
    let emulator = emulator().start().await.unwrap();
    let configure = |config: logto::ConfigBuilder| {
        config
            .sign_in_path("/auth/in")
            .callback_path("/auth/back")
            .sign_out_path("/auth/out")
            .after_sign_in_path("/welcome")
    };
    let app = App::at(emulator, configure, |client| client).await;
    let browser = Browser::new();
    assert_eq!(browser.load(&app.url("/page")).await.location.as_deref(), Some("/auth/in?return_to=%2Fpage"));
    assert_eq!(app.sign_in_at(&browser, "/auth/in", "alice").await.body, "welcome");
    assert_eq!(browser.load(&app.url("/sign-out")).await.status, 404);
    assert_eq!(browser.load(&app.url("/auth/out")).await.status, 303);
    app.assert_signed_in(&browser, false).await;
}

/// Headers beside an error: some describe a body that is not sent after all.
type Headers = AppendHeaders<[(&'static str, &'static str); 6]>;

const BESIDE: Headers = AppendHeaders([
    ("content-encoding", "gzip"),
    ("content-disposition", "attachment"),
    ("etag", "\"of-the-former\""),
    ("x-mine", "kept"),
    ("set-cookie", "mine=1"),
    ("set-cookie", "yours=2"),
]);

async fn beside_an_error(session: Session) -> (Headers, logto::Result<String>) {
    let token = session.access_token_for("https://api.example.com").await;
    (BESIDE, token.map(|_| "a token".to_owned()))
}

async fn beside_a_lost_session(
    session: Session,
    Extension(store): Extension<Store>,
) -> (Headers, &'static str) {
    session.clear_tokens();
    store.set_down(true);
    (BESIDE, "all is well")
}

#[tokio::test]
async fn an_error_in_the_place_of_an_answer_has_its_headers_but_not_those_of_its_body() {
    let store = Store::default();
    let given = store.clone();
    let assemble = |logto: &Client| {
        let own = Router::new()
            .route("/beside-an-error", get(beside_an_error))
            .route("/beside-a-lost-session", get(beside_a_lost_session))
            .layer(Extension(store));
        routes().merge(own).merge(logto::axum::routes(logto)).layer(logto::axum::layer(logto.clone()))
    };
    let emulator = emulator().start().await.unwrap();
    let app = App::serve(emulator, |config| config, |client| client.session_store(given), assemble).await;
    let browser = app.signed_in().await;
    for (path, status) in [("/beside-an-error", 500), ("/beside-a-lost-session", 503)] {
        let page = browser.load(&app.url(path)).await;
        page.assert_refused(status);
        assert_eq!((page.set_cookies.len(), &page.headers["x-mine"]), (2, &"kept".parse().unwrap()));
        for gone in ["content-encoding", "content-disposition", "etag"] {
            assert_eq!(page.headers.get(gone), None, "{path}");
        }
    }
}

/// Behind a proxy that serves the application under `/shop`.
async fn behind_proxy(assemble: impl FnOnce(&Client) -> Router) -> App {
    let app = testing::App::traditional("web").redirect_uri("https://example.com/shop/callback");
    let app = app.post_sign_out_redirect_uri("https://example.com/shop/");
    let emulator = Emulator::builder().app(app).user(alice()).start().await.unwrap();
    App::serve(emulator, |config| config.base_url("https://example.com/shop"), |client| client, assemble)
        .await
}

#[tokio::test]
async fn an_application_under_a_prefix_that_its_proxy_takes_off() {
    let app = behind_proxy(crate::app::assemble).await;
    signs_in_under_shop(&app, "").await;
}

#[tokio::test]
async fn an_application_under_a_prefix_that_its_proxy_leaves_on() {
    let app = behind_proxy(|logto| {
        let shop = routes().merge(logto::axum::routes(logto));
        Router::new().nest("/shop", shop).layer(logto::axum::layer(logto.clone()))
    });
    signs_in_under_shop(&app.await, "/shop").await;
}

/// A whole flow, in which every path that the browser gets to see has the prefix.
async fn signs_in_under_shop(app: &App, inside: &str) {
    let browser = Browser::new();
    let load = async |path: &str| browser.load(&app.url(&format!("{inside}{path}"))).await;
    assert_eq!(load("/page").await.location.as_deref(), Some("/shop/sign-in?return_to=%2Fshop%2Fpage"));
    assert_eq!(load("/elsewhere").await.location.as_deref(), Some("/shop/welcome"));
    assert!(load("/callback").await.body.contains("<a href=\"/shop/sign-in\">"));

    let url = load("/sign-in?return_to=%2Fshop%2Fpage").await.location.unwrap();
    let callback = app.emulator.sign_in("alice", &url).await.unwrap();
    let query = callback.strip_prefix("https://example.com/shop/callback").unwrap();
    let page = load(&format!("/callback{query}")).await;
    assert_eq!(page.location.as_deref(), Some("/shop/page"), "{page:?}");
    assert_eq!(load("/page").await.json()["name"], "Alice Example");

    let end_session = load("/sign-out").await.location.unwrap();
    assert!(
        end_session.contains("post_logout_redirect_uri=https%3A%2F%2Fexample.com%2Fshop%2F"),
        "{end_session}"
    );
}
