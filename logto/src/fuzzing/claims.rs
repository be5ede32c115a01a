//! Claims.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::assert_printable;
use crate::claims::{self, CLAIMS, UserClaims};
use crate::organization::OrganizationRole;

/// Claims with a renamed field and one that has to be there.
#[derive(Debug, PartialEq, Serialize, Deserialize, logto::Claims)]
struct Subscriber {
    sub: String,
    email: Option<String>,
    #[claim("custom_data")]
    preferences: Option<Map<String, Value>>,
}

/// Claims that are read are written again as they came: all of them, and in fields or not the same values.
pub fn user_claims(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(role) = text.parse::<OrganizationRole>() {
        assert_eq!(role.to_string(), text);
    }
    match claims::decode::<UserClaims>(&text) {
        Err(error) => assert_printable(&error),
        Ok(claims) => {
            let written = serde_json::to_value(&claims).unwrap();
            let came: Value = serde_json::from_str(&text).unwrap();
            assert_same(written.as_object().unwrap(), came.as_object().unwrap());
            let again: UserClaims = claims::decode(&written.to_string()).unwrap();
            assert_eq!(again, claims);
        }
    }
    match claims::decode::<Subscriber>(&text) {
        Err(error) => assert_printable(&error),
        Ok(subscriber) => {
            // Unless a claim that is skipped cannot be read: a number that no float holds, half a surrogate pair.
            let Ok(came) = serde_json::from_str::<Value>(&text) else { return };
            assert_eq!(came["sub"], subscriber.sub);
            assert_eq!(came["email"].as_str(), subscriber.email.as_deref());
            assert_eq!(came["custom_data"].as_object(), subscriber.preferences.as_ref());
        }
    }
}

/// Structured claims may lose members that Logto never sends, and times may be written otherwise; the rest is the same.
fn assert_same(written: &Map<String, Value>, came: &Map<String, Value>) {
    assert!(written.keys().eq(came.keys()), "{written:?}\n{came:?}");
    for (name, value) in came {
        let has_structure = matches!(
            name.as_str(),
            "address" | "identities" | "sso_identities" | "organization_data" | "created_at" | "updated_at"
        );
        let is_known = CLAIMS.iter().any(|claim| claim.name == name);
        assert!(
            has_structure && is_known || written[name] == *value,
            "{name}: {value} became {}",
            written[name]
        );
        assert_eq!(written[name].is_null(), value.is_null(), "{name}");
    }
}
