mod claims;

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

use super::*;
use crate::jose::signer::Signer;
use crate::jose::{Algorithm, JwkSet, JwsError};
use crate::secret::Nonce;

const ISSUER: &str = "https://tenant.logto.app/oidc";
const NOW: u64 = 1_800_000_000;
const LEEWAY: u64 = 60;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn expected() -> Expected<'static> {
    Expected {
        issuer: ISSUER,
        app_id: "app",
        nonce: None,
        subject: None,
        access_token: None,
        now: at(NOW),
        leeway: Duration::from_secs(LEEWAY),
    }
}

fn signer() -> &'static Signer {
    Signer::shared(Algorithm::Es384)
}

/// The claims of a good token, with a change in them; `null` takes a claim away.
fn claims(change: &Value) -> Value {
    let mut claims = json!({ "iss": ISSUER, "aud": "app", "sub": "alice", "iat": NOW, "exp": NOW + 3600, "nonce": "n",
        "name": null, "updated_at": 1_795_462_050_150_u64 });
    for (name, value) in change.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

fn check(change: &Value, expected: &Expected<'_>) -> Result<IdToken, IdTokenError> {
    verify(&signer().token(&claims(change)), &signer().key_set(), expected)
}

fn rejected(change: &Value) -> IdTokenError {
    check(change, &expected()).unwrap_err()
}

fn rejected_token(token: &str) -> IdTokenError {
    verify(token, &signer().key_set(), &expected()).unwrap_err()
}

#[test]
fn a_good_token_of_every_algorithm_is_verified() {
    for algorithm in Algorithm::ALL {
        let signer = Signer::shared(algorithm);
        let raw = signer.token(&claims(&json!({})));
        let token = verify(&raw, &signer.key_set(), &expected()).unwrap();
        assert_eq!(token.as_str(), raw);
        assert_eq!((token.subject(), token.issuer()), ("alice", ISSUER));
        assert_eq!((token.issued_at(), token.expires_at()), (at(NOW), at(NOW + 3600)));
        // Milliseconds stay milliseconds.
        assert!(token.payload().contains(r#""updated_at":1795462050150"#));
    }
}

#[test]
fn captured_tokens_are_verified() {
    let keys = JwkSet::parse(include_bytes!("../../../../tests/fixtures/protocol/jwks.json")).unwrap();
    let alice = include_str!("../../../../tests/fixtures/protocol/token-authorization-code.json");
    let bob = include_str!("../../../../tests/fixtures/protocol/token-bob-all-scopes.json");
    for response in [alice, bob] {
        let response: Value = serde_json::from_str(response).unwrap();
        let raw = response["id_token"].as_str().unwrap();
        let issued_at = IdToken::restore(raw.to_owned()).unwrap().issued_at();
        let expected = Expected {
            issuer: "http://localhost:3901/oidc",
            app_id: "uvurz463371lg0tqt4j36",
            now: issued_at,
            ..expected()
        };
        verify(raw, &keys, &expected).unwrap();
    }
}

#[test]
fn malformed_tokens_are_rejected() {
    assert_eq!(rejected_token("not.a-token"), IdTokenError::Malformed(JwsError::Parts));
    assert_eq!(rejected_token("!.e30.AA"), IdTokenError::Malformed(JwsError::Encoding("header")));
    let crit = signer().sign(r#"{"alg":"ES384","kid":"es384","crit":["exp"],"exp":1}"#, "{}");
    assert_eq!(rejected_token(&crit), IdTokenError::Malformed(JwsError::Parameter("crit")));
}

#[test]
fn the_claims_have_to_be_there_once_and_readable() {
    for name in ["iss", "sub", "iat", "exp"] {
        assert_eq!(rejected(&json!({ name: null })), IdTokenError::Claims, "{name}");
    }
    for change in [
        json!({ "sub": "" }),
        json!({ "sub": 7 }),
        json!({ "exp": "tomorrow" }),
        json!({ "exp": u64::MAX }),
        json!({ "iat": -1 }),
    ] {
        assert_eq!(rejected(&change), IdTokenError::Claims, "{change}");
    }
    let header = r#"{"alg":"ES384","kid":"es384"}"#;
    for payload in ["", "[]", "null", r#"{"sub":"mallory","#] {
        assert_eq!(rejected_token(&signer().sign(header, payload)), IdTokenError::Claims, "{payload}");
    }
    let twice = claims(&json!({})).to_string().replacen('{', r#"{"sub":"mallory","#, 1);
    assert_eq!(rejected_token(&signer().sign(header, &twice)), IdTokenError::Claims);
}

#[test]
fn unsigned_and_hmac_tokens_are_rejected() {
    let payload = BASE64URL.encode(claims(&json!({})).to_string());
    for alg in ["none", "HS256", "HS384", "EdDSA", "RS384"] {
        let header = BASE64URL.encode(json!({ "alg": alg, "kid": "es384" }).to_string());
        assert_eq!(rejected_token(&format!("{header}.{payload}.AAAA")), IdTokenError::Algorithm, "{alg}");
    }
}

#[test]
fn a_key_has_to_fit() {
    let raw = signer().token(&claims(&json!({})));
    let other = Signer::shared(Algorithm::Es256).key_set();
    assert_eq!(verify(&raw, &other, &expected()).unwrap_err(), IdTokenError::UnknownKey);
    let twice = json!({ "keys": [signer().jwk(), signer().jwk()] }).to_string();
    let twice = JwkSet::parse(twice.as_bytes()).unwrap();
    assert_eq!(verify(&raw, &twice, &expected()).unwrap_err(), IdTokenError::UnknownKey);
    // The key is an RSA key, but only for RS256.
    let rsa = Signer::shared(Algorithm::Rs256);
    let confused = rsa.sign(r#"{"alg":"PS256","kid":"rs256"}"#, &claims(&json!({})).to_string());
    assert_eq!(verify(&confused, &rsa.key_set(), &expected()).unwrap_err(), IdTokenError::UnknownKey);
}

#[test]
fn the_signature_has_to_be_right() {
    let mallory = Signer::generate(Algorithm::Es384).token(&claims(&json!({})));
    assert_eq!(rejected_token(&mallory), IdTokenError::Signature);
    let raw = signer().token(&claims(&json!({})));
    let (_, signature) = raw.rsplit_once('.').unwrap();
    let changed = signer().token(&claims(&json!({ "sub": "mallory" })));
    let changed = changed.rsplit_once('.').unwrap().0.to_owned() + "." + signature;
    assert_eq!(rejected_token(&changed), IdTokenError::Signature);
}

#[test]
fn other_kinds_of_tokens_are_no_id_tokens() {
    let with_type = |typ: &str| {
        let header = json!({ "alg": "ES384", "kid": "es384", "typ": typ }).to_string();
        let token = signer().sign(&header, &claims(&json!({})).to_string());
        verify(&token, &signer().key_set(), &expected())
    };
    assert!(with_type("JWT").is_ok() && with_type("jwt").is_ok());
    for typ in ["at+jwt", "logout+jwt", "application/at+jwt", "JOSE", ""] {
        assert_eq!(with_type(typ).unwrap_err(), IdTokenError::Type, "{typ}");
    }
}

#[test]
fn neither_errors_nor_debug_show_claims() {
    let nonce = Nonce::new("secret-nonce");
    let expected_nonce = Expected { nonce: Some(&nonce), ..expected() };
    let error = crate::Error::from(check(&json!({}), &expected_nonce).unwrap_err());
    assert!(error.is_untrusted() && !format!("{error:?} {error}").contains("secret-nonce"));
    let token = check(&json!({}), &expected()).unwrap();
    assert!(!format!("{token:?}").contains("alice") && !format!("{token:?}").contains(token.as_str()));
}
