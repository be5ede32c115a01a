//! Logto is out of reach: what cannot be told is not called wrong.

use std::time::Duration;

use logto::testing::{Algorithm, Endpoint, Fault};
use url::Url;

use super::{Api, ask, tenant};

#[tokio::test]
async fn an_api_starts_while_logto_is_down_and_verifies_when_it_is_up() {
    let mut api = Api::start().await;
    let port = Url::parse(api.emulator.endpoint()).unwrap().port().unwrap();
    let token = api.token().await;
    api.emulator = tenant().start().await.unwrap();
    assert!(api.verify(&token).await.unwrap_err().is_transient());
    assert_eq!(ask(&api.logto, "/global", &token).await, (503, None));
    // What is garbage in any case is not excused by it.
    assert_eq!(ask(&api.logto, "/global", "garbage").await.0, 401);

    api.emulator = tenant().port(port).start().await.unwrap();
    api.clock.advance(Duration::from_secs(1));
    let token = api.token().await;
    assert_eq!(ask(&api.logto, "/global", &token).await, (200, None));
}

#[tokio::test]
async fn an_unknown_key_is_no_verdict_while_the_key_set_cannot_be_fetched() {
    let api = Api::start().await;
    let seen = api.token().await;
    api.assert_accepted(&seen).await;
    api.advance(Duration::from_secs(31));
    api.emulator.rotate_keys(Algorithm::Es384);
    let token = api.token().await;
    api.emulator.fault(Endpoint::Jwks, Fault::Status(503));
    for _ in 0..10 {
        assert!(api.verify(&token).await.unwrap_err().is_transient());
    }
    assert_eq!(ask(&api.logto, "/global", &token).await, (503, None));
    assert_eq!(api.key_set_requests(), 2);
    // Those of the keys that are known go on working.
    api.assert_accepted(&seen).await;

    api.emulator.clear_faults();
    api.advance(Duration::from_secs(31));
    api.assert_accepted(&token).await;
}

#[tokio::test]
async fn an_endpoint_that_is_no_tenant_is_the_operators_to_repair() {
    let api = Api::start().await;
    let token = api.token().await;
    let elsewhere = serde_json::json!("https://elsewhere.example.com/oidc");
    api.emulator.tamper_responses(Endpoint::Discovery, move |body| {
        drop(body.insert("issuer".into(), elsewhere.clone()));
    });
    assert!(api.verify(&token).await.unwrap_err().is_configuration());
    assert_eq!(ask(&api.logto, "/global", &token).await, (500, None));
}
