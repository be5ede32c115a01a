//! Setting a tenant up.

use std::collections::BTreeSet;

use serde_json::json;

use crate::testing::claims;
use crate::testing::crypto::{Algorithm, KeyRing, random};
use crate::testing::emulator::{Emulator, SharedWorld};
use crate::testing::error::EmulatorError;
use crate::testing::model::{ApiResource, App, Directory, Organization, Role, User};
use crate::testing::server;
use crate::testing::state::World;

/// A tenant that does not run yet.
///
/// Without an app it gets one traditional app, `web-app`, with a random secret and any local redirect URI; without a
/// user it gets `alice`, whose password is `password`.
///
/// # Example
///
/// ```
/// use logto::testing::{ApiResource, App, Emulator, Organization, Role, User};
///
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let emulator = Emulator::builder()
///     .app(App::traditional("web-app").redirect_uri("http://localhost:3000/callback"))
///     .app(App::single_page("spa").redirect_uri("http://localhost:5173/callback"))
///     .resource(ApiResource::new("https://shopping.example.com/api").permissions(["read", "write"]))
///     .role(Role::new("shopper").resource_permissions("https://shopping.example.com/api", ["read"]))
///     .organization(Organization::new("acme", "Acme"))
///     .organization_role(Role::new("editor").organization_permissions(["read:report"]))
///     .user(User::new("alice").role("shopper").member_of("acme", ["editor"]))
///     .start()
///     .await?;
/// # drop(emulator);
/// # Ok::<(), logto::testing::EmulatorError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct EmulatorBuilder {
    port: u16,
    algorithm: Algorithm,
    apps: Vec<App>,
    users: Vec<User>,
    directory: Directory,
    id_token_claims: BTreeSet<String>,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            port: 0,
            algorithm: Algorithm::default(),
            apps: Vec::new(),
            users: Vec::new(),
            directory: Directory::default(),
            id_token_claims: claims::ON_BY_DEFAULT.map(str::to_owned).into(),
        }
    }
}

impl EmulatorBuilder {
    /// Listens on this port, instead of any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Signs with a key for this algorithm (ES384).
    #[must_use]
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Registers an app. The first one is that of [`Emulator::app_id`].
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// Adds a user.
    #[must_use]
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Registers an API resource.
    #[must_use]
    pub fn resource(mut self, resource: ApiResource) -> Self {
        self.directory.resources.push(resource);
        self
    }

    /// Adds a role of the tenant. A user may have a role that is not added; it permits nothing.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.directory.roles.push(role);
        self
    }

    /// Adds a role of the organization template.
    #[must_use]
    pub fn organization_role(mut self, role: Role) -> Self {
        self.directory.organization_roles.push(role);
        self
    }

    /// Adds an organization.
    #[must_use]
    pub fn organization(mut self, organization: Organization) -> Self {
        self.directory.organizations.push(organization);
        self
    }

    /// Says which of the claims that a tenant can turn on and off are in ID tokens.
    ///
    /// They are `roles`, `organizations` and `organization_roles`, which are on by default, and `custom_data`,
    /// `identities`, `sso_identities` and `organization_data`, which are off.
    #[must_use]
    pub fn id_token_claims<C: Into<String>>(mut self, claims: impl IntoIterator<Item = C>) -> Self {
        self.id_token_claims = claims.into_iter().map(Into::into).collect();
        self
    }

    /// Starts the tenant.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::Start`] if the port is taken, or the machine gives no thread.
    pub async fn start(self) -> Result<Emulator, EmulatorError> {
        let port = self.port;
        let world = move |endpoint| SharedWorld::new(self.world(endpoint));
        let (world, server) = server::run(port, world).await?;
        Ok(Emulator::running(world, server))
    }

    fn world(self, endpoint: String) -> World {
        let mut apps = self.apps;
        if apps.is_empty() {
            apps.push(App::traditional("web-app").local_redirect_uris());
        }
        for app in apps.iter_mut().filter(|app| app.has_secret()) {
            app.secret.get_or_insert_with(random::secret);
        }
        let mut users = self.users;
        if users.is_empty() {
            users.push(alice());
        }
        let mut world = World::new(endpoint, KeyRing::new(self.algorithm), self.directory);
        world.apps = apps;
        world.id_token_claims = self.id_token_claims;
        for user in users {
            world.add_user(user);
        }
        world
    }
}

fn alice() -> User {
    User::new("alice")
        .name("Alice Example")
        .email("alice@example.com")
        .phone("15551230001")
        .profile("given_name", "Alice")
        .profile("family_name", "Example")
        .custom_data(json!({ "tier": "gold" }))
        .role("shopper")
}
