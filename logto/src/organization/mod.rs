//! Words for organizations: their ids, and the roles users have in them.

mod place;

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use place::OrganizationIn;
pub(crate) use place::OrganizationInError;

/// The id of an organization.
///
/// ```
/// use logto::OrganizationId;
///
/// let acme = OrganizationId::from("mornafq2vbax");
/// assert_eq!(acme, "mornafq2vbax");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrganizationId(String);

/// A role that a user has in an organization.
///
/// Logto writes it `<organization id>:<role name>`; a role name may itself hold a colon.
///
/// ```
/// use logto::OrganizationRole;
///
/// let role: OrganizationRole = "mornafq2vbax:editor:drafts".parse()?;
/// assert_eq!(role.organization, "mornafq2vbax");
/// assert_eq!(role.role, "editor:drafts");
/// assert_eq!(role.to_string(), "mornafq2vbax:editor:drafts");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganizationRole {
    /// The organization in which the user has the role.
    pub organization: OrganizationId,
    /// The name of the role.
    pub role: String,
}

/// The text is not `<organization id>:<role name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an organization role is written `<organization id>:<role name>`")]
pub struct MalformedOrganizationRole;

impl OrganizationId {
    /// Takes an id as Logto writes it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as Logto writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OrganizationRole {
    /// A role in an organization.
    pub fn new(organization: impl Into<OrganizationId>, role: impl Into<String>) -> Self {
        Self { organization: organization.into(), role: role.into() }
    }
}

impl FromStr for OrganizationRole {
    type Err = MalformedOrganizationRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (organization, role) = text.split_once(':').ok_or(MalformedOrganizationRole)?;
        Ok(Self::new(organization, role))
    }
}

impl fmt::Display for OrganizationRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.organization, self.role)
    }
}

impl Serialize for OrganizationRole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OrganizationRole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl fmt::Display for OrganizationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for OrganizationId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for OrganizationId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for OrganizationId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl PartialEq<str> for OrganizationId {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for OrganizationId {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_name_may_hold_colons() {
        let role: OrganizationRole = serde_json::from_str(r#""org:a:b:c""#).unwrap();
        assert_eq!(role, OrganizationRole::new("org", "a:b:c"));
        assert_eq!(serde_json::to_string(&role).unwrap(), r#""org:a:b:c""#);
    }

    #[test]
    fn a_role_without_organization_is_malformed() {
        assert_eq!("editor".parse::<OrganizationRole>(), Err(MalformedOrganizationRole));
        assert!(serde_json::from_str::<OrganizationRole>(r#""editor""#).is_err());
    }
}
