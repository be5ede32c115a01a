//! Organizations: their IDs and the roles that users have in them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The ID of an organization.
///
/// ```
/// use logto::OrganizationId;
///
/// let id = OrganizationId::from("dghnxr6t9yhi");
/// assert_eq!(id.as_str(), "dghnxr6t9yhi");
/// assert_eq!(serde_json::to_string(&id)?, r#""dghnxr6t9yhi""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrganizationId(String);

impl OrganizationId {
    /// The ID as it stands in requests and claims.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrganizationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for OrganizationId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl From<String> for OrganizationId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl AsRef<str> for OrganizationId {
    fn as_ref(&self) -> &str {
        &self.0
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

/// A role that a user has in an organization: `<organization ID>:<role name>` on the wire.
///
/// ```
/// use logto::OrganizationRole;
///
/// let role: OrganizationRole = "dghnxr6t9yhi:billing:admin".parse()?;
/// assert_eq!(role.organization, "dghnxr6t9yhi");
/// assert_eq!(role.role, "billing:admin");
/// # Ok::<(), logto::OrganizationRoleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganizationRole {
    /// The organization.
    pub organization: OrganizationId,
    /// The name of the role, which may hold colons.
    pub role: String,
}

/// A text that is not `<organization ID>:<role name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `<organization ID>:<role name>`")]
#[non_exhaustive]
pub struct OrganizationRoleError;

impl FromStr for OrganizationRole {
    type Err = OrganizationRoleError;

    fn from_str(text: &str) -> Result<Self, OrganizationRoleError> {
        match text.split_once(':') {
            Some((organization, role)) if !organization.is_empty() && !role.is_empty() => {
                Ok(Self { organization: organization.into(), role: role.to_owned() })
            }
            _ => Err(OrganizationRoleError),
        }
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
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_needs_both_halves() {
        for text in ["", ":", "id:", ":role", "id"] {
            assert_eq!(text.parse::<OrganizationRole>(), Err(OrganizationRoleError), "{text}");
        }
    }

    #[test]
    fn a_role_writes_itself_as_it_was_read() {
        let json = r#"["o1:admin","o1:a:b"]"#;
        let roles: Vec<OrganizationRole> = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&roles).unwrap(), json);
    }
}
