//! What the claims have to say.

use super::*;

#[test]
fn the_issuer_is_compared_exactly() {
    for issuer in [
        "https://tenant.logto.app/oidc/",
        "https://tenant.logto.app",
        "http://tenant.logto.app/oidc",
        "https://TENANT.logto.app/oidc",
    ] {
        assert_eq!(rejected(&json!({ "iss": issuer })), IdTokenError::Issuer, "{issuer}");
    }
}

#[test]
fn the_audience_is_the_app_alone() {
    assert!(check(&json!({ "aud": ["app"] }), &expected()).is_ok());
    for audience in
        [json!("other"), json!("App"), json!(["other"]), json!([]), json!(null), json!(["app", "other"])]
    {
        assert_eq!(rejected(&json!({ "aud": audience })), IdTokenError::Audience, "{audience}");
    }
}

#[test]
fn several_audiences_need_us_as_authorized_party() {
    let several = |azp: &str| check(&json!({ "aud": ["app", "other"], "azp": azp }), &expected());
    assert!(several("app").is_ok());
    assert_eq!(several("other").unwrap_err(), IdTokenError::AuthorizedParty);
    let without_us = json!({ "aud": ["other"], "azp": "app" });
    assert_eq!(rejected(&without_us), IdTokenError::Audience);
}

#[test]
fn an_authorized_party_is_us_in_any_case() {
    assert!(check(&json!({ "azp": "app" }), &expected()).is_ok());
    assert_eq!(rejected(&json!({ "azp": "other" })), IdTokenError::AuthorizedParty);
}

#[test]
fn a_token_expires_after_the_leeway() {
    assert!(check(&json!({ "exp": NOW - LEEWAY + 1 }), &expected()).is_ok());
    assert_eq!(rejected(&json!({ "exp": NOW - LEEWAY })), IdTokenError::Expired);
    let strict = Expected { leeway: Duration::ZERO, ..expected() };
    assert_eq!(check(&json!({ "exp": NOW }), &strict).unwrap_err(), IdTokenError::Expired);
}

#[test]
fn a_token_of_the_future_is_rejected_after_the_leeway() {
    assert!(check(&json!({ "iat": NOW + LEEWAY }), &expected()).is_ok());
    assert_eq!(rejected(&json!({ "iat": NOW + LEEWAY + 1 })), IdTokenError::IssuedInFuture);
}

#[test]
fn the_nonce_has_to_be_that_of_the_sign_in() {
    let nonce = Nonce::new("n");
    let expected = Expected { nonce: Some(&nonce), ..expected() };
    assert!(check(&json!({}), &expected).is_ok());
    for other in [json!(null), json!(""), json!("N")] {
        assert_eq!(check(&json!({ "nonce": other }), &expected).unwrap_err(), IdTokenError::Nonce, "{other}");
    }
}

#[test]
fn the_subject_does_not_change() {
    let expected = Expected { subject: Some("alice"), ..expected() };
    assert!(check(&json!({}), &expected).is_ok());
    assert_eq!(check(&json!({ "sub": "mallory" }), &expected).unwrap_err(), IdTokenError::Subject);
}

#[test]
fn an_access_token_hash_is_checked_when_it_is_there() {
    let expected = Expected { access_token: Some("opaque"), ..expected() };
    assert!(check(&json!({}), &expected).is_ok());
    for algorithm in Algorithm::ALL {
        let digest = algorithm.digest(b"opaque");
        let hash = BASE64URL.encode(&digest.as_ref()[..digest.as_ref().len() / 2]);
        let signer = Signer::shared(algorithm);
        let good = signer.token(&claims(&json!({ "at_hash": hash })));
        assert!(verify(&good, &signer.key_set(), &expected).is_ok(), "{algorithm:?}");
        let whole = signer.token(&claims(&json!({ "at_hash": BASE64URL.encode(digest.as_ref()) })));
        let error = verify(&whole, &signer.key_set(), &expected).unwrap_err();
        assert_eq!(error, IdTokenError::AccessTokenHash);
    }
}
