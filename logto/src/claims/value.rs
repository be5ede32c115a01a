//! What structured claims hold.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A postal address, the claim `address`.
///
/// Logto leaves out what a user has not filled in. Keys that are not listed here are kept in `extra`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Address {
    /// The whole address, as it is written on a letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    /// Street, house number and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// State, province or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A linked social identity, an entry of the claim `identities`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Identity {
    /// The user's id at the identity provider.
    pub user_id: String,
    /// What the identity provider says about the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Map<String, Value>>,
}

/// A linked enterprise identity, an entry of the claim `sso_identities`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SsoIdentity {
    /// The identity provider.
    pub issuer: String,
    /// The user's id at the identity provider.
    pub identity_id: String,
    /// What the identity provider says about the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Map<String, Value>>,
}

/// An organization the user is a member of, an entry of the claim `organization_data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrganizationData {
    /// Its id.
    pub id: crate::OrganizationId,
    /// Its name.
    pub name: String,
    /// Its description, if it has one.
    pub description: Option<String>,
}
