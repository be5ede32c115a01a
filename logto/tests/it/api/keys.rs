//! Key rotation, withdrawn keys, and floods of forged tokens.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use logto::testing::{Algorithm, SignWith};
use serde_json::{Value, json};

use super::{Api, ShoppingApi};
use logto::Resource as _;

/// A token that looks good, down to a signature of the right length.
fn forged(api: &Api, header: &Value, change: &Value) -> String {
    let now = api.clock.now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let mut claims = json!({ "sub": "mallory", "iss": format!("{}/oidc", api.emulator.endpoint()),
        "aud": ShoppingApi::INDICATOR, "iat": now, "exp": now + 3600 });
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let [header, claims] = [header, &claims].map(|part| BASE64URL.encode(part.to_string()));
    format!("{header}.{claims}.{}", BASE64URL.encode([7; 96]))
}

fn header(kid: &str) -> Value {
    json!({ "alg": "ES384", "typ": "at+jwt", "kid": kid })
}

#[tokio::test]
async fn made_up_key_ids_reach_logto_every_30_seconds_at_most() {
    let api = Api::start().await;
    for number in 0..10_000 {
        api.assert_rejected(&forged(&api, &header(&number.to_string()), &json!({})), "does not publish")
            .await;
        // 70 seconds in all.
        api.clock.advance(Duration::from_millis(7));
    }
    assert_eq!(api.key_set_requests(), 3);
    assert_eq!(api.emulator.requests_to("/oidc/.well-known/openid-configuration").len(), 1);
    api.assert_accepted(&api.token().await).await;
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
    api.advance(Duration::from_secs(599));
    api.assert_accepted(&seen).await;
    api.advance(Duration::from_secs(1));
    api.assert_rejected(&seen, "does not publish").await;
    api.assert_rejected(&unseen, "does not publish").await;
    assert_eq!(api.key_set_requests(), 2);
    api.assert_accepted(&api.token().await).await;
}

#[tokio::test]
async fn a_withdrawn_key_stops_working_at_once_when_another_token_shows_the_new_keys() {
    let api = Api::start().await;
    let seen = api.token().await;
    api.assert_accepted(&seen).await;
    api.advance(Duration::from_secs(31));
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
    api.emulator.tamper_responses(logto::testing::Endpoint::Jwks, rename);
    let seen = api.token().await;
    api.assert_accepted(&seen).await;
    api.emulator.rotate_keys(Algorithm::Es384);
    api.emulator.drop_previous_keys();
    api.advance(Duration::from_secs(600));
    api.assert_rejected(&seen, "signature is wrong").await;
}
