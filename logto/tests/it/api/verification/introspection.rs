//! Opaque tokens: refused, unless they are of apps that the configuration names.

use std::time::Duration;

use logto::{Client, Config, Session, SignIn};

use super::{Api, ask, tenant};
use crate::logs::Logs;
use crate::tenant::{Endpoint, Fault, Tenant};

const CALLBACK: &str = "http://localhost:3000/callback";

/// Alice, signed in at one of the tenant's apps.
async fn session(emulator: &Tenant, app: &str) -> Session {
    let config = Config::builder(emulator.endpoint(), app).app_secret(emulator.secret_of(app).unwrap());
    let logto = Client::new(config.build().unwrap());
    let (url, pending) = logto.sign_in(SignIn::to(CALLBACK)).await.unwrap();
    let callback = emulator.sign_in("alice", url.as_str()).await.unwrap();
    logto.finish_sign_in(pending, callback).await.unwrap()
}

async fn opaque(emulator: &Tenant, app: &str) -> String {
    session(emulator, app).await.default_access_token().await.unwrap().secret().expose().to_owned()
}

/// An API that takes the opaque tokens of `web`.
async fn introspecting() -> Api {
    let emulator = tenant().start().await.unwrap();
    let config = Config::builder(emulator.endpoint(), "other")
        .app_secret("other-secret")
        .introspect_opaque_tokens_of(["web"]);
    Api::on(emulator, config)
}

fn questions(api: &Api) -> usize {
    api.emulator.requests_to("/oidc/token/introspection").len()
}

#[tokio::test]
async fn opaque_tokens_are_refused_and_the_log_says_what_the_client_has_to_do() {
    let (logs, api) = (Logs::capture(), Api::start().await);
    let token = opaque(&api.emulator, "web").await;
    api.emulator.clear_requests();
    assert_eq!(ask(&api.logto, "/global", &token).await, (401, Some("invalid_token".into())));
    logs.assert_has("the client has to request a resource");
    assert!(api.emulator.requests().is_empty() && !logs.text().contains(&token));
}

#[tokio::test]
async fn an_opaque_token_of_a_named_app_says_who_somebody_is_and_permits_nothing() {
    let api = introspecting().await;
    let token = opaque(&api.emulator, "web").await;
    let verified = api.verify(&token).await.unwrap();
    assert_eq!(verified.subject(), api.emulator.user_id("alice").unwrap());
    assert_eq!((verified.client_id(), verified.is_machine()), (Some("web"), false));
    assert_eq!((verified.organization(), verified.permissions().count()), (None, 0));
    assert_eq!(verified.jwt().aud, "");
    // What Logto said, as it said it.
    let claims: serde_json::Map<_, _> = verified.claims().unwrap();
    assert_eq!((&claims["active"], &claims["client_id"]), (&true.into(), &"web".into()));
    for (path, answer) in [
        ("/global", (200, None)),
        ("/readers", (403, Some("insufficient_scope"))),
        ("/organizations/acme", (401, Some("invalid_token"))),
        ("/within/acme", (401, Some("invalid_token"))),
    ] {
        let (status, error) = ask(&api.logto, path, &token).await;
        assert_eq!((status, error.as_deref()), answer, "{path}");
    }
}

#[tokio::test]
async fn every_request_asks_so_that_a_revoked_token_is_refused_at_once() {
    let api = introspecting().await;
    let token = opaque(&api.emulator, "web").await;
    assert!(api.verify(&token).await.is_ok() && api.verify(&token).await.is_ok());
    assert_eq!(questions(&api), 2);
    api.emulator.revoke_grants("alice").unwrap();
    api.assert_rejected(&token, "not active").await;
}

#[tokio::test]
async fn opaque_tokens_of_other_apps_are_refused() {
    let api = introspecting().await;
    let token = opaque(&api.emulator, "other").await;
    api.assert_rejected(&token, "has to request a resource").await;
}

#[tokio::test]
async fn a_refresh_token_is_no_access_token() {
    let api = introspecting().await;
    let session = session(&api.emulator, "web").await;
    let refresh_token = session.refresh_token().unwrap().unwrap();
    api.assert_rejected(refresh_token.expose(), "no access token").await;
    assert_eq!(questions(&api), 1);
}

#[tokio::test]
async fn only_what_looks_like_an_opaque_token_is_asked_about() {
    let api = introspecting().await;
    for text in [
        "x",
        "O1SnDQHz4RmuVszRYoadKgwXQyo1juu+6JJqVZfwyy1",
        "a.b.c",
        "...........................................",
    ] {
        assert!(api.verify(text).await.unwrap_err().is_untrusted(), "{text}");
    }
    assert_eq!(questions(&api), 0);
    api.assert_rejected(&"x".repeat(43), "not active").await;
    // Tokens that say what they are for are verified as ever.
    api.assert_accepted(&api.token().await).await;
    assert_eq!(questions(&api), 1);
}

#[tokio::test]
async fn an_expired_token_is_refused_whatever_logto_says() {
    let api = introspecting().await;
    let token = opaque(&api.emulator, "web").await;
    // An hour, the leeway, and as long as it took to get here.
    api.clock.advance(Duration::from_secs(3600 + 60 + 60));
    api.assert_rejected(&token, "expired").await;
}

#[tokio::test]
async fn while_logto_cannot_be_asked_nothing_is_decided() {
    let api = introspecting().await;
    let token = opaque(&api.emulator, "web").await;
    api.emulator.fault(Endpoint::Any, Fault::Status(503));
    assert!(api.verify(&token).await.unwrap_err().is_transient());
    assert_eq!(ask(&api.logto, "/global", &token).await, (503, None));
    api.emulator.clear_faults();
    api.clock.advance(Duration::from_secs(1));
    assert!(api.verify(&token).await.is_ok());
}

#[tokio::test]
async fn a_wrong_secret_is_the_operators_to_repair() {
    let emulator = tenant().start().await.unwrap();
    let config = Config::builder(emulator.endpoint(), "other")
        .app_secret("wrong")
        .introspect_opaque_tokens_of(["web"]);
    let api = Api::on(emulator, config);
    let token = opaque(&api.emulator, "web").await;
    assert!(api.verify(&token).await.unwrap_err().is_configuration());
    assert_eq!(ask(&api.logto, "/global", &token).await, (500, None));
}
