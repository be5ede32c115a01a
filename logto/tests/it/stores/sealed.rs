//! What a store keeps is of no use to who reads it.

use logto::session::SessionRecord;

use crate::app::{App, COOKIE_KEY};
use crate::logs::Logs;
use crate::store::Store;
use crate::tokens::app::{AN_HOUR, TokenApp, rotating, start_with};

const NEW_KEY: &str = "a newer cookie key of at least 32 bytes";

async fn app() -> (TokenApp, Store) {
    let store = Store::default();
    let given = store.clone();
    let app = start_with(rotating(), |config| config, |client| client.session_store(given)).await;
    (app, store)
}

pub(super) fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// A sign-in, tokens and a refresh; everything in it that is nobody's business.
pub(super) async fn visit(app: &TokenApp) -> Vec<String> {
    let visitor = app.visitor_with("");
    visitor.sign_in().await;
    let access_token = visitor.get("/token/shopping").await.token();
    app.advance(AN_HOUR);
    visitor.get("/token/shopping").await;

    let mut secrets =
        vec![access_token, "alice".to_owned(), "shopper".to_owned(), "Alice Example".to_owned()];
    secrets.push(app.emulator.user_id("alice").unwrap());
    secrets.extend(visitor.cookies().split("; ").map(|cookie| cookie.split_once('=').unwrap().1.to_owned()));
    for request in app.emulator.requests_to("/oidc/token") {
        let names = ["refresh_token", "code", "code_verifier"];
        secrets.extend(names.iter().filter_map(|name| request.param(name)).map(str::to_owned));
    }
    secrets.retain(|secret| !secret.is_empty());
    assert!(secrets.len() > 8, "{secrets:?}");
    secrets
}

pub(super) fn assert_absent(secrets: &[String], dump: &[u8]) {
    assert!(dump.len() > 1000);
    for secret in secrets {
        assert!(!contains(dump, secret), "`{secret}` is in the store");
    }
}

#[tokio::test]
async fn a_dump_contains_no_token_no_claim_no_id_and_no_cookie() {
    let (app, store) = app().await;
    assert_absent(&visit(&app).await, &store.dump());
}

#[tokio::test]
async fn sessions_survive_a_new_cookie_key_as_long_as_the_old_one_is_configured() {
    let store = Store::default();
    let (given, shared) = (store.clone(), store.clone());
    let app = App::with(|config| config, |client| client.session_store(given)).await;
    let browser = app.signed_in().await;
    let rotated = app
        .start_sibling(
            |config| config.cookie_key(NEW_KEY).previous_cookie_key(COOKIE_KEY),
            |client| client.session_store(shared),
        )
        .await;
    assert_eq!(browser.fetch(&format!("{rotated}/plain")).await.status, 200);
}

#[tokio::test]
async fn with_another_cookie_key_a_session_is_as_good_as_none_and_the_log_says_why() {
    let logs = Logs::capture();
    let store = Store::default();
    let (given, shared) = (store.clone(), store.clone());
    let app = App::with(|config| config, |client| client.session_store(given)).await;
    let browser = app.signed_in().await;
    let other =
        app.start_sibling(|config| config.cookie_key(NEW_KEY), |client| client.session_store(shared)).await;
    assert_eq!(browser.fetch(&format!("{other}/plain")).await.status, 401);
    logs.assert_has("a stored session does not open: it was sealed with another cookie key");
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn bytes_that_are_no_record_are_an_error_and_no_session() {
    for bytes in [&[][..], b"x", &[1; 10], &[0; 200]] {
        let error = SessionRecord::from_bytes(bytes).unwrap_err().to_string();
        assert!(error.contains("no session record of this version"), "{error}");
    }
}
