//! ID tokens and userinfo responses of a real Logto decode, and serialize back to the same JSON.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test binary has no public items")]

use std::fs;

use logto::{Claims, UserClaims, claims};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

claims! {
    /// Everything that the ID token has by default.
    struct InIdToken: profile + email + phone + address + roles + organization_roles;
}

claims! {
    struct Everything:
        profile + email + phone + address + custom_data + identities + roles + organizations + organization_roles;
}

claims! {
    #[derive(Clone)]
    struct Profile: profile;
}

claims! {
    struct Member: profile + email;
}

fn captured(name: &str) -> Map<String, Value> {
    let path = format!("{}/tests/fixtures/captured/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The captured claims that the type's scopes bring.
fn of_scopes<C: Claims>(mut claims: Map<String, Value>) -> Map<String, Value> {
    claims.retain(|name, _| {
        let known = logto::claims::CLAIMS.iter().find(|claim| claim.name == name);
        known.is_some_and(|claim| claim.scope.is_none_or(|scope| C::SCOPES.contains(&scope)))
    });
    claims
}

#[track_caller]
fn comes_back<C: Claims + Serialize + DeserializeOwned>(name: &str) {
    let claims = captured(name);
    let typed: C = serde_json::from_str(&Value::Object(claims.clone()).to_string()).unwrap();
    assert_eq!(serde_json::to_value(typed).unwrap(), Value::Object(of_scopes::<C>(claims)), "{name}");
}

#[test]
fn user_claims_take_whatever_comes() {
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/captured")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let claims: UserClaims = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(claims).unwrap(), serde_json::from_str::<Value>(&text).unwrap());
    }
}

#[test]
fn id_tokens_come_back_as_the_granted_scopes() {
    for name in ["token-authorization-code", "refresh-bob-resource-no-role", "token-with-max-age"] {
        comes_back::<InIdToken>(name);
        comes_back::<Member>(name);
    }
    comes_back::<Profile>("token-minimal");
    comes_back::<Member>("token-third-party");
}

#[test]
fn userinfo_comes_back_as_the_granted_scopes() {
    for name in ["userinfo", "userinfo-bob-all-scopes"] {
        comes_back::<Everything>(name);
        comes_back::<InIdToken>(name);
    }
}

#[test]
fn values_have_their_types() {
    let alice: Everything = serde_json::from_value(Value::Object(captured("userinfo"))).unwrap();
    assert_eq!(alice.address.unwrap().country.as_deref(), Some("US"));
    assert_eq!(alice.custom_data["tier"], "gold");
    assert_eq!(alice.created_at.as_millis(), 1_795_461_478_535);
    let [organization] = alice.organization_data.as_slice() else { panic!() };
    assert_eq!((organization.id.as_str(), organization.name.as_str()), ("mornafq2vbax", "Acme"));
    let [role] = alice.organization_roles.as_slice() else { panic!() };
    assert_eq!(role.organization, organization.id);
    assert_eq!(role.role, "editor");
}
