use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

use super::*;
use crate::jose::Algorithm;
use crate::jose::signer::Signer;

const OURS: &str = "https://auth.example.com/oidc";
const ALSO_OURS: &str = "https://tenant.logto.app/oidc";
const API: &str = "https://shopping.example.com/api";
const NOW: u64 = 1_800_000_000;
const LEEWAY: u64 = 60;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn signer() -> &'static Signer {
    Signer::shared(Algorithm::Es384)
}

fn header(signer: &Signer, typ: &Value) -> Value {
    let jwk = signer.jwk();
    let mut header = json!({ "alg": jwk["alg"], "kid": jwk["kid"], "typ": typ });
    if typ.is_null() {
        header.as_object_mut().unwrap().remove("typ");
    }
    header
}

/// The claims of a good token, with a change in them; `null` takes a claim away.
fn claims(change: &Value) -> Value {
    let mut claims = json!({ "iss": OURS, "aud": API, "sub": "alice", "client_id": "app", "scope": "read write",
        "iat": NOW, "exp": NOW + 3600, "jti": "x" });
    for (name, value) in change.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

fn sign(signer: &Signer, claims: &Value) -> String {
    signer.sign(&header(signer, &json!("at+jwt")).to_string(), &claims.to_string())
}

fn verify_at(
    raw: &str,
    keys: &JwkSet,
    now: SystemTime,
    leeway: u64,
) -> Result<VerifiedAccessToken, BearerTokenError> {
    let issuers = [OURS.to_owned(), ALSO_OURS.to_owned()];
    let expected = Expected { issuers: &issuers, leeway: Duration::from_secs(leeway), now };
    Candidate::parse(raw, &expected)?.verify(keys)
}

fn verify(raw: &str) -> Result<VerifiedAccessToken, BearerTokenError> {
    verify_at(raw, &signer().key_set(), at(NOW), LEEWAY)
}

fn check(change: &Value) -> Result<VerifiedAccessToken, BearerTokenError> {
    verify(&sign(signer(), &claims(change)))
}

fn rejected(change: &Value) -> BearerTokenError {
    check(change).unwrap_err()
}

#[test]
fn a_good_token_of_every_algorithm_is_verified() {
    for algorithm in Algorithm::ALL {
        let signer = Signer::shared(algorithm);
        let token =
            verify_at(&sign(signer, &claims(&json!({}))), &signer.key_set(), at(NOW), LEEWAY).unwrap();
        assert_eq!((token.claims().sub.as_str(), token.claims().aud.as_str()), ("alice", API));
        assert_eq!(token.claims().scopes().collect::<Vec<_>>(), ["read", "write"]);
        assert_eq!(token.payload(), claims(&json!({})).to_string());
        assert_eq!(token.key(), signer.key_set().keys().first());
        assert!(token.has_audience());
    }
}

#[test]
fn captured_tokens_are_verified() {
    let keys = JwkSet::parse(include_bytes!("../../../../tests/fixtures/protocol/jwks.json")).unwrap();
    let user = include_str!("../../../../tests/fixtures/protocol/token-refresh-resource.json");
    let machine = include_str!("../../../../tests/fixtures/protocol/m2m-scope-unknown.json");
    for response in [user, machine] {
        let response: Value = serde_json::from_str(response).unwrap();
        let issuers = ["http://localhost:3901/oidc".to_owned()];
        let expected = Expected { issuers: &issuers, leeway: Duration::ZERO, now: at(1_795_462_050) };
        let raw = response["access_token"].as_str().unwrap();
        let token = Candidate::parse(raw, &expected).unwrap().verify(&keys).unwrap();
        assert_eq!(token.claims().aud, API);
    }
}

#[test]
fn opaque_tokens_are_told_apart_from_malformed_ones() {
    let opaque = verify("O1SnDQHz4RmuVszRYoadKgwXQyo1juu-6JJqVZfwyy1");
    assert_eq!(opaque.unwrap_err(), BearerTokenError::Opaque);
    let good = sign(signer(), &claims(&json!({})));
    for (malformed, error) in [
        (String::new(), JwsError::Parts),
        ("x".to_owned(), JwsError::Parts),
        ("x".repeat(44), JwsError::Parts),
        ("a.b".to_owned(), JwsError::Parts),
        (format!("{good}.x"), JwsError::Parts),
        (format!("{good}.x.y"), JwsError::Parts),
        (format!("!{good}"), JwsError::Encoding("header")),
        (format!("{good}="), JwsError::Encoding("signature")),
        ("e30.e30.e30".to_owned(), JwsError::Header),
        (".".repeat(Jws::MAX_LENGTH + 1), JwsError::TooLong),
    ] {
        assert_eq!(verify(&malformed).unwrap_err(), BearerTokenError::Malformed(error));
    }
    let crit = json!({ "alg": "ES384", "kid": "es384", "typ": "at+jwt", "crit": ["exp"] }).to_string();
    let crit = signer().sign(&crit, &claims(&json!({})).to_string());
    assert_eq!(verify(&crit).unwrap_err(), BearerTokenError::Malformed(JwsError::Parameter("crit")));
}

#[test]
fn the_type_is_that_of_an_access_token() {
    let with_type = |typ: &Value| {
        verify(&signer().sign(&header(signer(), typ).to_string(), &claims(&json!({})).to_string()))
    };
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
        assert!(with_type(&json!(typ)).is_ok(), "{typ}");
    }
    for typ in ["JWT", "logout+jwt", "at+jwt ", "text/at+jwt", "", "jwt+at"] {
        assert_eq!(with_type(&json!(typ)).unwrap_err(), BearerTokenError::Type, "{typ}");
    }
    assert_eq!(with_type(&Value::Null).unwrap_err(), BearerTokenError::Type);
}

#[test]
fn unsigned_and_hmac_tokens_are_rejected() {
    let payload = BASE64URL.encode(claims(&json!({})).to_string());
    for alg in ["none", "HS256", "HS384", "EdDSA", "RS384"] {
        let header = json!({ "alg": alg, "kid": "es384", "typ": "at+jwt" }).to_string();
        let token = format!("{}.{payload}.AAAA", BASE64URL.encode(header));
        assert_eq!(verify(&token).unwrap_err(), BearerTokenError::Algorithm, "{alg}");
    }
}

#[test]
fn a_key_has_to_fit() {
    let raw = sign(signer(), &claims(&json!({})));
    let unknown = |raw: &str, keys: &JwkSet| verify_at(raw, keys, at(NOW), LEEWAY).unwrap_err();
    let other = Signer::shared(Algorithm::Es256).key_set();
    assert_eq!(unknown(&raw, &other), BearerTokenError::UnknownKey);
    assert_eq!(unknown(&raw, &JwkSet::default()), BearerTokenError::UnknownKey);
    let twice = json!({ "keys": [signer().jwk(), signer().jwk()] }).to_string();
    assert_eq!(unknown(&raw, &JwkSet::parse(twice.as_bytes()).unwrap()), BearerTokenError::UnknownKey);
    // The id is the same, the algorithm is another one.
    let mut reused = Signer::shared(Algorithm::Rs256).jwk();
    reused["kid"] = "es384".into();
    let reused = JwkSet::parse(json!({ "keys": [reused] }).to_string().as_bytes()).unwrap();
    assert_eq!(unknown(&raw, &reused), BearerTokenError::UnknownKey);
}

#[test]
fn the_signature_has_to_be_right() {
    let mallory = sign(&Signer::generate(Algorithm::Es384), &claims(&json!({})));
    assert_eq!(verify(&mallory).unwrap_err(), BearerTokenError::Signature);
    let raw = sign(signer(), &claims(&json!({})));
    let changed = sign(signer(), &claims(&json!({ "sub": "mallory" })));
    let (_, signature) = raw.rsplit_once('.').unwrap();
    let changed = changed.rsplit_once('.').unwrap().0.to_owned() + "." + signature;
    assert_eq!(verify(&changed).unwrap_err(), BearerTokenError::Signature);
}

#[test]
fn the_issuer_is_one_of_ours_exactly() {
    assert!(check(&json!({ "iss": ALSO_OURS })).is_ok());
    for issuer in [
        "https://auth.example.com/oidc/",
        "https://auth.example.com",
        "http://auth.example.com/oidc",
        "https://AUTH.example.com/oidc",
        "",
    ] {
        assert_eq!(rejected(&json!({ "iss": issuer })), BearerTokenError::Issuer, "{issuer}");
    }
}

#[test]
fn there_is_one_audience() {
    assert_eq!(check(&json!({ "aud": [API] })).unwrap().claims().aud, API);
    for audience in [json!([]), json!([API, API]), json!([API, "other"]), json!(7), json!([7]), json!({})] {
        assert_eq!(rejected(&json!({ "aud": audience })), BearerTokenError::Claims, "{audience}");
    }
}

#[test]
fn the_claims_have_to_be_there_once_and_readable() {
    for name in ["iss", "sub", "aud", "iat", "exp"] {
        assert_eq!(rejected(&json!({ name: null })), BearerTokenError::Claims, "{name}");
    }
    for change in [
        json!({ "sub": "" }),
        json!({ "sub": 7 }),
        json!({ "exp": "tomorrow" }),
        json!({ "iat": -1 }),
        json!({ "nbf": "tomorrow" }),
        json!({ "scope": ["read"] }),
    ] {
        assert_eq!(rejected(&change), BearerTokenError::Claims, "{change}");
    }
    assert!(check(&json!({ "client_id": null, "scope": null, "jti": null })).is_ok());
    let header = header(signer(), &json!("at+jwt")).to_string();
    let twice = claims(&json!({})).to_string().replacen('{', r#"{"sub":"mallory","#, 1);
    for payload in ["", "[]", "null", r#"{"sub":"#, &twice] {
        assert_eq!(verify(&signer().sign(&header, payload)).unwrap_err(), BearerTokenError::Claims);
    }
}

#[test]
fn a_token_expires_after_the_leeway() {
    assert!(check(&json!({ "exp": NOW - LEEWAY + 1 })).is_ok());
    assert_eq!(rejected(&json!({ "exp": NOW - LEEWAY })), BearerTokenError::Expired);
    assert_eq!(rejected(&json!({ "exp": 0 })), BearerTokenError::Expired);
    // No clock can show it.
    assert_eq!(rejected(&json!({ "exp": u64::MAX })), BearerTokenError::Expired);
    let raw = sign(signer(), &claims(&json!({ "exp": NOW })));
    let strict = verify_at(&raw, &signer().key_set(), at(NOW), 0);
    assert_eq!(strict.unwrap_err(), BearerTokenError::Expired);
}

#[test]
fn a_token_of_the_future_is_rejected_after_the_leeway() {
    for (claim, error) in [("iat", BearerTokenError::IssuedInFuture), ("nbf", BearerTokenError::NotYetValid)]
    {
        assert!(check(&json!({ claim: NOW + LEEWAY })).is_ok(), "{claim}");
        assert_eq!(rejected(&json!({ claim: NOW + LEEWAY + 1 })), error);
        assert_eq!(rejected(&json!({ claim: u64::MAX })), error);
    }
}

#[test]
fn debug_shows_no_token() {
    let raw = sign(signer(), &claims(&json!({ "email": "alice@example.com" })));
    let token = verify(&raw).unwrap();
    let debug = format!("{token:?}");
    assert!(debug.contains("alice") && !debug.contains("alice@example.com") && !debug.contains(&raw));
}
