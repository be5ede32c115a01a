//! The emulator of Logto that stands in where no server is configured.

use logto::Resource;
use logto::testing::{ApiResource, Emulator, EmulatorError, Organization, Role, User};
use serde_json::json;

use crate::orders::ShoppingApi;

const PICTURE: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'%3E\
    %3Crect width='64' height='64' fill='%23ffb454'/%3E%3Ccircle cx='32' cy='25' r='12' fill='%23fff'/%3E\
    %3Cellipse cx='32' cy='58' rx='23' ry='18' fill='%23fff'/%3E%3C/svg%3E";

/// Starts it and says so. Its app takes any redirect URI on this machine.
pub(crate) async fn start() -> Result<Emulator, EmulatorError> {
    let shopping = ShoppingApi::INDICATOR;
    let emulator = Emulator::builder()
        .resource(ApiResource::new(shopping).permissions(["read", "write"]))
        .role(Role::new("shopper").resource_permissions(shopping, ["read", "write"]))
        .role(Role::new("window-shopper").resource_permissions(shopping, ["read"]))
        .organization(Organization::new("acme", "Acme"))
        .organization(Organization::new("globex", "Globex"))
        .organization_role(Role::new("editor").organization_permissions(["read:report", "invite:member"]))
        .organization_role(Role::new("viewer").organization_permissions(["read:report"]))
        .user(
            User::new("alice")
                .name("Alice Example")
                .picture(PICTURE)
                .email("alice@example.com")
                .custom_data(json!({ "tier": "gold", "theme": "dark" }))
                .role("shopper")
                .member_of("acme", ["editor"])
                .member_of("globex", ["viewer"]),
        )
        .user(
            User::new("bob")
                .name("Bob Example")
                .email("bob@example.com")
                .custom_data(json!({ "tier": "silver" }))
                .role("window-shopper")
                .member_of("acme", ["viewer"]),
        )
        .start()
        .await?;
    println!(
        "LOGTO_ENDPOINT is not set: an emulator of Logto runs at {}\n\
         Sign in as alice or bob with a click, or with the password `password`.",
        emulator.endpoint()
    );
    Ok(emulator)
}
