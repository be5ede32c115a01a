//! What a tenant grants permissions on: API resources, roles, organizations.

use std::time::Duration;

/// An API resource: an indicator and the permissions that exist on it.
///
/// # Example
///
/// ```
/// use logto::testing::ApiResource;
///
/// let shopping = ApiResource::new("https://shopping.example.com/api").permissions(["read", "write"]);
/// # let _ = shopping;
/// ```
#[derive(Clone, Debug)]
pub struct ApiResource {
    pub(in crate::testing) indicator: String,
    pub(in crate::testing) permissions: Vec<String>,
    pub(in crate::testing) access_token_ttl: Duration,
}

impl ApiResource {
    /// A resource without permissions.
    pub fn new(indicator: impl Into<String>) -> Self {
        Self {
            indicator: indicator.into(),
            permissions: Vec::new(),
            access_token_ttl: Duration::from_secs(3600),
        }
    }

    /// Adds permissions.
    #[must_use]
    pub fn permissions<P: Into<String>>(mut self, permissions: impl IntoIterator<Item = P>) -> Self {
        self.permissions.extend(permissions.into_iter().map(Into::into));
        self
    }

    /// How long access tokens for this resource live (one hour).
    #[must_use]
    pub fn access_token_ttl(mut self, ttl: Duration) -> Self {
        self.access_token_ttl = ttl;
        self
    }
}

/// A role: of the whole tenant ([`EmulatorBuilder::role`](super::super::EmulatorBuilder::role)) or of the
/// organization template ([`EmulatorBuilder::organization_role`](super::super::EmulatorBuilder::organization_role)).
///
/// # Example
///
/// ```
/// use logto::testing::Role;
///
/// let editor = Role::new("editor")
///     .organization_permissions(["read:report", "invite:member"])
///     .resource_permissions("https://shopping.example.com/api", ["read", "write"]);
/// # let _ = editor;
/// ```
#[derive(Clone, Debug)]
pub struct Role {
    pub(in crate::testing) name: String,
    pub(in crate::testing) organization_permissions: Vec<String>,
    pub(in crate::testing) resource_permissions: Vec<(String, String)>,
}

impl Role {
    /// A role that permits nothing.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), organization_permissions: Vec::new(), resource_permissions: Vec::new() }
    }

    /// Adds permissions on an API resource.
    #[must_use]
    pub fn resource_permissions<P: Into<String>>(
        mut self,
        indicator: &str,
        permissions: impl IntoIterator<Item = P>,
    ) -> Self {
        let named = permissions.into_iter().map(|permission| (indicator.to_owned(), permission.into()));
        self.resource_permissions.extend(named);
        self
    }

    /// Adds permissions of the organization template, which then exist in it. Means something in an organization role.
    #[must_use]
    pub fn organization_permissions<P: Into<String>>(
        mut self,
        permissions: impl IntoIterator<Item = P>,
    ) -> Self {
        self.organization_permissions.extend(permissions.into_iter().map(Into::into));
        self
    }
}

/// An organization.
///
/// # Example
///
/// ```
/// use logto::testing::{Organization, User};
///
/// let acme = Organization::new("mornafq2vbax", "Acme").description("Makers of everything");
/// let alice = User::new("alice").member_of("mornafq2vbax", ["editor"]);
/// # let _ = (acme, alice);
/// ```
#[derive(Clone, Debug)]
pub struct Organization {
    pub(in crate::testing) id: String,
    pub(in crate::testing) name: String,
    pub(in crate::testing) description: Option<String>,
}

impl Organization {
    /// An organization with an ID and a name.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), description: None }
    }

    /// Sets the description.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }
}

/// Somebody's place in an organization.
#[derive(Clone, Debug)]
pub(in crate::testing) struct Membership {
    pub(in crate::testing) organization: String,
    pub(in crate::testing) roles: Vec<String>,
}

impl Membership {
    pub(in crate::testing) fn new<R: Into<String>>(
        organization: impl Into<String>,
        roles: impl IntoIterator<Item = R>,
    ) -> Self {
        Self { organization: organization.into(), roles: roles.into_iter().map(Into::into).collect() }
    }
}

/// Everything permissions are granted on, and the rules that grant them.
#[derive(Debug, Default)]
pub(in crate::testing) struct Directory {
    pub(in crate::testing) resources: Vec<ApiResource>,
    pub(in crate::testing) roles: Vec<Role>,
    pub(in crate::testing) organization_roles: Vec<Role>,
    pub(in crate::testing) organizations: Vec<Organization>,
}

impl Directory {
    pub(in crate::testing) fn resource(&self, indicator: &str) -> Option<&ApiResource> {
        self.resources.iter().find(|resource| resource.indicator == indicator)
    }

    pub(in crate::testing) fn organization(&self, id: &str) -> Option<&Organization> {
        self.organizations.iter().find(|organization| organization.id == id)
    }

    /// Every permission of the organization template.
    pub(in crate::testing) fn template_permissions(&self) -> impl Iterator<Item = &str> {
        self.organization_roles.iter().flat_map(|role| &role.organization_permissions).map(String::as_str)
    }

    /// The permissions on a resource that tenant roles give, in the resource's order.
    pub(in crate::testing) fn permissions_on(&self, indicator: &str, roles: &[String]) -> Vec<&str> {
        self.granted_on(indicator, &self.roles, roles)
    }

    /// The permissions on a resource that roles in an organization give, in the resource's order.
    pub(in crate::testing) fn organization_permissions_on(
        &self,
        indicator: &str,
        roles: &[String],
    ) -> Vec<&str> {
        self.granted_on(indicator, &self.organization_roles, roles)
    }

    /// The permissions of the organization template that roles in an organization give.
    pub(in crate::testing) fn organization_permissions(&self, roles: &[String]) -> Vec<&str> {
        let mut granted: Vec<&str> = Vec::new();
        for role in self.organization_roles.iter().filter(|role| roles.contains(&role.name)) {
            for permission in &role.organization_permissions {
                if !granted.contains(&permission.as_str()) {
                    granted.push(permission);
                }
            }
        }
        granted
    }

    fn granted_on(&self, indicator: &str, known: &[Role], names: &[String]) -> Vec<&str> {
        let Some(resource) = self.resource(indicator) else {
            return Vec::new();
        };
        let granted = |permission: &String| {
            known
                .iter()
                .filter(|role| names.contains(&role.name))
                .flat_map(|role| &role.resource_permissions)
                .any(|(on, what)| on == indicator && what == permission)
        };
        resource.permissions.iter().filter(|permission| granted(permission)).map(String::as_str).collect()
    }
}
