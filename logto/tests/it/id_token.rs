//! ID tokens that are not what they should be: nobody is signed in by them, and the log says which check failed.

use std::time::Duration;

use logto::testing::{Algorithm, SignWith, TokenDraft};
use serde_json::{Value, json};

use crate::app::App;
use crate::browser::Browser;
use crate::logs::Logs;

/// Signs in with tampered ID tokens, which has to fail for `reason`, and then with good ones.
async fn refused(tamper: impl Fn(&mut TokenDraft) + Send + 'static, reason: &str) {
    let logs = Logs::capture();
    let app = App::start().await;
    let browser = Browser::new();
    app.emulator.tamper_id_tokens(tamper);
    app.sign_in_at(&browser, "/page", "alice").await.assert_refused(400);
    logs.assert_has(reason);
    app.assert_signed_in(&browser, false).await;
    assert!(browser.cookies().is_empty(), "{:?}", browser.cookies().keys());

    app.emulator.stop_tampering();
    app.sign_in_at(&browser, "/page", "alice").await;
    app.assert_signed_in(&browser, true).await;
}

/// Sets one claim.
fn claim(name: &'static str, value: Value) -> impl Fn(&mut TokenDraft) + Send + 'static {
    move |token| drop(token.claims.insert(name.to_owned(), value.clone()))
}

/// Leaves one claim out.
fn without(name: &'static str) -> impl Fn(&mut TokenDraft) + Send + 'static {
    move |token| drop(token.claims.remove(name))
}

/// Moves a time by so many seconds.
fn later(name: &'static str, seconds: i64) -> impl Fn(&mut TokenDraft) + Send + 'static {
    move |token| {
        let time = token.claims[name].as_i64().unwrap() + seconds;
        token.claims.insert(name.to_owned(), json!(time));
    }
}

/// Names another algorithm than that of the key, or signs otherwise than the header says.
fn signed(alg: Option<&'static str>, sign_with: SignWith) -> impl Fn(&mut TokenDraft) + Send + 'static {
    move |token| {
        if let Some(alg) = alg {
            token.header.insert("alg".into(), json!(alg));
        }
        token.sign_with = sign_with.clone();
    }
}

const ALGORITHM: &str = "`alg` is not one of";
const SIGNATURE: &str = "signature is wrong";
const CLAIMS: &str = "not a JSON object with the claims of an ID token";
const AUDIENCE: &str = "not for this app alone";

#[tokio::test]
async fn an_unsigned_token_is_refused() {
    refused(signed(Some("none"), SignWith::Nothing), ALGORITHM).await;
}

#[tokio::test]
async fn an_empty_signature_is_refused() {
    refused(signed(None, SignWith::Nothing), SIGNATURE).await;
}

#[tokio::test]
async fn the_public_key_as_hmac_secret_is_refused() {
    refused(signed(Some("HS256"), SignWith::PublicKeyAsSecret), ALGORITHM).await;
}

#[tokio::test]
async fn the_app_secret_as_hmac_secret_is_refused() {
    let secret = SignWith::Secret("a-secret:with/odd+characters%".into());
    refused(signed(Some("HS256"), secret), ALGORITHM).await;
}

#[tokio::test]
async fn an_algorithm_that_is_not_the_keys_own_is_refused() {
    refused(signed(Some("ES256"), SignWith::CurrentKey), "Logto's keys fits the ID token").await;
}

#[tokio::test]
async fn a_key_that_is_not_published_is_refused() {
    refused(signed(None, SignWith::UnpublishedKey), SIGNATURE).await;
}

#[tokio::test]
async fn a_broken_signature_is_refused() {
    refused(signed(None, SignWith::BrokenSignature), SIGNATURE).await;
}

#[tokio::test]
async fn an_unknown_key_id_is_refused() {
    let tamper = |token: &mut TokenDraft| drop(token.header.insert("kid".into(), json!("unknown")));
    refused(tamper, "Logto's keys fits the ID token").await;
}

#[tokio::test]
async fn a_key_in_the_header_is_not_used() {
    let key = json!({ "kty": "oct", "k": "c2VjcmV0" });
    let tamper = move |token: &mut TokenDraft| {
        token.header.insert("jwk".into(), key.clone());
        token.sign_with = SignWith::UnpublishedKey;
    };
    refused(tamper, SIGNATURE).await;
}

#[tokio::test]
async fn a_critical_header_that_nobody_knows_is_refused() {
    let tamper = |token: &mut TokenDraft| drop(token.header.insert("crit".into(), json!(["b64"])));
    refused(tamper, "the ID token is malformed").await;
}

#[tokio::test]
async fn another_issuer_is_refused() {
    refused(claim("iss", json!("https://evil.example.com/oidc")), "of another issuer").await;
}

#[tokio::test]
async fn a_token_for_another_app_is_refused() {
    refused(claim("aud", json!("another-app")), AUDIENCE).await;
}

#[tokio::test]
async fn a_token_for_several_apps_that_does_not_say_whose_it_is_is_refused() {
    refused(claim("aud", json!(["web", "another-app"])), AUDIENCE).await;
}

#[tokio::test]
async fn a_token_for_nobody_is_refused() {
    refused(claim("aud", json!([])), AUDIENCE).await;
}

#[tokio::test]
async fn a_token_without_audience_is_refused() {
    refused(without("aud"), AUDIENCE).await;
}

#[tokio::test]
async fn a_token_that_was_issued_to_another_app_is_refused() {
    refused(claim("azp", json!("another-app")), "issued to another app").await;
}

#[tokio::test]
async fn a_token_for_several_apps_that_was_issued_to_another_is_refused() {
    let tamper = |token: &mut TokenDraft| {
        token.claims.insert("aud".into(), json!(["web", "another-app"]));
        token.claims.insert("azp".into(), json!("another-app"));
    };
    refused(tamper, "issued to another app").await;
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    refused(later("exp", -3600 - 61), "has expired").await;
}

#[tokio::test]
async fn a_token_without_expiry_is_refused() {
    refused(without("exp"), CLAIMS).await;
}

#[tokio::test]
async fn a_token_from_the_future_is_refused() {
    refused(later("iat", 120), "issued in the future").await;
}

#[tokio::test]
async fn the_nonce_of_another_sign_in_is_refused() {
    refused(claim("nonce", json!("another")), "`nonce` is not that of the sign-in").await;
}

#[tokio::test]
async fn a_token_without_nonce_is_refused() {
    refused(without("nonce"), "`nonce` is not that of the sign-in").await;
}

#[tokio::test]
async fn an_access_token_is_no_id_token() {
    let tamper = |token: &mut TokenDraft| drop(token.header.insert("typ".into(), json!("at+jwt")));
    refused(tamper, "`typ` is not that of an ID token").await;
}

#[tokio::test]
async fn a_logout_token_is_no_id_token() {
    let tamper = |token: &mut TokenDraft| drop(token.header.insert("typ".into(), json!("logout+jwt")));
    refused(tamper, "`typ` is not that of an ID token").await;
}

#[tokio::test]
async fn a_token_without_subject_is_refused() {
    refused(without("sub"), CLAIMS).await;
}

#[tokio::test]
async fn an_empty_subject_is_refused() {
    refused(claim("sub", json!("")), CLAIMS).await;
}

#[tokio::test]
async fn the_hash_of_another_access_token_is_refused() {
    refused(claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")), "does not belong to the access token").await;
}

#[tokio::test]
async fn times_within_the_leeway_are_accepted() {
    let app = App::start().await;
    for tamper in [later("exp", -3600 - 50), later("iat", 50)] {
        app.emulator.tamper_id_tokens(tamper);
        let browser = Browser::new();
        assert_eq!(app.sign_in_at(&browser, "/sign-in", "alice").await.status, 200);
    }
}

#[tokio::test]
async fn a_token_for_several_apps_that_was_issued_to_this_one_is_accepted() {
    let app = App::start().await;
    app.emulator.tamper_id_tokens(|token| {
        token.claims.insert("aud".into(), json!(["web", "another-app"]));
        token.claims.insert("azp".into(), json!("web"));
    });
    app.signed_in().await;
}

#[tokio::test]
async fn each_of_the_five_algorithms_signs_users_in() {
    for algorithm in
        [Algorithm::Rs256, Algorithm::Ps256, Algorithm::Es256, Algorithm::Es384, Algorithm::Es512]
    {
        let emulator = crate::app::emulator().algorithm(algorithm).start().await.unwrap();
        App::at(emulator, |config| config, |client| client).await.signed_in().await;
    }
}

/// They come from Logto itself, so that it is asked sooner than for the tokens that anybody may bring to an API.
#[tokio::test]
async fn made_up_key_ids_reach_logto_every_second_at_most() {
    let app = App::start().await;
    app.signed_in().await;
    app.clock.stop();
    app.advance(Duration::from_secs(2));
    app.emulator.tamper_id_tokens(|token| drop(token.header.insert("kid".into(), json!("made-up"))));
    for _ in 0..10 {
        app.sign_in_at(&Browser::new(), "/page", "alice").await.assert_refused(400);
        app.advance(Duration::from_millis(200));
    }
    // One for the first sign-in, one at the first made-up id, and one when a second has passed.
    assert_eq!(app.emulator.requests_to("/oidc/jwks").len(), 3);
}
