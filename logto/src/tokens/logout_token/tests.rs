use serde_json::{Value, json};

use super::*;
use crate::jose::Algorithm;
use crate::jose::signer::Signer;

const ISSUER: &str = "http://localhost:3901/oidc";
const APP: &str = "ygjm6xo70al1eoacbdk24";
const SENT_AT: u64 = 1_795_461_980;
const LEEWAY: u64 = 60;

fn expected(now: u64) -> Expected<'static> {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
    Expected { issuer: ISSUER, app_id: APP, now, leeway: Duration::from_secs(LEEWAY) }
}

/// A captured token of Logto's, with a change in it; `null` takes a claim away.
fn claims(change: &Value) -> Value {
    let mut claims = json!({
        "sub": "8715wxdssup7",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        "jti": "_7O7hrd2RzTdwnQaIRBLCHkTu6QSwfnKGiZ5QnmEFAD",
        "sid": "kH3cXuKaCpwORxA1X65AFAkOAQ3pux5idLanpBkqK5R",
        "aud": APP,
        "exp": SENT_AT + 120,
        "iat": SENT_AT,
        "iss": ISSUER,
    });
    for (name, value) in change.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

fn signer() -> &'static Signer {
    Signer::shared(Algorithm::Es384)
}

fn token_of_type(signer: &Signer, typ: &str, claims: &Value) -> String {
    signer.sign(&json!({ "alg": "ES384", "typ": typ }).to_string(), &claims.to_string())
}

fn check_at(now: u64, change: &Value) -> Result<LogoutToken, LogoutTokenError> {
    let token = token_of_type(signer(), "logout+jwt", &claims(change));
    verify(&token, &signer().key_set(), &expected(now))
}

fn rejected(change: &Value) -> LogoutTokenError {
    check_at(SENT_AT, change).unwrap_err()
}

#[test]
fn a_token_like_logtos_is_verified() {
    let token = check_at(SENT_AT, &json!({})).unwrap();
    let sid = "kH3cXuKaCpwORxA1X65AFAkOAQ3pux5idLanpBkqK5R";
    assert_eq!(token.whose, Whose::ProviderSession(sid.to_owned()));
    assert_eq!(token.id, "_7O7hrd2RzTdwnQaIRBLCHkTu6QSwfnKGiZ5QnmEFAD");
    assert_eq!(token.good_until, expected(SENT_AT + 120 + LEEWAY).now);
}

#[test]
fn without_a_session_it_is_about_all_of_the_user() {
    let token = check_at(SENT_AT, &json!({ "sid": null })).unwrap();
    assert_eq!(token.whose, Whose::Subject("8715wxdssup7".to_owned()));
    assert!(check_at(SENT_AT, &json!({ "sub": null })).is_ok());
    assert_eq!(rejected(&json!({ "sub": null, "sid": null })), LogoutTokenError::NobodyNamed);
    assert_eq!(rejected(&json!({ "sub": "", "sid": "" })), LogoutTokenError::NobodyNamed);
}

#[test]
fn only_tokens_of_this_tenant_for_this_app_count() {
    assert_eq!(rejected(&json!({ "iss": "https://evil.example.com/oidc" })), LogoutTokenError::Issuer);
    for audience in [json!("another"), json!([]), json!([APP, "another"])] {
        assert_eq!(rejected(&json!({ "aud": audience })), LogoutTokenError::Audience);
    }
    assert!(check_at(SENT_AT, &json!({ "aud": [APP] })).is_ok());
}

#[test]
fn old_tokens_and_tokens_from_the_future_do_not_count() {
    let last = SENT_AT + 120 + LEEWAY - 1;
    assert!(check_at(last, &json!({})).is_ok());
    assert_eq!(check_at(last + 1, &json!({})).unwrap_err(), LogoutTokenError::Expired);
    assert!(check_at(SENT_AT - LEEWAY, &json!({})).is_ok());
    assert_eq!(check_at(SENT_AT - LEEWAY - 1, &json!({})).unwrap_err(), LogoutTokenError::IssuedInFuture);
}

#[test]
fn a_token_that_says_nothing_of_its_end_has_one_all_the_same() {
    for exp in [json!(null), json!(SENT_AT + 1_000_000)] {
        let change = json!({ "exp": exp });
        let last = SENT_AT + MAX_AGE.as_secs() + LEEWAY - 1;
        assert!(check_at(last, &change).is_ok());
        assert_eq!(check_at(last + 1, &change).unwrap_err(), LogoutTokenError::TooOld);
    }
}

#[test]
fn times_that_no_clock_shows_are_refused() {
    assert_eq!(rejected(&json!({ "iat": u64::MAX })), LogoutTokenError::Claims);
    assert_eq!(rejected(&json!({ "exp": u64::MAX })), LogoutTokenError::Claims);
    assert_eq!(rejected(&json!({ "iat": -1 })), LogoutTokenError::Claims);
}

#[test]
fn it_has_to_be_about_the_logout() {
    let event = "http://schemas.openid.net/event/backchannel-logout";
    for events in [json!({}), json!({ "another": {} }), json!({ event: true }), json!({ event: null })] {
        assert_eq!(rejected(&json!({ "events": events })), LogoutTokenError::Event);
    }
    assert_eq!(rejected(&json!({ "events": [event] })), LogoutTokenError::Claims);
    assert_eq!(rejected(&json!({ "events": null })), LogoutTokenError::Claims);
}

#[test]
fn tokens_of_other_kinds_are_refused() {
    let of_type = |typ: &str, claims: &Value| {
        verify(&token_of_type(signer(), typ, claims), &signer().key_set(), &expected(SENT_AT))
    };
    for typ in ["JWT", "at+jwt", "", "logout"] {
        assert_eq!(of_type(typ, &claims(&json!({}))).unwrap_err(), LogoutTokenError::Type, "{typ}");
    }
    assert!(of_type("application/LOGOUT+jwt", &claims(&json!({}))).is_ok());
    let untyped = signer().token(&claims(&json!({})));
    assert_eq!(
        verify(&untyped, &signer().key_set(), &expected(SENT_AT)).unwrap_err(),
        LogoutTokenError::Type
    );
    for nonce in [json!("n"), json!("")] {
        assert_eq!(rejected(&json!({ "nonce": nonce })), LogoutTokenError::Nonce);
    }
    let mut null = claims(&json!({}));
    null["nonce"] = Value::Null;
    assert_eq!(of_type("logout+jwt", &null).unwrap_err(), LogoutTokenError::Nonce);
}

#[test]
fn claims_that_are_missing_are_missed() {
    for missing in ["iss", "aud", "iat", "jti", "events"] {
        assert_eq!(rejected(&json!({ missing: null })), LogoutTokenError::Claims, "{missing}");
    }
    assert_eq!(rejected(&json!({ "jti": "" })), LogoutTokenError::Claims);
}

#[test]
fn only_logtos_keys_sign() {
    let token = token_of_type(&Signer::generate(Algorithm::Es384), "logout+jwt", &claims(&json!({})));
    let refused = verify(&token, &signer().key_set(), &expected(SENT_AT)).unwrap_err();
    assert!(matches!(refused, LogoutTokenError::Signature | LogoutTokenError::UnknownKey), "{refused:?}");
    for garbage in ["", "a.b", "a.b.c"] {
        let refused = verify(garbage, &signer().key_set(), &expected(SENT_AT)).unwrap_err();
        assert!(matches!(refused, LogoutTokenError::Malformed(_)), "{refused:?}");
    }
}
