//! Roles in claims: what `#[authenticated(role = …)]` looks at.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::UserClaims;
use crate::organization::{OrganizationId, OrganizationRole};

/// Claims that hold the user's roles.
///
/// It is implemented for every struct that [`claims!`](crate::claims!) or [`#[derive(Claims)]`](derive@crate::Claims)
/// makes with a field for the claim `roles`, and for [`UserClaims`].
///
/// # Example
///
/// ```
/// use logto::Claims;
/// use logto::claims::HasRoles;
///
/// logto::claims! {
///     pub struct Account: profile + roles;
/// }
///
/// fn may_publish(account: &Account) -> bool {
///     account.has_role("editor")
/// }
/// # let editor = Account::from_json(r#"{"sub":"u","name":null,"created_at":0,"updated_at":0,"roles":["editor"]}"#);
/// # assert!(may_publish(&editor?));
/// # Ok::<(), logto::claims::ClaimsError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "claims of `{Self}` have no `roles`: add the scope `roles` to `logto::claims!`, or a field `roles: Vec<String>` to a struct of your own",
    label = "no field for the claim `roles`",
    note = "a field that is read by code of your own (`#[claim(serde)]`, `#[serde(with)]`) is not looked into: implement `logto::claims::HasRoles` for the struct"
)]
pub trait HasRoles {
    /// Whether the user has the role of this name.
    fn has_role(&self, role: &str) -> bool;
}

/// Claims that hold the user's roles in organizations.
///
/// It is implemented for every struct that [`claims!`](crate::claims!) or [`#[derive(Claims)]`](derive@crate::Claims)
/// makes with a field for the claim `organization_roles`, and for [`UserClaims`].
///
/// # Example
///
/// ```
/// use logto::claims::HasOrganizationRoles;
/// use logto::{Claims, OrganizationId};
///
/// logto::claims! {
///     pub struct Member: organization_roles;
/// }
///
/// let member = Member::from_json(r#"{"sub":"u","organization_roles":["mornafq2vbax:editor"]}"#)?;
/// assert!(member.has_organization_role(&OrganizationId::from("mornafq2vbax"), "editor"));
/// # Ok::<(), logto::claims::ClaimsError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "claims of `{Self}` have no `organization_roles`: add the scope `organization_roles` to `logto::claims!`, or a field `organization_roles: Vec<OrganizationRole>` to a struct of your own",
    label = "no field for the claim `organization_roles`",
    note = "a field that is read by code of your own (`#[claim(serde)]`, `#[serde(with)]`) is not looked into: implement `logto::claims::HasOrganizationRoles` for the struct"
)]
pub trait HasOrganizationRoles {
    /// Whether the user has the role of this name in the organization.
    fn has_organization_role(&self, organization: &OrganizationId, role: &str) -> bool;
}

impl HasRoles for UserClaims {
    fn has_role(&self, role: &str) -> bool {
        self.roles.names_role(role)
    }
}

impl HasOrganizationRoles for UserClaims {
    fn has_organization_role(&self, organization: &OrganizationId, role: &str) -> bool {
        self.organization_roles.names_organization_role(organization, role)
    }
}

/// What the claim `roles` is read into.
pub trait RoleNames {
    /// Whether it names the role.
    fn names_role(&self, role: &str) -> bool;
}

/// What the claim `organization_roles` is read into.
pub trait OrganizationRoleNames {
    /// Whether it names the role in the organization.
    fn names_organization_role(&self, organization: &OrganizationId, role: &str) -> bool;
}

macro_rules! role_names {
    ($($list:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl RoleNames for $list {
            fn names_role(&self, role: &str) -> bool {
                self.iter().any(|held| held == role)
            }
        }
    )+};
}

role_names!(Vec<String>, HashSet<String>, BTreeSet<String>, Box<[String]>);

macro_rules! organization_role_names {
    ($($list:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl OrganizationRoleNames for $list {
            fn names_organization_role(&self, organization: &OrganizationId, role: &str) -> bool {
                self.iter().any(|held| held.is(organization, role))
            }
        }
    )+};
}

organization_role_names!(
    Vec<OrganizationRole>,
    HashSet<OrganizationRole>,
    BTreeSet<OrganizationRole>,
    Vec<String>,
    HashSet<String>,
    BTreeSet<String>
);

#[diagnostic::do_not_recommend]
impl<T: RoleNames> RoleNames for Option<T> {
    fn names_role(&self, role: &str) -> bool {
        self.as_ref().is_some_and(|held| held.names_role(role))
    }
}

#[diagnostic::do_not_recommend]
impl<T: OrganizationRoleNames> OrganizationRoleNames for Option<T> {
    fn names_organization_role(&self, organization: &OrganizationId, role: &str) -> bool {
        self.as_ref().is_some_and(|held| held.names_organization_role(organization, role))
    }
}

#[diagnostic::do_not_recommend]
impl RoleNames for Value {
    fn names_role(&self, role: &str) -> bool {
        texts(self).any(|held| held == role)
    }
}

#[diagnostic::do_not_recommend]
impl OrganizationRoleNames for Value {
    fn names_organization_role(&self, organization: &OrganizationId, role: &str) -> bool {
        texts(self).any(|held| held.is(organization, role))
    }
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// One role in one organization.
trait InOrganization {
    fn is(&self, organization: &OrganizationId, role: &str) -> bool;
}

impl InOrganization for OrganizationRole {
    fn is(&self, organization: &OrganizationId, role: &str) -> bool {
        self.organization == *organization && self.role == role
    }
}

impl InOrganization for str {
    fn is(&self, organization: &OrganizationId, role: &str) -> bool {
        self.split_once(':') == Some((organization.as_str(), role))
    }
}

impl InOrganization for String {
    fn is(&self, organization: &OrganizationId, role: &str) -> bool {
        self.as_str().is(organization, role)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::*;

    fn names<T: RoleNames + DeserializeOwned>() -> bool {
        let held: T = serde_json::from_value(json!(["admin", "editor"])).unwrap();
        held.names_role("editor") && !held.names_role("edit")
    }

    fn names_in_organization<T: OrganizationRoleNames + DeserializeOwned>() -> bool {
        let held: T = serde_json::from_value(json!(["o1:admin", "o2:editor:drafts"])).unwrap();
        let names =
            |organization, role| held.names_organization_role(&OrganizationId::new(organization), role);
        names("o1", "admin")
            && names("o2", "editor:drafts")
            && !names("o2", "admin")
            && !names("o2:editor", "drafts")
    }

    #[test]
    fn roles_are_found_in_every_type_that_holds_them() {
        assert!(names::<Vec<String>>() && names::<HashSet<String>>() && names::<BTreeSet<String>>());
        assert!(names::<Box<[String]>>() && names::<Value>() && names::<Option<Vec<String>>>());
        assert!(!None::<Vec<String>>.names_role("admin"));
        assert!(!json!("admin").names_role("admin"));
    }

    #[test]
    fn organization_roles_are_found_in_every_type_that_holds_them() {
        assert!(names_in_organization::<Vec<OrganizationRole>>());
        assert!(names_in_organization::<HashSet<OrganizationRole>>());
        assert!(names_in_organization::<BTreeSet<OrganizationRole>>());
        assert!(names_in_organization::<Vec<String>>() && names_in_organization::<HashSet<String>>());
        assert!(names_in_organization::<BTreeSet<String>>() && names_in_organization::<Value>());
        assert!(names_in_organization::<Option<Vec<OrganizationRole>>>());
    }
}
