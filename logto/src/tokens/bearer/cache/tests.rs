use serde_json::{Value, json};

use super::*;
use crate::jose::signer::Signer;
use crate::jose::{Algorithm, Jwk};

const NOW: u64 = 1_800_000_000;
const LEEWAY: Duration = Duration::from_secs(60);

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn keys(jwks: &[Value]) -> Arc<JwkSet> {
    Arc::new(JwkSet::parse(json!({ "keys": jwks }).to_string().as_bytes()).unwrap())
}

fn jwk() -> Value {
    Signer::shared(Algorithm::Es384).jwk()
}

fn token(keys: &Arc<JwkSet>) -> Arc<VerifiedAccessToken> {
    token_with(keys, &json!({}), String::new())
}

fn token_with(keys: &Arc<JwkSet>, more: &Value, payload: String) -> Arc<VerifiedAccessToken> {
    let mut claims = json!({ "sub": "alice", "iss": "i", "aud": "a", "iat": NOW, "exp": NOW + 3600 });
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let key: Jwk = keys.keys()[0].clone();
    Arc::new(VerifiedAccessToken::signed(serde_json::from_value(claims).unwrap(), payload, key))
}

const TOKEN: &str = "header.payload.signature";

/// A cache that holds `token` as [`TOKEN`].
fn cache_of(token: Arc<VerifiedAccessToken>, keys: &Arc<JwkSet>) -> VerifiedTokens {
    let cache = VerifiedTokens::new(1000);
    cache.insert(&Fingerprint::of(TOKEN), token, Arc::clone(keys));
    cache
}

fn get(cache: &VerifiedTokens, seconds: u64) -> Option<Arc<Known>> {
    cache.get(&Fingerprint::of(TOKEN), at(seconds), LEEWAY)
}

#[test]
fn a_token_is_found_again_and_no_other_that_differs_in_anything() {
    let keys = keys(&[jwk()]);
    let token = token(&keys);
    let cache = cache_of(Arc::clone(&token), &keys);
    assert!(Arc::ptr_eq(&get(&cache, NOW).unwrap().token, &token));
    for other in [
        "header.payloae.signature",
        "headerpayload.signature",
        "header.payload..signature",
        ".signature",
        "signature",
        "header.payload.signaturf",
        "header.payload.",
        "header.payload.signature.",
        "",
    ] {
        assert!(cache.get(&Fingerprint::of(other), at(NOW), LEEWAY).is_none(), "{other}");
    }
    cache.remove(&Fingerprint::of(TOKEN));
    assert!(get(&cache, NOW).is_none());
}

#[test]
fn a_token_is_not_used_at_its_expiry_nor_before_its_time() {
    let keys = keys(&[jwk()]);
    let cache = cache_of(token(&keys), &keys);
    assert!(get(&cache, NOW + 3599).is_some() && get(&cache, NOW - 60).is_some());
    assert!(get(&cache, NOW + 3600).is_none() && get(&cache, NOW - 61).is_none());
    // A clock that was set right again does no harm.
    assert!(get(&cache, NOW).is_some());
}

#[test]
fn a_token_is_not_used_before_its_nbf() {
    let keys = keys(&[jwk()]);
    let cache = cache_of(token_with(&keys, &json!({ "nbf": NOW + 600 }), String::new()), &keys);
    assert!(get(&cache, NOW + 540).is_some() && get(&cache, NOW + 539).is_none());
}

#[test]
fn a_token_that_expired_for_good_is_not_kept() {
    let keys = keys(&[jwk()]);
    let cache = cache_of(token(&keys), &keys);
    let is_kept = |seconds| {
        get(&cache, seconds);
        get(&cache, NOW).is_some()
    };
    assert!(is_kept(NOW + 3659) && !is_kept(NOW + 3660));
}

#[test]
fn long_tokens_are_not_kept() {
    let keys = keys(&[jwk()]);
    for (length, is_kept) in [(VerifiedTokens::MAX_PAYLOAD, true), (VerifiedTokens::MAX_PAYLOAD + 1, false)] {
        let cache = cache_of(token_with(&keys, &json!({}), "x".repeat(length)), &keys);
        assert_eq!(get(&cache, NOW).is_some(), is_kept, "{length}");
    }
}

#[test]
fn a_token_is_good_while_its_key_is_published() {
    let same = keys(&[jwk()]);
    let known = Known::new(token(&same), Arc::clone(&same), "");
    assert!(known.is_good_for(&same));
    let other = Signer::shared(Algorithm::Rs256).jwk();
    assert!(known.is_good_for(&keys(&[other.clone(), jwk()])));
    assert!(!known.is_good_for(&keys(&[other])));
    assert!(!known.is_good_for(&Arc::default()));
    let mut impostor = Signer::generate(Algorithm::Es384).jwk();
    impostor["kid"] = jwk()["kid"].clone();
    assert!(!known.is_good_for(&keys(&[impostor])));
    let mut renamed = jwk();
    renamed["kid"] = "new".into();
    assert!(!known.is_good_for(&keys(&[renamed])));
}

#[test]
fn what_nobody_signed_is_never_good() {
    let keys = keys(&[jwk()]);
    let claims = token(&keys).claims().clone();
    let token = Arc::new(VerifiedAccessToken::introspected(claims, String::new()));
    let known = Known::new(token, Arc::default(), "");
    assert!(!known.is_good_for(&keys));
}

#[test]
fn debug_shows_no_token() {
    let keys = keys(&[jwk()]);
    let debug = format!("{:?}", cache_of(token(&keys), &keys));
    assert!(!debug.contains("alice") && !debug.contains("payload"));
}
