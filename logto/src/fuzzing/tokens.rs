//! Tokens and the keys that they are verified with.

use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

use super::{LEEWAY, NOW, assert_printable, now, parts};
use crate::jose::signer::Signer;
use crate::jose::{Algorithm, Jwk, JwkSet, Jws};
use crate::secret::{AccessTokenSecret, Nonce};
use crate::tokens::bearer::{self, Candidate};
use crate::tokens::logout_token::{self, Whose};
use crate::tokens::{self, AccessToken, Expected};

const ISSUER: &str = "http://localhost:3901/oidc";
const APP: &str = "ygjm6xo70al1eoacbdk24";
const NONCE: &str = "the-nonce";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Whatever text comes as a token: what is taken apart is what it says, and verifies only if a key of the captured set
/// signed exactly this.
pub fn jws(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let _ = AccessToken::new(AccessTokenSecret::new(&*text), None, None, now()).claims();
    let keys = captured_keys();
    check_id_token(&text, keys, None);
    check_access_token(&text, keys);
    check_logout_token(&text, keys);
    let jws = match Jws::parse(&text) {
        Ok(jws) => jws,
        Err(error) => return assert_printable(&error),
    };
    assert_eq!(jws.payload(), payload(&text));
    if let Some((header, _)) = read(&text) {
        assert_eq!(json!(jws.algorithm()), header["alg"]);
        assert_eq!(jws.kid(), header["kid"].as_str());
        assert_eq!(jws.typ(), header["typ"].as_str());
        for parameter in ["crit", "b64", "enc", "zip", "cty"] {
            assert!(header.get(parameter).is_none(), "{parameter}");
        }
    }
    if jws.verify(keys).is_ok() {
        let mut changed = text.clone().into_owned().into_bytes();
        let middle = changed.len() / 2;
        changed[middle] = if changed[middle] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(
            Jws::parse(&changed).is_ok_and(|jws| jws.verify(keys).is_err()) || Jws::parse(&changed).is_err()
        );
    }
}

/// Any header and payload, signed with one of our keys: verified are only the tokens that should be.
pub fn signed_tokens(data: &[u8]) {
    let [header, payload] = parts(data);
    let (token, keys) = signed(&header, &payload);
    check_id_token(&token, keys, Some(&Nonce::new(NONCE)));
    check_access_token(&token, keys);
}

/// The same for logout tokens.
pub fn logout_token(data: &[u8]) {
    let [header, payload] = parts(data);
    let (token, keys) = signed(&header, &payload);
    check_logout_token(&token, keys);
}

/// A key set that is read holds keys for signatures only, each for the algorithms of its own type, and says again what
/// it was read from.
pub fn jwk_set(data: &[u8]) {
    let set = match JwkSet::parse(data) {
        Ok(set) => set,
        Err(error) => return assert_printable(&error),
    };
    assert!(set.keys().len() <= JwkSet::MAX_KEYS);
    for key in set.keys() {
        let fitting: Vec<_> = Algorithm::ALL.into_iter().filter(|algorithm| key.fits(*algorithm)).collect();
        let types: Vec<_> = fitting.iter().map(|algorithm| algorithm.key_type()).collect();
        assert!(types.windows(2).all(|pair| pair[0] == pair[1]) && !types.is_empty(), "{fitting:?}");
        assert!(Algorithm::ALL.into_iter().all(|algorithm| !key.verifies(algorithm, b"message", &[7; 64])));
        let again: Jwk = serde_json::from_str(&serde_json::to_string(key).unwrap()).unwrap();
        assert!(again == *key && set.contains(&again));
        for algorithm in Algorithm::ALL {
            if let Ok(found) = set.key(key.kid(), algorithm) {
                assert!(found.fits(algorithm) && (key.kid().is_none() || found.kid() == key.kid()));
            }
        }
    }
}

/// A token of this header and payload, signed with ES256 whatever the header says, and the keys to verify it with.
fn signed(header: &str, payload: &str) -> (String, &'static JwkSet) {
    static KEYS: LazyLock<JwkSet> = LazyLock::new(|| {
        let keys = [Algorithm::Es256, Algorithm::Es384].map(|algorithm| Signer::shared(algorithm).jwk());
        JwkSet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    });
    (Signer::shared(Algorithm::Es256).sign(header, payload), &KEYS)
}

/// The keys of the Logto server that tokens were captured from.
fn captured_keys() -> &'static JwkSet {
    static KEYS: LazyLock<JwkSet> =
        LazyLock::new(|| JwkSet::parse(include_bytes!("../../tests/fixtures/protocol/jwks.json")).unwrap());
    &KEYS
}

/// The payload of a token that was taken apart.
fn payload(token: &str) -> Vec<u8> {
    BASE64URL.decode(token.split('.').nth(1).unwrap()).unwrap()
}

/// Header and payload of a token, unless there is something in them that is skipped and cannot be read: a number that no
/// float holds, half a surrogate pair.
fn read(token: &str) -> Option<(Value, Value)> {
    let header = BASE64URL.decode(token.split('.').next().unwrap()).unwrap();
    Some((serde_json::from_slice(&header).ok()?, serde_json::from_slice(&payload(token)).ok()?))
}

fn is_type(header: &Value, types: &[&str]) -> bool {
    header["typ"].as_str().is_some_and(|typ| types.iter().any(|known| typ.eq_ignore_ascii_case(known)))
}

fn is_supported(header: &Value) -> bool {
    ["RS256", "PS256", "ES256", "ES384", "ES512"].iter().any(|name| header["alg"] == *name)
}

fn check_id_token(token: &str, keys: &JwkSet, nonce: Option<&Nonce>) {
    let expected = Expected {
        issuer: ISSUER,
        app_id: APP,
        nonce,
        subject: None,
        access_token: None,
        now: now(),
        leeway: Duration::from_secs(LEEWAY),
    };
    match tokens::verify(token, keys, &expected) {
        Err(error) => assert_printable(&error),
        Ok(verified) => {
            let Some((header, claims)) = read(token) else { return };
            assert!(
                is_supported(&header)
                    && (header.get("typ").is_none_or(Value::is_null) || is_type(&header, &["JWT"]))
            );
            let only_us = claims["aud"] == APP || claims["aud"] == json!([APP]);
            let among_others = claims["aud"].as_array().is_some_and(|all| all.contains(&json!(APP)));
            assert!(only_us || among_others && claims["azp"] == APP, "{claims}");
            assert!(claims["azp"].is_null() || claims["azp"] == APP, "{claims}");
            assert_eq!(claims["iss"], ISSUER);
            assert_eq!(claims["sub"], verified.subject());
            assert!(!verified.subject().is_empty());
            assert!(
                claims["exp"].as_u64().unwrap() > NOW - LEEWAY
                    && claims["iat"].as_u64().unwrap() <= NOW + LEEWAY
            );
            assert!(nonce.is_none() || claims["nonce"] == NONCE, "{claims}");
        }
    }
}

fn check_access_token(token: &str, keys: &JwkSet) {
    let issuers = [ISSUER.to_owned()];
    let expected = bearer::Expected { issuers: &issuers, leeway: Duration::from_secs(LEEWAY), now: now() };
    match Candidate::parse(token, &expected).and_then(|candidate| candidate.verify(keys)) {
        Err(error) => assert_printable(&error),
        Ok(verified) => {
            let Some((header, claims)) = read(token) else { return };
            assert!(is_supported(&header) && is_type(&header, &["at+jwt", "application/at+jwt"]));
            assert_eq!((&claims["iss"], &claims["sub"]), (&json!(ISSUER), &json!(verified.claims().sub)));
            assert!(
                claims["aud"] == verified.claims().aud || claims["aud"] == json!([verified.claims().aud])
            );
            assert!(
                claims["exp"].as_u64().unwrap() > NOW - LEEWAY
                    && claims["iat"].as_u64().unwrap() <= NOW + LEEWAY
            );
            assert!(claims.get("nbf").is_none_or(|time| time.as_u64().unwrap() <= NOW + LEEWAY));
            assert_eq!(verified.payload().as_bytes(), payload(token));
        }
    }
}

fn check_logout_token(token: &str, keys: &JwkSet) {
    let leeway = Duration::from_secs(LEEWAY);
    let expected = logout_token::Expected { issuer: ISSUER, app_id: APP, now: now(), leeway };
    match logout_token::verify(token, keys, &expected) {
        Err(error) => assert_printable(&error),
        Ok(verified) => {
            let Some((header, claims)) = read(token) else { return };
            assert!(is_supported(&header) && is_type(&header, &["logout+jwt", "application/logout+jwt"]));
            assert_eq!((&claims["iss"], &claims["jti"]), (&json!(ISSUER), &json!(verified.id)));
            let all: Vec<_> =
                claims["aud"].as_array().cloned().unwrap_or_else(|| vec![claims["aud"].clone()]);
            assert!(!all.is_empty() && all.iter().all(|audience| audience == APP), "{claims}");
            assert!(
                claims["events"][EVENT].is_object()
                    && claims.get("nonce").is_none()
                    && !verified.id.is_empty()
            );
            let who = match &verified.whose {
                Whose::ProviderSession(sid) => (&claims["sid"], sid),
                Whose::Subject(sub) => (&claims["sub"], sub),
            };
            assert!(who.0 == who.1 && !who.1.is_empty());
            assert!(
                verified.good_until > now()
                    && verified.good_until <= now() + Duration::from_secs(300 + 2 * LEEWAY)
            );
        }
    }
}
