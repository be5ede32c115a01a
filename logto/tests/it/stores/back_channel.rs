//! Back-channel logout: sessions end here when Logto says so, and by nobody else's word.

use std::time::Duration;

use logto::testing::{self, Algorithm, Emulator, EmulatorBuilder, SignWith, TokenDraft};
use serde_json::{Value, json};

use crate::app::{App, alice, assemble};
use crate::browser::{Browser, Page};
use crate::logs::Logs;
use crate::store::Store;

const PATH: &str = "/back-channel-logout";

type Tamper = Box<dyn Fn(&mut TokenDraft) + Send>;

fn web() -> testing::App {
    testing::App::traditional("web")
        .secret("secret")
        .local_redirect_uris()
        .back_channel_logout_session_required()
}

fn emulator(app: testing::App) -> EmulatorBuilder {
    Emulator::builder().app(app).user(alice()).user(testing::User::new("bob"))
}

/// An app with a store, at which Logto's back-channel logout is configured.
async fn app() -> (App, Store) {
    app_at(emulator(web()).start().await.unwrap()).await
}

async fn app_at(emulator: Emulator) -> (App, Store) {
    let store = Store::default();
    let given = store.clone();
    let configure = |config: logto::ConfigBuilder| config.back_channel_logout_path(PATH);
    let app = App::at(emulator, configure, |client| client.session_store(given)).await;
    (app, store)
}

async fn post(app: &App, logout_token: &str) -> Page {
    Browser::new().post(&app.url(PATH), &[("logout_token", logout_token)]).await
}

/// How many of the browsers are still signed in.
async fn signed_in(app: &App, browsers: &[Browser]) -> usize {
    let mut count = 0;
    for browser in browsers {
        count += usize::from(browser.fetch(&app.url("/plain")).await.status == 200);
    }
    count
}

#[tokio::test]
async fn the_session_that_has_ended_at_logto_ends_here_and_no_other() {
    let (app, _) = app().await;
    let alice = [app.signed_in().await, app.signed_in().await];
    let bob = Browser::new();
    app.sign_in_at(&bob, "/page", "bob").await;
    let page = post(&app, &app.emulator.logout_token("alice").unwrap()).await;
    assert_eq!((page.status.as_u16(), page.headers["cache-control"].to_str().unwrap()), (200, "no-store"));
    assert!(page.body.is_empty() && page.set_cookies.is_empty());
    assert_eq!(signed_in(&app, &alice).await, 1);
    app.assert_signed_in(&bob, true).await;
}

#[tokio::test]
async fn a_token_that_names_the_user_only_ends_all_of_their_sessions() {
    let (app, _) = app().await;
    let alice = [app.signed_in().await, app.signed_in().await];
    let bob = Browser::new();
    app.sign_in_at(&bob, "/page", "bob").await;
    app.emulator.tamper_logout_tokens(without("sid"));
    assert_eq!(post(&app, &app.emulator.logout_token("alice").unwrap()).await.status, 200);
    assert_eq!(signed_in(&app, &alice).await, 0);
    app.assert_signed_in(&bob, true).await;
}

#[tokio::test]
async fn the_session_is_known_by_its_sid_after_refreshes_too() {
    let (app, store) = app().await;
    let browser = app.signed_in().await;
    // Later ID tokens need not say it again.
    app.emulator.tamper_id_tokens(without("sid"));
    app.advance(Duration::from_secs(3700));
    app.assert_signed_in(&browser, true).await;
    assert_eq!(post(&app, &app.emulator.logout_token("alice").unwrap()).await.status, 200);
    app.assert_signed_in(&browser, false).await;
    assert!(store.memory.is_empty());
}

#[tokio::test]
async fn nobody_is_sent_round_in_a_circle_or_told_anything_about_unknown_sessions() {
    let (app, store) = app().await;
    app.signed_in().await;
    app.emulator.tamper_logout_tokens(claim("sid", json!("unknown")));
    let page = post(&app, &app.emulator.logout_token("alice").unwrap()).await;
    assert_eq!((page.status.as_u16(), page.body.as_str()), (200, ""));
    assert_eq!(store.memory.len(), 1);
}

#[tokio::test]
async fn a_token_counts_once() {
    let (app, _) = app().await;
    app.signed_in().await;
    let token = app.emulator.logout_token("alice").unwrap();
    assert_eq!(post(&app, &token).await.status, 200);
    refuses(&post(&app, &token).await, "received before");
}

#[tokio::test]
async fn a_store_that_is_down_does_not_use_the_token_up() {
    let (app, store) = app().await;
    let browser = app.signed_in().await;
    let token = app.emulator.logout_token("alice").unwrap();
    store.set_down(true);
    let page = post(&app, &token).await;
    assert_eq!((page.status.as_u16(), &page.json()["error"]), (400, &json!("temporarily_unavailable")));
    store.set_down(false);
    app.assert_signed_in(&browser, true).await;
    assert_eq!(post(&app, &token).await.status, 200);
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn tokens_that_are_not_what_they_should_be_end_nothing() {
    let (app, _) = app().await;
    let browser = app.signed_in().await;
    let event = "http://schemas.openid.net/event/backchannel-logout";
    let cases: Vec<(Tamper, &str)> = vec![
        (Box::new(claim("iss", json!("https://evil.example.com/oidc"))), "another issuer"),
        (Box::new(claim("aud", json!("another-app"))), "not for this app alone"),
        (Box::new(claim("iat", json!(1))), "issued more than"),
        (Box::new(claim("exp", json!(1))), "has expired"),
        (Box::new(claim("iat", json!(9_000_000_000_u64))), "in the future"),
        (Box::new(claim("events", json!({}))), "back-channel logout among them"),
        (Box::new(claim("events", json!({ event: 1 }))), "back-channel logout among them"),
        (Box::new(claim("nonce", json!("n"))), "is an ID token"),
        (Box::new(without("jti")), "claims of a logout token"),
        (Box::new(without("iat")), "claims of a logout token"),
        (
            Box::new(|token: &mut TokenDraft| {
                without("sub")(token);
                without("sid")(token);
            }),
            "neither a user nor a session",
        ),
        (Box::new(header("typ", json!("JWT"))), "`typ` is not that of a logout token"),
        (Box::new(header("alg", json!("none"))), "`alg` is not one of"),
        (Box::new(header("alg", json!("HS256"))), "`alg` is not one of"),
        (Box::new(header("kid", json!("unknown"))), "keys fits the logout token"),
        (Box::new(signed(SignWith::UnpublishedKey)), "signature is wrong"),
        (Box::new(signed(SignWith::BrokenSignature)), "signature is wrong"),
        (Box::new(signed(SignWith::Nothing)), "signature is wrong"),
    ];
    for (tamper, reason) in cases {
        app.emulator.tamper_logout_tokens(tamper);
        refuses(&post(&app, &app.emulator.logout_token("alice").unwrap()).await, reason);
    }
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn requests_without_exactly_one_token_are_refused() {
    let (app, _) = app().await;
    let browser = app.signed_in().await;
    let token = app.emulator.logout_token("alice").unwrap();
    let outsider = Browser::new();
    for form in [
        &[][..],
        &[("token", token.as_str())],
        &[("logout_token", token.as_str()), ("logout_token", token.as_str())],
    ] {
        refuses(&outsider.post(&app.url(PATH), form).await, "exactly one");
    }
    refuses(&post(&app, "garbage").await, "malformed");
    refuses(&post(&app, &"x".repeat(200_000)).await, "exactly one");
    assert_eq!(outsider.load(&app.url(&format!("{PATH}?logout_token={token}"))).await.status, 405);
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn a_key_that_is_new_is_fetched() {
    let (app, _) = app().await;
    let browser = app.signed_in().await;
    app.emulator.rotate_keys(Algorithm::Rs256);
    app.advance(Duration::from_secs(60));
    assert_eq!(post(&app, &app.emulator.logout_token("alice").unwrap()).await.status, 200);
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn without_a_store_it_is_a_configuration_error_that_says_what_is_missing() {
    let logs = Logs::capture();
    let emulator = emulator(web()).start().await.unwrap();
    let app = App::at(emulator, |config| config.back_channel_logout_path(PATH), |client| client).await;
    logs.assert_has("back-channel logout needs `Client::builder(config).session_store(…)`");
    app.signed_in().await;
    let page = post(&app, &app.emulator.logout_token("alice").unwrap()).await;
    assert_eq!((page.status.as_u16(), &page.json()["error"]), (400, &json!("server_error")));
}

#[tokio::test]
async fn there_is_no_route_unless_it_is_configured() {
    let app = App::start().await;
    assert_eq!(post(&app, "garbage").await.status, 404);
}

#[tokio::test]
async fn logto_tells_the_app_when_it_ends_sessions_itself() {
    // The emulator has to know the address before there is an app.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}{PATH}", listener.local_addr().unwrap());
    let emulator = emulator(web().back_channel_logout_uri(uri)).start().await.unwrap();
    let store = Store::default();
    let given = store.clone();
    let serve = |logto: &logto::Client| {
        let alone: axum::Router = logto::axum::back_channel_logout(logto).into();
        tokio::spawn(async move { axum::serve(listener, alone).await });
        assemble(logto)
    };
    let app = App::serve(emulator, |config| config, |client| client.session_store(given), serve).await;
    let browsers = [app.signed_in().await, app.signed_in().await];
    app.emulator.end_sessions("alice").unwrap();
    let start = std::time::Instant::now();
    while app.emulator.back_channel_logouts().len() < 2 {
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", app.emulator.back_channel_logouts());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(app.emulator.back_channel_logouts().iter().all(|logout| logout.status == Some(200)));
    assert_eq!(signed_in(&app, &browsers).await, 0);
}

/// Sets one claim.
fn claim(name: &'static str, value: Value) -> impl Fn(&mut TokenDraft) + Send + 'static {
    move |token| drop(token.claims.insert(name.to_owned(), value.clone()))
}

/// Leaves one claim out.
fn without(name: &'static str) -> impl Fn(&mut TokenDraft) + Send + 'static {
    move |token| drop(token.claims.remove(name))
}

fn header(name: &'static str, value: Value) -> impl Fn(&mut TokenDraft) + Send + 'static {
    move |token| drop(token.header.insert(name.to_owned(), value.clone()))
}

fn signed(sign_with: SignWith) -> impl Fn(&mut TokenDraft) + Send + 'static {
    move |token| token.sign_with = sign_with.clone()
}

fn refuses(page: &Page, reason: &str) {
    assert_eq!(
        (page.status.as_u16(), page.headers["cache-control"].to_str().unwrap()),
        (400, "no-store"),
        "{reason}"
    );
    let json = page.json();
    assert_eq!(json["error"], "invalid_request", "{reason}");
    assert!(json["error_description"].as_str().unwrap().contains(reason), "{json} is not about `{reason}`");
}
