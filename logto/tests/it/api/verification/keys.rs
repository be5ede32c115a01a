//! Key rotation, withdrawn keys, and floods of forged tokens.

use std::time::{Duration, Instant, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use logto::testing::{Algorithm, Endpoint, Fault, SignWith};
use serde_json::{Value, json};

use super::{Api, ShoppingApi};
use logto::Resource as _;

/// A token that looks good, down to a signature of the right length.
fn forged(api: &Api, header: &Value, change: &Value) -> String {
    let now = seconds(api.clock.now());
    let mut claims = json!({ "sub": "mallory", "iss": format!("{}/oidc", api.emulator.endpoint()),
        "aud": ShoppingApi::INDICATOR, "iat": now, "exp": now + 3600 });
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let [header, claims] = [header, &claims].map(|part| BASE64URL.encode(part.to_string()));
    format!("{header}.{claims}.{}", BASE64URL.encode([7; 96]))
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

fn header(kid: &str) -> Value {
    json!({ "alg": "ES384", "typ": "at+jwt", "kid": kid })
}

#[tokio::test]
async fn made_up_key_ids_reach_logto_every_30_seconds_at_most() {
    let api = Api::start().await;
    let issued = json!({ "iat": seconds(api.clock.now()) - 61 });
    for number in 0..10_000 {
        let token = forged(&api, &header(&number.to_string()), &issued);
        api.assert_rejected(&token, "does not publish").await;
        // 70 seconds in all.
        api.clock.advance(Duration::from_millis(7));
    }
    assert_eq!(api.key_set_requests(), 3);
    assert_eq!(api.emulator.requests_to("/oidc/.well-known/openid-configuration").len(), 1);
    api.assert_accepted(&api.token().await).await;
}

/// From the first request on, each with a key id of its own, while the clock goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn made_up_key_ids_that_come_all_at_once_make_one_request() {
    let api = std::sync::Arc::new(Api::start().await);
    let requests = (0..10_000_u32).map(|number| {
        let api = std::sync::Arc::clone(&api);
        tokio::spawn(async move {
            let kid = BASE64URL
                .encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &number.to_be_bytes()));
            let token = forged(&api, &header(&kid), &json!({}));
            api.clock.advance(Duration::from_micros(100));
            assert!(api.verify(&token).await.is_err());
        })
    });
    for request in requests.collect::<Vec<_>>() {
        request.await.unwrap();
    }
    assert_eq!(api.key_set_requests(), 1);
    assert_eq!(api.emulator.requests_to("/oidc/.well-known/openid-configuration").len(), 1);
}

#[tokio::test]
async fn a_new_key_is_no_wrong_one_while_made_up_key_ids_keep_logto_from_being_asked() {
    let api = Api::start().await;
    let before = api.token().await;
    let made_up = async |kid: &str| drop(api.verify(&forged(&api, &header(kid), &json!({}))).await);
    made_up("a").await;
    api.advance(Duration::from_secs(10));
    api.emulator.rotate_keys(Algorithm::Es384);
    api.emulator.drop_previous_keys();
    let after = api.token().await;
    for (number, seconds) in [0, 1, 18].into_iter().enumerate() {
        api.advance(Duration::from_secs(seconds));
        made_up(&number.to_string()).await;
        assert!(api.verify(&after).await.unwrap_err().is_transient());
        assert_eq!(super::ask(&api.logto, "/global", &after).await, (503, None));
        api.assert_accepted(&before).await;
    }
    assert_eq!(api.key_set_requests(), 1);
    api.advance(Duration::from_secs(1));
    api.assert_accepted(&after).await;
    assert_eq!(api.key_set_requests(), 2);
}

#[tokio::test]
async fn a_key_that_was_not_published_when_it_should_have_been_is_wrong() {
    let api = Api::start().await;
    let issued = seconds(api.clock.now());
    api.clock.advance(Duration::from_secs(100));
    // The clocks may be a minute apart.
    for (ago, is_undecided) in [(0, true), (60, true), (61, false), (3000, false)] {
        let token = forged(&api, &header("x"), &json!({ "iat": issued + 100 - ago }));
        assert_eq!(api.verify(&token).await.unwrap_err().is_transient(), is_undecided, "{ago}");
    }
    // A key id that is published, with another algorithm, will not become right.
    let kid = kid_of(&api.token().await);
    let token = forged(&api, &json!({ "alg": "RS256", "typ": "at+jwt", "kid": kid }), &json!({}));
    api.assert_rejected(&token, "does not publish").await;
    assert_eq!(api.key_set_requests(), 1);
}

fn kid_of(token: &str) -> Value {
    let header = BASE64URL.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["kid"].clone()
}

#[tokio::test]
async fn what_no_key_could_make_good_is_refused_without_a_request() {
    let api = Api::start().await;
    for token in [
        "O1SnDQHz4RmuVszRYoadKgwXQyo1juu-6JJqVZfwyy1",
        "a.b",
        "a.b.c",
        &forged(&api, &json!({ "alg": "none", "typ": "at+jwt" }), &json!({})),
        &forged(&api, &json!({ "alg": "HS256", "typ": "at+jwt" }), &json!({})),
        &forged(&api, &json!({ "alg": "ES384", "typ": "JWT" }), &json!({})),
        &forged(&api, &header("x"), &json!({ "iss": "https://evil.example.com/oidc" })),
        &forged(&api, &header("x"), &json!({ "exp": 1 })),
        &forged(&api, &header("x"), &json!({ "iat": 4_000_000_000_u64 })),
        &forged(&api, &header("x"), &json!({ "aud": ["a", "b"] })),
    ] {
        assert!(api.verify(token).await.unwrap_err().is_untrusted(), "{token}");
    }
    assert!(api.emulator.requests().is_empty());
}

#[tokio::test]
async fn a_signature_that_another_key_made_is_wrong() {
    let api = Api::start().await;
    for sign_with in [SignWith::UnpublishedKey, SignWith::BrokenSignature, SignWith::Nothing] {
        api.emulator.tamper_access_tokens(move |token| token.sign_with = sign_with.clone());
        api.assert_rejected(&api.token().await, "signature is wrong").await;
    }
    api.emulator.stop_tampering();
    api.assert_accepted(&api.token().await).await;
    assert_eq!(api.key_set_requests(), 1);
}

#[tokio::test]
async fn a_new_key_is_picked_up_with_the_first_token_that_it_signed() {
    let api = Api::start().await;
    api.assert_accepted(&api.token().await).await;
    for (number, algorithm) in
        [Algorithm::Rs256, Algorithm::Es384, Algorithm::Ps256, Algorithm::Es512].into_iter().enumerate()
    {
        api.advance(Duration::from_secs(31));
        api.emulator.rotate_keys(algorithm);
        api.assert_accepted(&api.token().await).await;
        assert_eq!(api.key_set_requests(), number + 2);
    }
}

#[tokio::test]
async fn tokens_of_the_previous_key_are_good_while_it_is_published() {
    let api = Api::start().await;
    let (seen, unseen) = (api.token().await, api.token().await);
    api.assert_accepted(&seen).await;
    api.advance(Duration::from_secs(31));
    api.emulator.rotate_keys(Algorithm::Rs256);
    api.assert_accepted(&api.token().await).await;
    assert_eq!(api.key_set_requests(), 2);
    api.assert_accepted(&seen).await;
    api.assert_accepted(&unseen).await;
}

#[tokio::test]
async fn a_withdrawn_key_stops_working_within_ten_minutes() {
    let api = Api::start().await;
    let (seen, unseen) = (api.token().await, api.token().await);
    api.assert_accepted(&seen).await;
    api.emulator.rotate_keys(Algorithm::Es384);
    api.emulator.drop_previous_keys();
    // Nobody has told the API.
    api.advance(Duration::from_secs(479));
    api.assert_accepted(&seen).await;
    api.advance(Duration::from_secs(121));
    api.assert_rejected(&seen, "does not publish").await;
    api.assert_rejected(&unseen, "does not publish").await;
    assert_eq!(api.key_set_requests(), 2);
    api.assert_accepted(&api.token().await).await;
}

/// Who comes when the keys are nearly old does not wait for new ones.
#[tokio::test]
async fn keys_are_renewed_while_they_are_used() {
    let api = Api::start().await;
    let token = api.token().await;
    api.assert_accepted(&token).await;
    api.advance(Duration::from_secs(480));
    api.emulator.fault(Endpoint::Jwks, Fault::Delay(Duration::from_secs(3)));
    let begun = Instant::now();
    api.assert_accepted(&token).await;
    assert!(begun.elapsed() < Duration::from_secs(3));
    while api.key_set_requests() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_withdrawn_key_stops_working_at_once_when_another_token_shows_the_new_keys() {
    let api = Api::start().await;
    let seen = api.token().await;
    api.assert_accepted(&seen).await;
    api.advance(Duration::from_secs(70));
    api.emulator.rotate_keys(Algorithm::Rs256);
    api.emulator.drop_previous_keys();
    api.assert_accepted(&api.token().await).await;
    api.assert_rejected(&seen, "does not publish").await;
}

#[tokio::test]
async fn another_key_under_the_same_id_does_not_vouch_for_what_the_first_one_signed() {
    let api = Api::start().await;
    let named =
        |token: &mut logto::testing::TokenDraft| drop(token.header.insert("kid".into(), json!("signing")));
    let rename = |body: &mut serde_json::Map<String, Value>| {
        for key in body["keys"].as_array_mut().unwrap() {
            key["kid"] = json!("signing");
        }
    };
    api.emulator.tamper_access_tokens(named);
    api.emulator.tamper_responses(Endpoint::Jwks, rename);
    let seen = api.token().await;
    api.assert_accepted(&seen).await;
    api.emulator.rotate_keys(Algorithm::Es384);
    api.emulator.drop_previous_keys();
    api.advance(Duration::from_secs(600));
    api.assert_rejected(&seen, "signature is wrong").await;
}
