//! Users, as they are stored in a Logto tenant.

use std::fmt;

use serde_json::{Map, Value};

use super::directory::Membership;
use crate::testing::crypto::random;

/// A user of the emulated tenant.
///
/// What is not set is empty, and appears in claims the way Logto shows empty values: `null` for some, absent for
/// others. The password is `password` unless [`User::password`] sets another.
///
/// # Example
///
/// ```
/// use logto::testing::User;
/// use serde_json::json;
///
/// let alice = User::new("alice")
///     .password("correct horse")
///     .name("Alice Example")
///     .email("alice@example.com")
///     .profile("given_name", "Alice")
///     .custom_data(json!({"tier": "gold"}))
///     .role("admin");
/// # let _ = alice;
/// ```
#[derive(Clone)]
pub struct User {
    pub(in crate::testing) id: String,
    pub(in crate::testing) username: String,
    pub(in crate::testing) password: String,
    pub(in crate::testing) name: Option<String>,
    pub(in crate::testing) picture: Option<String>,
    pub(in crate::testing) email: Option<String>,
    pub(in crate::testing) phone: Option<String>,
    pub(in crate::testing) profile: Map<String, Value>,
    pub(in crate::testing) address: Option<Value>,
    pub(in crate::testing) custom_data: Value,
    pub(in crate::testing) identities: Map<String, Value>,
    pub(in crate::testing) sso_identities: Vec<Value>,
    pub(in crate::testing) extra_claims: Map<String, Value>,
    pub(in crate::testing) roles: Vec<String>,
    pub(in crate::testing) memberships: Vec<Membership>,
    pub(in crate::testing) suspended: bool,
    /// Milliseconds, as on the wire; the builder and the controls stamp them.
    pub(in crate::testing) created_at: u64,
    pub(in crate::testing) updated_at: u64,
}

impl User {
    /// A user with this username and nothing else.
    ///
    /// The user's ID (the `sub` claim) is made from the username, so that it is the same in every run.
    pub fn new(username: impl Into<String>) -> Self {
        let username = username.into();
        Self {
            id: random::stable_id(&username),
            username,
            password: "password".to_owned(),
            name: None,
            picture: None,
            email: None,
            phone: None,
            profile: Map::new(),
            address: None,
            custom_data: Value::Object(Map::new()),
            identities: Map::new(),
            sso_identities: Vec::new(),
            extra_claims: Map::new(),
            roles: Vec::new(),
            memberships: Vec::new(),
            suspended: false,
            created_at: 0,
            updated_at: 0,
        }
    }

    /// Sets the ID: the `sub` claim.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Sets the password.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = password.into();
        self
    }

    /// Sets the display name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the URL of the avatar.
    #[must_use]
    pub fn picture(mut self, url: impl Into<String>) -> Self {
        self.picture = Some(url.into());
        self
    }

    /// Sets the verified email address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Sets the verified phone number: digits with the country code and no `+`, as Logto stores them.
    #[must_use]
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.phone = Some(phone.into());
        self
    }

    /// Sets another profile claim, such as `given_name`, `locale` or `website`.
    #[must_use]
    pub fn profile(mut self, claim: impl Into<String>, value: impl Into<Value>) -> Self {
        self.profile.insert(claim.into(), value.into());
        self
    }

    /// Sets the address, an object such as `{"country": "US"}`.
    #[must_use]
    pub fn address(mut self, address: Value) -> Self {
        self.address = Some(address);
        self
    }

    /// Sets the custom data, a JSON object.
    #[must_use]
    pub fn custom_data(mut self, data: Value) -> Self {
        self.custom_data = data;
        self
    }

    /// Adds a social identity: `{"userId": …, "details": …}` under the connector's target, such as `google`.
    #[must_use]
    pub fn identity(mut self, target: impl Into<String>, identity: Value) -> Self {
        self.identities.insert(target.into(), identity);
        self
    }

    /// Adds an enterprise identity: `{"issuer": …, "identityId": …, "detail": …}`.
    #[must_use]
    pub fn sso_identity(mut self, identity: Value) -> Self {
        self.sso_identities.push(identity);
        self
    }

    /// Adds a claim that Logto does not know, to ID tokens, userinfo and JWT access tokens.
    #[must_use]
    pub fn custom_claim(mut self, claim: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra_claims.insert(claim.into(), value.into());
        self
    }

    /// Gives the user a role.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// Replaces all roles.
    #[must_use]
    pub fn roles<R: Into<String>>(mut self, roles: impl IntoIterator<Item = R>) -> Self {
        self.roles = roles.into_iter().map(Into::into).collect();
        self
    }

    /// Adds the user to an organization, with these roles there; replaces an earlier membership.
    #[must_use]
    pub fn member_of<R: Into<String>>(
        self,
        organization: impl Into<String>,
        roles: impl IntoIterator<Item = R>,
    ) -> Self {
        let membership = Membership::new(organization, roles);
        let mut user = self.leave(&membership.organization);
        user.memberships.push(membership);
        user
    }

    /// Takes the user out of an organization.
    #[must_use]
    pub fn leave(mut self, organization: &str) -> Self {
        self.memberships.retain(|membership| membership.organization != organization);
        self
    }

    /// Suspends the user, or lifts the suspension.
    #[must_use]
    pub fn suspended(mut self, suspended: bool) -> Self {
        self.suspended = suspended;
        self
    }

    /// Whether this is what somebody typed to sign in: username, email address or phone number.
    pub(in crate::testing) fn is_identified_by(&self, identifier: &str) -> bool {
        self.username == identifier
            || self.email.as_deref() == Some(identifier)
            || self.phone.as_deref() == Some(identifier)
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("username", &self.username)
            .field("roles", &self.roles)
            .field("memberships", &self.memberships)
            .field("suspended", &self.suspended)
            .finish_non_exhaustive()
    }
}
