//! The values that claims hold. Objects keep the keys they do not know, so that they serialize as they came.

mod timestamp;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use timestamp::Timestamp;

use crate::organization::OrganizationId;

/// A postal address
/// ([OpenID Connect Core, section 5.1.1](https://openid.net/specs/openid-connect-core-1_0.html#AddressClaim)).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Address {
    /// The whole address, as it would stand on a letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    /// Street, house number and so on.
    #[serde(default, rename = "streetAddress", skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// The city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// The state, province or prefecture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The postal code.
    #[serde(default, rename = "postalCode", skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A linked social identity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// The user's ID at the identity provider.
    #[serde(rename = "userId")]
    pub user_id: String,
    /// What the identity provider told about the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Map<String, Value>>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A linked enterprise identity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SsoIdentity {
    /// The identity provider.
    pub issuer: String,
    /// The user's ID at the identity provider.
    #[serde(rename = "identityId")]
    pub identity_id: String,
    /// What the identity provider told about the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Map<String, Value>>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An organization of which the user is a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrganizationData {
    /// The organization's ID.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

    #[track_caller]
    fn comes_back<T: Serialize + DeserializeOwned>(json: &str) {
        let value: T = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_value(value).unwrap(), serde_json::from_str::<Value>(json).unwrap());
    }

    #[test]
    fn objects_come_back_as_they_were_with_what_is_unknown_in_them() {
        comes_back::<Address>(
            r#"{"streetAddress":"Main 1","postalCode":"123","country":"US","planet":"Earth"}"#,
        );
        comes_back::<Identity>(r#"{"userId":"u","details":{"id":"u","rawData":{}},"since":1}"#);
        comes_back::<Identity>(r#"{"userId":"u"}"#);
        comes_back::<SsoIdentity>(r#"{"issuer":"https://idp","identityId":"i","detail":{},"x":[1]}"#);
        comes_back::<OrganizationData>(r#"{"id":"o","name":"Acme","description":null}"#);
    }
}
