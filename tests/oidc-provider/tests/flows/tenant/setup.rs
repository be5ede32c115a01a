//! What the tenants of the flows have: the same as in `logto/tests/it/tenant.rs`, less the organizations, which are
//! Logto's own and not the engine's.

use logto::Resource as _;
use serde_json::{Value, json};

use super::Tenant;
use crate::tokens::app::{BillingApi, ShoppingApi};

#[derive(Clone, Copy)]
pub(crate) struct TenantApp {
    pub(crate) id: &'static str,
    pub(crate) secret: Option<&'static str>,
}

/// A tenant that does not run yet.
pub(crate) struct TenantBuilder {
    settings: Value,
    app: TenantApp,
}

/// What is known about a user, or is to be known instead.
pub(crate) struct User(pub(super) Value);

impl User {
    pub(super) fn unchanged() -> Self {
        Self(json!({}))
    }

    pub(crate) fn profile(mut self, claim: &str, value: impl Into<Value>) -> Self {
        self.0["profile"][claim] = value.into();
        self
    }

    pub(crate) fn roles(mut self, roles: impl IntoIterator<Item = &'static str>) -> Self {
        self.0["roles"] = roles.into_iter().collect();
        self
    }
}

impl TenantBuilder {
    fn new(app: TenantApp, users: &[User]) -> Self {
        let users: Vec<_> = users.iter().map(|user| &user.0).collect();
        let settings = json!({
            "apps": [
                { "id": app.id, "secret": app.secret },
                { "id": "other", "secret": "other-secret" },
                { "id": "machine", "secret": "machine-secret", "machine": true, "roles": ["shopper"] },
            ],
            "users": users,
            "resources": {
                ShoppingApi::INDICATOR: ["read", "write"],
                BillingApi::INDICATOR: ["pay"],
                "urn:logto:resource:organizations": ["invite:member"],
            },
            "roles": {
                "shopper": { ShoppingApi::INDICATOR: ["read", "write"] },
                "payer": { BillingApi::INDICATOR: ["pay"] },
            },
        });
        Self { settings, app }
    }

    /// Listens on this port, instead of any free one.
    pub(crate) fn port(mut self, port: u16) -> Self {
        self.settings["port"] = port.into();
        self
    }

    #[expect(clippy::unused_async, reason = "the emulator's builder has to wait")]
    pub(crate) async fn start(self) -> Result<Tenant, String> {
        Tenant::start(&self.settings, self.app)
    }
}

pub(crate) fn alice() -> User {
    User(json!({
        "username": "alice",
        "name": "Alice Example",
        "picture": "https://example.com/alice.png",
        "email": "alice@example.com",
        "custom_data": { "tier": "gold" },
    }))
}

pub(crate) fn emulator() -> TenantBuilder {
    let app = TenantApp { id: "web", secret: Some("a-secret:with/odd+characters%") };
    TenantBuilder::new(app, &[alice(), User(json!({ "username": "bob" }))])
}

/// An app with a secret, whose refresh tokens are rotated late.
pub(crate) fn traditional() -> TenantApp {
    TenantApp { id: "web", secret: Some("secret") }
}

/// An app without one, whose refresh tokens are rotated at every use.
pub(crate) fn rotating() -> TenantApp {
    TenantApp { id: "spa", secret: None }
}

pub(crate) fn shop(app: TenantApp) -> TenantBuilder {
    TenantBuilder::new(app, &[alice().roles(["shopper", "payer"])])
}

pub(crate) fn marketplace() -> TenantBuilder {
    TenantBuilder::new(TenantApp { id: "web", secret: Some("web-secret") }, &[alice()])
}
