//! What the flows are held against here: the emulator. `tests/oidc-provider` runs the same files with a module of this
//! name whose tenant is another one.

pub(crate) use logto::testing::{
    Algorithm, App as TenantApp, Emulator as Tenant, EmulatorBuilder as TenantBuilder, Endpoint, Fault, User,
};

use logto::Resource as _;
use logto::testing::{ApiResource, Organization, Role};
use serde_json::json;

use crate::tokens::app::{BillingApi, ShoppingApi};

/// A user with everything that Logto knows about one.
pub(crate) fn alice() -> User {
    User::new("alice")
        .name("Alice Example")
        .picture("https://example.com/alice.png")
        .email("alice@example.com")
        .custom_data(json!({ "tier": "gold" }))
}

/// A tenant with a web app and two users: alice, of whom everything is known, and bob, of whom nothing is.
pub(crate) fn emulator() -> TenantBuilder {
    let app = TenantApp::traditional("web").secret("a-secret:with/odd+characters%").local_redirect_uris();
    Tenant::builder().app(app).user(alice()).user(User::new("bob"))
}

/// An app with a secret, whose refresh tokens Logto rotates late.
pub(crate) fn traditional() -> TenantApp {
    TenantApp::traditional("web").secret("secret").local_redirect_uris()
}

/// An app without one, whose refresh tokens Logto rotates at every use.
pub(crate) fn rotating() -> TenantApp {
    TenantApp::single_page("spa").local_redirect_uris()
}

/// A tenant with APIs and organizations.
pub(crate) fn shop(app: TenantApp) -> TenantBuilder {
    let user = alice().role("shopper").role("payer").member_of("acme", ["editor"]);
    let organizations =
        (0..8).map(|number| Organization::new(format!("organization-{number}"), "One of many"));
    organizations
        .fold(Tenant::builder(), TenantBuilder::organization)
        .app(app)
        .resource(ApiResource::new(ShoppingApi::INDICATOR).permissions(["read", "write"]))
        .resource(ApiResource::new(BillingApi::INDICATOR).permissions(["pay"]))
        .role(Role::new("shopper").resource_permissions(ShoppingApi::INDICATOR, ["read", "write"]))
        .role(Role::new("payer").resource_permissions(BillingApi::INDICATOR, ["pay"]))
        .organization_role(
            Role::new("editor")
                .organization_permissions(["invite:member"])
                .resource_permissions(ShoppingApi::INDICATOR, ["write"]),
        )
        .organization(Organization::new("acme", "Acme"))
        .organization(Organization::new("globex", "Globex"))
        .user(user)
}

/// A tenant with an API, a machine that may use it, two apps for people, and alice.
pub(crate) fn marketplace() -> TenantBuilder {
    let machine = TenantApp::machine_to_machine("machine")
        .secret("machine-secret")
        .role("shopper")
        .member_of("acme", ["clerk"]);
    let permissions = ["read", "write", "delete"];
    Tenant::builder()
        .app(TenantApp::traditional("web").secret("web-secret").local_redirect_uris())
        .app(TenantApp::traditional("other").secret("other-secret").local_redirect_uris())
        .app(machine)
        .user(alice())
        .resource(ApiResource::new(ShoppingApi::INDICATOR).permissions(permissions))
        .role(Role::new("shopper").resource_permissions(ShoppingApi::INDICATOR, ["read", "write"]))
        .organization_role(Role::new("clerk").organization_permissions(["read:report"]))
        .organization(Organization::new("acme", "Acme"))
}
