//! Logto is out of reach: what cannot be told is not called wrong.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use logto::http::{HttpClient, Request, Response, TransportError};
use logto::testing::{Algorithm, Endpoint, Fault};
use logto::{BearerToken, Client, Config};
use serde_json::json;
use url::Url;

use super::captured::{Recorded, THEN, captured};
use super::{Api, Clock, ShoppingApi, ask, tenant};

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

#[tokio::test]
async fn a_key_set_without_keys_does_not_take_the_place_of_the_good_one() {
    let api = Api::start().await;
    let (seen, unseen) = (api.token().await, api.token().await);
    api.assert_accepted(&seen).await;
    for keys in [json!([]), json!([{ "kty": "oct", "kid": "x", "k": "AAAA" }])] {
        api.emulator.tamper_responses(Endpoint::Jwks, move |body| {
            drop(body.insert("keys".into(), keys.clone()));
        });
        api.advance(Duration::from_secs(600));
        api.assert_accepted(&seen).await;
        api.assert_accepted(&unseen).await;
        api.emulator.stop_tampering();
    }
    assert_eq!(api.key_set_requests(), 3);
}

#[tokio::test]
async fn keys_that_nobody_could_confirm_for_a_day_are_not_trusted() {
    let api = Api::start().await;
    let seen = api.token().await;
    api.emulator
        .tamper_access_tokens(|token| drop(token.claims.insert("exp".into(), json!(4_000_000_000_u64))));
    let lasting = api.token().await;
    api.assert_accepted(&seen).await;
    api.assert_accepted(&lasting).await;
    api.emulator.fault(Endpoint::Any, Fault::Drop);
    api.clock.advance(Duration::from_secs(24 * 3600 - 1));
    api.assert_accepted(&lasting).await;
    api.clock.advance(Duration::from_secs(1));
    assert!(api.verify(&lasting).await.unwrap_err().is_transient());
    assert_eq!(ask(&api.logto, "/global", &lasting).await, (503, None));
    // What is expired is expired, whoever can be reached.
    api.assert_rejected(&seen, "expired").await;
    api.emulator.clear_faults();
    api.clock.advance(Duration::from_secs(1));
    api.assert_accepted(&lasting).await;
}

/// Panics at its first request, and then answers as the tenant did.
#[derive(Default)]
struct PanicsOnce(AtomicBool);

impl HttpClient for PanicsOnce {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        assert!(self.0.swap(true, Ordering::Relaxed), "the first request");
        Recorded.send(request).await
    }
}

#[tokio::test]
async fn a_panic_in_the_http_client_is_an_outage_like_others() {
    let clock = Clock::at(SystemTime::UNIX_EPOCH + THEN);
    let config = clock.set_in(Config::api("http://localhost:3901")).build().unwrap();
    let logto = Client::builder(config).http_client(PanicsOnce::default()).build();
    let token = &captured()["m2m-resource"];
    for _ in 0..2 {
        let error = BearerToken::<ShoppingApi>::verify(&logto, token).await.unwrap_err();
        assert!(error.is_transient(), "{error}");
    }
    clock.advance(Duration::from_secs(1));
    assert!(BearerToken::<ShoppingApi>::verify(&logto, token).await.is_ok());
}
