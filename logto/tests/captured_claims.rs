//! What a running Logto server sent decodes into typed claims, and comes back as it was sent.
//!
//! The fixtures hold every ID-token payload and userinfo response captured from Logto 1.42, by the name of the request
//! that brought it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use logto::claims::{CLAIMS, Timestamp};
use logto::{Claims, OrganizationId, OrganizationRole, UserClaims, claims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

type Payload = Map<String, Value>;

claims! {
    struct Visitor;
    struct ProfileOnly: profile;
    struct ProfileAndEmail: profile + email;
    /// All that default tenants put into an ID token, but for the ids of organizations.
    struct FromIdToken: profile + email + phone + address + roles + organization_roles;
    struct Everything: profile + email + phone + address + custom_data + identities + roles + organizations
        + organization_roles;
    struct TypedCustomData: custom_data<CustomData>;
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct CustomData {
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<String>,
    #[serde(flatten)]
    rest: Payload,
}

/// The ids without the data, which `claims!` would add.
#[derive(Serialize, Deserialize, Claims)]
struct Memberships {
    sub: String,
    organizations: Vec<OrganizationId>,
}

fn captured(file: &str) -> BTreeMap<String, Payload> {
    let path = format!("{}/tests/fixtures/captured/{file}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Reads a payload as `C` and writes it again: the claims of the scopes that `C` names are back, as they were.
fn round_trip<C: Claims + Serialize>(name: &str, payload: &Payload) -> C {
    let expected: Payload = payload
        .iter()
        .filter(|(claim, _)| releases(C::SCOPES, claim))
        .map(|(claim, value)| (claim.clone(), value.clone()))
        .collect();
    let claims = C::from_json(&Value::from(payload.clone()).to_string());
    let claims = claims.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(&claims).unwrap(), Value::from(expected), "{name}");
    claims
}

fn releases(scopes: &[logto::UserScope], claim: &str) -> bool {
    let row = CLAIMS.iter().find(|row| row.name == claim);
    row.is_some_and(|row| row.scope.is_none_or(|scope| scopes.contains(&scope)))
}

#[test]
fn every_id_token_decodes_into_the_claims_of_its_scopes() {
    let payloads = captured("id_tokens");
    assert_eq!(payloads.len(), 23);
    for (name, payload) in &payloads {
        round_trip::<Visitor>(name, payload);
        if payload.contains_key("phone_number") {
            round_trip::<FromIdToken>(name, payload);
        } else if payload.contains_key("email") {
            round_trip::<ProfileAndEmail>(name, payload);
        } else if payload.contains_key("name") {
            round_trip::<ProfileOnly>(name, payload);
        }
        if let Some(organizations) = payload.get("organizations") {
            let memberships = Memberships::from_json(&Value::from(payload.clone()).to_string()).unwrap();
            assert_eq!(serde_json::to_value(memberships.organizations).unwrap(), *organizations, "{name}");
        }
    }
}

#[test]
fn every_userinfo_response_decodes_into_the_claims_of_its_scopes() {
    let payloads = captured("userinfo");
    assert_eq!(payloads.len(), 4);
    for (name, payload) in &payloads {
        round_trip::<Visitor>(name, payload);
        if payload.contains_key("custom_data") {
            round_trip::<Everything>(name, payload);
            round_trip::<TypedCustomData>(name, payload);
        }
    }
}

#[test]
fn user_claims_keep_everything() {
    for (name, payload) in captured("id_tokens").into_iter().chain(captured("userinfo")) {
        let payload = Value::from(payload);
        let claims = UserClaims::from_json(&payload.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&claims).unwrap(), payload, "{name}");
        assert_eq!(claims.extra.contains_key("iss"), payload.get("iss").is_some(), "{name}");
    }
}

#[test]
fn values_are_what_logto_said() {
    let userinfo = captured("userinfo");
    let alice = round_trip::<Everything>("userinfo", &userinfo["userinfo"]);
    assert_eq!(alice.created_at, Timestamp::from_millis(1_795_461_478_535));
    assert_eq!(alice.address.unwrap().country.as_deref(), Some("US"));
    assert_eq!(alice.organization_roles, [OrganizationRole::new("mornafq2vbax", "editor")]);
    assert_eq!(alice.organization_data[0].description.as_deref(), Some("Acme desc"));
    let typed = round_trip::<TypedCustomData>("userinfo", &userinfo["userinfo"]);
    assert_eq!(typed.custom_data.tier.as_deref(), Some("gold"));

    let bob = round_trip::<Everything>("bob", &userinfo["userinfo-bob-all-scopes"]);
    assert_eq!((bob.name, bob.picture, bob.phone_number), (None, None, None));
    assert!(bob.organizations.is_empty() && bob.custom_data.is_empty() && !bob.phone_number_verified);
}

#[test]
fn what_an_id_token_does_not_carry_is_named() {
    let bob = &captured("id_tokens")["token-bob-all-scopes"];
    let error = Everything::from_json(&Value::from(bob.clone()).to_string()).unwrap_err();
    assert!(error.to_string().starts_with("the claim `custom_data` is missing"), "{error}");
}
