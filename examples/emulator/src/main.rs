//! Runs the Logto emulator on its own, for an app or an SDK in any language.
//!
//! `cargo run -p emulator` listens on port 3001, or on `PORT`. Everything is in memory and gone when it stops.
#![expect(clippy::print_stdout, reason = "printing the connection details is what this program is for")]

use std::env;
use std::error::Error;

use logto::testing::{ApiResource, App, Emulator, Organization, Role, User};
use serde_json::json;

const SHOPPING: &str = "https://shopping.example.com/api";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = match env::var("PORT") {
        Ok(port) => port.parse().map_err(|error| format!("PORT={port} is no port number: {error}"))?,
        Err(_) => 3001,
    };
    let emulator = tenant().port(port).start().await?;
    println!("{}", directions(&emulator));
    tokio::signal::ctrl_c().await?;
    Ok(())
}

/// One app of each kind, a user with much and a user with little, an API and an organization.
fn tenant() -> logto::testing::EmulatorBuilder {
    let local = |app: App| app.local_redirect_uris();
    Emulator::builder()
        .app(local(App::traditional("web-app").secret("web-app-secret")))
        .app(local(App::single_page("single-page-app")))
        .app(local(App::native("native-app")))
        .app(
            App::machine_to_machine("machine")
                .secret("machine-secret")
                .role("shopper")
                .member_of("acme", ["editor"]),
        )
        .resource(ApiResource::new(SHOPPING).permissions(["read", "write"]))
        .role(Role::new("shopper").resource_permissions(SHOPPING, ["read", "write"]))
        .organization(Organization::new("acme", "Acme").description("Makers of everything"))
        .organization_role(
            Role::new("editor")
                .organization_permissions(["read:report", "invite:member"])
                .resource_permissions(SHOPPING, ["read"]),
        )
        .user(
            User::new("alice")
                .name("Alice Example")
                .email("alice@example.com")
                .phone("15551230001")
                .profile("given_name", "Alice")
                .profile("family_name", "Example")
                .custom_data(json!({ "tier": "gold" }))
                .role("shopper")
                .member_of("acme", ["editor"]),
        )
        .user(User::new("bob"))
}

fn directions(emulator: &Emulator) -> String {
    let endpoint = emulator.endpoint();
    format!(
        "Logto emulator, for tests and development only. Ctrl-C stops it.

  endpoint   {endpoint}
  discovery  {endpoint}/oidc/.well-known/openid-configuration

  kind                app ID           app secret
  traditional web     web-app          web-app-secret
  single page         single-page-app
  native              native-app
  machine-to-machine  machine          machine-secret

  users          alice, bob (password of both: `password`)
  API resource   {SHOPPING} (read, write)
  organization   acme (read:report, invite:member)
  redirect URIs  any http://localhost or http://127.0.0.1 URI

Point an SDK at it, for example:

  LOGTO_ENDPOINT={endpoint}
  LOGTO_APP_ID=web-app
  LOGTO_APP_SECRET=web-app-secret
"
    )
}
