use serde_json::{Value, json};

use super::*;
use crate::jose::signer::Signer;

fn parse(jwk: Value) -> Result<Jwk, JwkError> {
    Jwk::try_from(serde_json::from_value::<Fields>(jwk).unwrap())
}

fn with(algorithm: Algorithm, name: &str, value: impl Into<Value>) -> Value {
    let mut jwk = Signer::shared(algorithm).jwk();
    jwk[name] = value.into();
    jwk
}

#[test]
fn a_key_fits_its_own_algorithm_only() {
    for own in Algorithm::ALL {
        let key = parse(Signer::shared(own).jwk()).unwrap();
        for algorithm in Algorithm::ALL {
            assert_eq!(key.fits(algorithm), algorithm == own, "{own:?} {algorithm:?}");
        }
    }
}

#[test]
fn an_rsa_key_without_alg_fits_both_rsa_algorithms() {
    let key = parse(with(Algorithm::Rs256, "alg", Value::Null)).unwrap();
    assert!(key.fits(Algorithm::Rs256) && key.fits(Algorithm::Ps256));
    assert!(!key.fits(Algorithm::Es256));
}

#[test]
fn the_alg_must_go_with_the_type() {
    let rejected = |jwk| parse(jwk).unwrap_err();
    assert_eq!(rejected(with(Algorithm::Es256, "alg", "RS256")), JwkError::Algorithm);
    assert_eq!(rejected(with(Algorithm::Es256, "alg", "ES384")), JwkError::Algorithm);
    assert_eq!(rejected(with(Algorithm::Rs256, "alg", "ES256")), JwkError::Algorithm);
}

#[test]
fn a_key_for_other_purposes_is_refused() {
    let rejected = |jwk| parse(jwk).unwrap_err();
    assert_eq!(rejected(with(Algorithm::Es384, "use", "enc")), JwkError::Usage);
    assert_eq!(rejected(with(Algorithm::Es384, "key_ops", json!(["sign"]))), JwkError::Usage);
    assert_eq!(rejected(with(Algorithm::Es384, "kty", "oct")), JwkError::Type);
    assert_eq!(rejected(with(Algorithm::Es384, "kty", "OKP")), JwkError::Type);
    assert!(parse(with(Algorithm::Es384, "key_ops", json!(["verify"]))).is_ok());
    assert!(parse(with(Algorithm::Es384, "use", Value::Null)).is_ok());
}

#[test]
fn a_point_must_be_on_its_curve_and_of_full_length() {
    let rejected = |jwk| parse(jwk).unwrap_err();
    assert_eq!(rejected(with(Algorithm::Es256, "crv", "secp256k1")), JwkError::Curve);
    assert_eq!(rejected(with(Algorithm::Es256, "crv", "P-384")), JwkError::Member("x"));
    assert_eq!(rejected(with(Algorithm::Es256, "y", "AAAA")), JwkError::Member("y"));
    assert_eq!(rejected(with(Algorithm::Es256, "y", Value::Null)), JwkError::Member("y"));
    let zero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(rejected(with(Algorithm::Es256, "y", zero)), JwkError::Invalid);
}

#[test]
fn rsa_sizes_are_bounded() {
    use base64::Engine as _;
    let modulus = |bytes: usize| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(vec![0xc5; bytes]);
    let rejected = |jwk| parse(jwk).unwrap_err();
    assert_eq!(rejected(with(Algorithm::Rs256, "n", modulus(128))), JwkError::Size);
    assert_eq!(rejected(with(Algorithm::Rs256, "n", modulus(255))), JwkError::Size);
    assert_eq!(rejected(with(Algorithm::Rs256, "n", modulus(1025))), JwkError::Size);
    assert_eq!(rejected(with(Algorithm::Rs256, "e", Value::Null)), JwkError::Member("e"));
    assert!(parse(with(Algorithm::Rs256, "n", modulus(1024))).is_ok());
}

#[test]
fn serializing_keeps_the_key() {
    let key = parse(Signer::shared(Algorithm::Es512).jwk()).unwrap();
    let again: Jwk = serde_json::from_str(&serde_json::to_string(&key).unwrap()).unwrap();
    assert!(again.fits(Algorithm::Es512));
    assert_eq!(again.kid(), key.kid());
}
