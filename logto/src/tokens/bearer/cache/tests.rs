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

fn known(keys: &Arc<JwkSet>) -> Known {
    known_with(keys, &json!({}), String::new())
}

fn known_with(keys: &Arc<JwkSet>, more: &Value, payload: String) -> Known {
    let mut claims = json!({ "sub": "alice", "iss": "i", "aud": "a", "iat": NOW, "exp": NOW + 3600 });
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let key: Jwk = keys.keys()[0].clone();
    let token = VerifiedAccessToken::signed(serde_json::from_value(claims).unwrap(), payload, key);
    Known::new(Arc::new(token), Arc::clone(keys))
}

#[test]
fn a_token_is_found_by_its_digest_alone() {
    let (cache, keys) = (VerifiedTokens::new(1000), keys(&[jwk()]));
    let known = known(&keys);
    cache.insert([1; 32], known.clone());
    let found = cache.get(&[1; 32], at(NOW), LEEWAY).unwrap();
    assert!(Arc::ptr_eq(&found.token, &known.token));
    assert!(cache.get(&[2; 32], at(NOW), LEEWAY).is_none());
    cache.remove(&[1; 32]);
    assert!(cache.get(&[1; 32], at(NOW), LEEWAY).is_none());
}

#[test]
fn a_token_is_not_used_at_its_expiry_nor_before_its_time() {
    let cache = VerifiedTokens::new(1000);
    cache.insert([1; 32], known(&keys(&[jwk()])));
    let is_used = |seconds| cache.get(&[1; 32], at(seconds), LEEWAY).is_some();
    assert!(is_used(NOW + 3599) && is_used(NOW - 60));
    assert!(!is_used(NOW + 3600) && !is_used(NOW - 61));
    // A clock that was set right again does no harm.
    assert!(is_used(NOW));
}

#[test]
fn a_token_is_not_used_before_its_nbf() {
    let cache = VerifiedTokens::new(1000);
    cache.insert([1; 32], known_with(&keys(&[jwk()]), &json!({ "nbf": NOW + 600 }), String::new()));
    let is_used = |seconds| cache.get(&[1; 32], at(seconds), LEEWAY).is_some();
    assert!(is_used(NOW + 540) && !is_used(NOW + 539));
}

#[test]
fn a_token_that_expired_for_good_is_not_kept() {
    let cache = VerifiedTokens::new(1000);
    cache.insert([1; 32], known(&keys(&[jwk()])));
    let is_kept = |seconds| {
        cache.get(&[1; 32], at(seconds), LEEWAY);
        cache.get(&[1; 32], at(NOW), LEEWAY).is_some()
    };
    assert!(is_kept(NOW + 3659) && !is_kept(NOW + 3660));
}

#[test]
fn long_tokens_are_not_kept() {
    let (cache, keys) = (VerifiedTokens::new(1000), keys(&[jwk()]));
    for (length, is_kept) in [(VerifiedTokens::MAX_PAYLOAD, true), (VerifiedTokens::MAX_PAYLOAD + 1, false)] {
        cache.insert([1; 32], known_with(&keys, &json!({}), "x".repeat(length)));
        assert_eq!(cache.get(&[1; 32], at(NOW), LEEWAY).is_some(), is_kept, "{length}");
        cache.remove(&[1; 32]);
    }
}

#[test]
fn a_token_is_good_while_its_key_is_published() {
    let same = keys(&[jwk()]);
    let known = known(&same);
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
    let claims = known(&keys).token.claims().clone();
    let token = Arc::new(VerifiedAccessToken::introspected(claims, String::new()));
    let known = Known::new(token, Arc::default());
    assert!(!known.is_good_for(&keys));
}

#[test]
fn debug_shows_no_token() {
    let cache = VerifiedTokens::new(1000);
    cache.insert([1; 32], known(&keys(&[jwk()])));
    assert!(!format!("{cache:?}").contains("alice"));
}
