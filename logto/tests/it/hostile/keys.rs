//! Tokens that bring their key along, or name one that should be fetched.

use std::time::Duration;

use logto::testing::{self, Emulator, SignWith, TokenDraft};
use serde_json::{Value, json};

use super::witness::Witness;
use crate::app::App;
use crate::browser::Browser;
use crate::store::Store;

/// A key that would verify something, if somebody took it.
fn mallorys_key() -> Value {
    json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "mallory",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM" })
}

fn key_parameters(witness: &Witness) -> Vec<(&'static str, Value)> {
    let url = |path: &str| json!(format!("{}/{path}", witness.url));
    let mut parameters = vec![
        ("jwk", mallorys_key()),
        ("jku", url("jwks")),
        ("x5u", url("certificate")),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!("AAAA")),
    ];
    let kids =
        ["", "mallory", "../../dev/null", "' OR 1=1 --", "\u{0}", "es384\n", "${jndi:ldap://x}", "%2e%2e"];
    parameters.extend(kids.map(|kid| ("kid", json!(kid))));
    parameters.extend(
        [url("key"), json!("k".repeat(20_000)), json!(null), json!(7), json!(["a"]), mallorys_key()]
            .map(|kid| ("kid", kid)),
    );
    parameters
}

#[tokio::test]
async fn keys_that_an_id_token_names_or_brings_along_are_not_used() {
    let (app, browser, witness) = (App::start().await, Browser::new(), Witness::start().await);
    for (name, value) in key_parameters(&witness) {
        app.emulator.tamper_id_tokens(move |token: &mut TokenDraft| {
            token.header.insert(name.to_owned(), value.clone());
            token.sign_with = SignWith::UnpublishedKey;
        });
        app.sign_in_at(&browser, "/page", "alice").await.assert_refused(400);
    }
    app.assert_signed_in(&browser, false).await;
    witness.assert_was_not_asked();
}

#[tokio::test]
async fn keys_that_a_logout_token_names_or_brings_along_are_not_used() {
    let (witness, store) = (Witness::start().await, Store::default());
    let (app, browser) = app_with_back_channel(store).await;
    let outsider = browser.another();
    for (name, value) in key_parameters(&witness) {
        app.emulator.tamper_logout_tokens(move |token: &mut TokenDraft| {
            token.header.insert(name.to_owned(), value.clone());
            token.sign_with = SignWith::UnpublishedKey;
        });
        assert_eq!(post(&app, &outsider, &app.emulator.logout_token("alice").unwrap()).await, 400, "{name}");
    }
    app.assert_signed_in(&browser, true).await;
    witness.assert_was_not_asked();
}

/// Anybody may post to the route: it makes no more requests than an API does.
#[tokio::test]
async fn made_up_key_ids_in_logout_tokens_reach_logto_every_30_seconds_at_most() {
    let (app, browser) = app_with_back_channel(Store::default()).await;
    let outsider = browser.another();
    app.clock.stop();
    let before = app.emulator.requests_to("/oidc/jwks").len();
    for number in 0..200 {
        app.emulator.tamper_logout_tokens(move |token| {
            token.header.insert("kid".to_owned(), json!(number.to_string()));
        });
        assert_eq!(post(&app, &outsider, &app.emulator.logout_token("alice").unwrap()).await, 400);
        // 40 seconds in all.
        app.advance(Duration::from_millis(200));
    }
    assert!(app.emulator.requests_to("/oidc/jwks").len() <= before + 2);
    app.assert_signed_in(&browser, true).await;
}

async fn app_with_back_channel(store: Store) -> (App, Browser) {
    let web = testing::App::traditional("web").secret("secret").local_redirect_uris();
    let emulator =
        Emulator::builder().app(web.back_channel_logout_session_required()).user(crate::app::alice());
    let configure = |config: logto::ConfigBuilder| config.back_channel_logout_path("/logout");
    let app = App::at(emulator.start().await.unwrap(), configure, |client| client.session_store(store)).await;
    let browser = app.signed_in().await;
    (app, browser)
}

async fn post(app: &App, outsider: &Browser, token: &str) -> u16 {
    outsider.post(&app.url("/logout"), &[("logout_token", token)]).await.status.as_u16()
}
