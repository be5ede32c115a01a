//! Access tokens that tests of an API make at the emulator, without an app and a sign-in.
#![cfg(feature = "testing")]
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions, and not the helpers between them"
)]

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use logto::testing::{
    AccessTokenBuilder, ApiResource, App, Emulator, EmulatorError, Organization, Role, SignWith, User,
};
use serde_json::{Value, json};

const SHOPPING: &str = "https://shopping.example.com/api";

async fn tenant() -> Emulator {
    Emulator::builder()
        .app(App::traditional("web-app"))
        .app(App::machine_to_machine("robot").role("shopper").member_of("acme", ["editor"]))
        .resource(
            ApiResource::new(SHOPPING)
                .permissions(["read", "write"])
                .access_token_ttl(Duration::from_secs(60)),
        )
        .role(Role::new("shopper").resource_permissions(SHOPPING, ["read"]))
        .organization(Organization::new("acme", "Acme"))
        .organization_role(
            Role::new("editor")
                .organization_permissions(["invite"])
                .resource_permissions(SHOPPING, ["read", "write"]),
        )
        .user(User::new("alice").id("alice-id").email("alice@example.com").role("shopper"))
        .user(User::new("bob").member_of("acme", ["editor"]).custom_claim("tier", "silver"))
        .start()
        .await
        .unwrap()
}

fn part(token: &str, index: usize) -> Value {
    serde_json::from_slice(&BASE64URL.decode(token.split('.').nth(index).unwrap()).unwrap()).unwrap()
}

fn claims(token: AccessTokenBuilder<'_>) -> Value {
    part(&token.sign().unwrap(), 1)
}

async fn userinfo(emulator: &Emulator, token: &str) -> reqwest::Response {
    let request = reqwest::Client::new().get(format!("{}/oidc/me", emulator.endpoint()));
    request.bearer_auth(token).send().await.unwrap()
}

#[tokio::test]
async fn a_subject_is_a_user_by_any_name_or_a_machine() {
    let emulator = tenant().await;
    for name in ["alice", "alice-id", "alice@example.com"] {
        let claims = claims(emulator.access_token(name).resource(SHOPPING));
        assert_eq!((&claims["sub"], &claims["client_id"]), (&json!("alice-id"), &json!("web-app")));
    }
    let machine = claims(emulator.access_token("robot").resource(SHOPPING));
    assert_eq!((&machine["sub"], &machine["client_id"]), (&json!("robot"), &json!("robot")));
    let elsewhere = claims(emulator.access_token("alice").resource(SHOPPING).client_id("mobile"));
    assert_eq!(elsewhere["client_id"], "mobile");
    for nobody in ["carol", "web-app", ""] {
        let error = emulator.access_token(nobody).resource(SHOPPING).sign().unwrap_err();
        assert!(matches!(&error, EmulatorError::UnknownSubject(name) if name == nobody), "{error}");
    }
}

#[tokio::test]
async fn resource_and_organization_say_where_the_token_is_for() {
    let emulator = tenant().await;
    let bob = || emulator.access_token("bob");
    for (token, aud, organization_id) in [
        (bob().resource(SHOPPING), SHOPPING, None),
        (bob().organization("acme"), "urn:logto:organization:acme", None),
        (bob().resource(SHOPPING).organization("acme"), SHOPPING, Some("acme")),
        (bob().resource("https://unknown.example.com"), "https://unknown.example.com", None),
        (bob().organization("unknown"), "urn:logto:organization:unknown", None),
    ] {
        let claims = claims(token);
        assert_eq!(claims["aud"], aud);
        assert_eq!(claims.get("organization_id").and_then(Value::as_str), organization_id);
        assert_eq!(claims["iss"], format!("{}/oidc", emulator.endpoint()));
    }
}

#[tokio::test]
async fn scopes_are_those_that_the_test_says_or_those_of_the_roles() {
    let emulator = tenant().await;
    let token = |subject: &str| emulator.access_token(subject);
    for (token, scope) in [
        (token("alice").resource(SHOPPING), Some("read")),
        (token("alice").resource(SHOPPING).organization("acme"), Some("")),
        (token("alice").resource(SHOPPING).scopes(["write", "fly"]), Some("write fly")),
        (token("alice").resource(SHOPPING).scopes([""; 0]), Some("")),
        (token("bob").resource(SHOPPING), Some("")),
        (token("bob").resource(SHOPPING).organization("acme"), Some("read write")),
        (token("bob").organization("acme"), Some("invite")),
        (token("bob").organization("unknown").scopes(["invite"]), Some("invite")),
        (token("robot").resource(SHOPPING), Some("read")),
        (token("robot").organization("acme"), Some("invite")),
        // As captured: machines get no empty `scope`.
        (token("robot").organization("unknown"), None),
    ] {
        let text = format!("{token:?}");
        assert_eq!(claims(token).get("scope").and_then(Value::as_str), scope, "{text}");
    }
}

#[tokio::test]
async fn times_follow_the_emulators_clock_and_the_resource_unless_told_otherwise() {
    let emulator = tenant().await;
    let span = |token| {
        let claims = claims(token);
        (claims["iat"].as_u64().unwrap(), claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap())
    };
    let token = || emulator.access_token("alice").resource(SHOPPING);
    assert_eq!(span(token()).1, 60);
    assert_eq!(span(emulator.access_token("alice").organization("acme")).1, 3600);
    assert_eq!(span(token().lifetime(Duration::from_secs(5))).1, 5);
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
    assert_eq!(span(token().issued_at(then)), (1000, 60));

    let before = span(token()).0;
    emulator.advance_clock(Duration::from_secs(7200));
    assert!(span(token()).0 >= before + 7200);
}

#[tokio::test]
async fn claims_and_lies_are_put_in_as_they_are() {
    let emulator = tenant().await;
    let token = |subject: &str| emulator.access_token(subject).resource(SHOPPING);
    assert_eq!(claims(token("bob"))["tier"], "silver");
    assert_eq!(claims(token("bob").claim("tier", "gold"))["tier"], "gold");
    assert_eq!(claims(token("alice").claim("aud", json!(["a", "b"])))["aud"], json!(["a", "b"]));

    emulator.tamper_access_tokens(|token| drop(token.claims.insert("jti".into(), json!("everybody's"))));
    let lie = token("alice")
        .tamper(|token| drop(token.header.insert("alg".into(), json!("none"))))
        .tamper(|token| {
            // A hook may ask the emulator something.
            let known = emulator.user_id("bob").is_some();
            token.claims.insert("first".into(), token.claims["jti"].clone());
            token.claims.insert("known".into(), json!(known));
            token.sign_with = SignWith::Nothing;
        })
        .sign()
        .unwrap();
    assert_eq!(part(&lie, 0)["alg"], "none");
    assert_eq!((&part(&lie, 1)["first"], &part(&lie, 1)["known"]), (&json!("everybody's"), &json!(true)));
    assert!(lie.ends_with('.'));
}

#[tokio::test]
async fn without_resource_and_organization_it_is_an_opaque_token_for_logto() {
    let emulator = tenant().await;
    let token = emulator.access_token("alice").sign().unwrap();
    assert!(!token.contains('.'));
    let answer = userinfo(&emulator, &token).await;
    assert_eq!(
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap()),
        (200, json!({ "sub": "alice-id" }))
    );

    let with_email = emulator.access_token("alice").scopes(["openid", "email"]).sign().unwrap();
    let answer: Value = userinfo(&emulator, &with_email).await.json().await.unwrap();
    assert_eq!(answer["email"], "alice@example.com");

    emulator.revoke_grants("alice").unwrap();
    assert_eq!(userinfo(&emulator, &token).await.status(), 401);
    let expired = emulator.access_token("alice").lifetime(Duration::ZERO).sign().unwrap();
    assert_eq!(userinfo(&emulator, &expired).await.status(), 401);
    assert!(matches!(emulator.access_token("robot").sign(), Err(EmulatorError::NoTarget)));
}
