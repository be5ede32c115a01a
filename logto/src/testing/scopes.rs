//! The scopes that Logto itself defines.

pub(in crate::testing) const OPENID: &str = "openid";
pub(in crate::testing) const OFFLINE_ACCESS: &str = "offline_access";
pub(in crate::testing) const ORGANIZATIONS: &str = "urn:logto:scope:organizations";
pub(in crate::testing) const ORGANIZATION_ROLES: &str = "urn:logto:scope:organization_roles";

/// The resource indicator that stands for the organization template in authorization requests.
pub(in crate::testing) const ORGANIZATION_TEMPLATE: &str = "urn:logto:resource:organizations";

/// In the order of the discovery document.
pub(in crate::testing) const ALL: [&str; 13] = [
    OPENID,
    OFFLINE_ACCESS,
    "profile",
    "email",
    "phone",
    "address",
    "custom_data",
    "identities",
    "roles",
    ORGANIZATIONS,
    ORGANIZATION_ROLES,
    "urn:logto:scope:sessions",
    "urn:logto:scope:trusted_devices",
];

/// Those of `scopes` that Logto defines, joined as on the wire.
pub(in crate::testing) fn of_logto(scopes: &[String]) -> String {
    let own: Vec<_> = scopes.iter().map(String::as_str).filter(|scope| ALL.contains(scope)).collect();
    own.join(" ")
}
