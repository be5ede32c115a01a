//! The emulator of Logto that stands in where no server is configured.

use logto::testing::{Emulator, EmulatorError, User};
use serde_json::json;

const PICTURE: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'%3E\
    %3Crect width='64' height='64' fill='%23ffb454'/%3E%3Ccircle cx='32' cy='25' r='12' fill='%23fff'/%3E\
    %3Cellipse cx='32' cy='58' rx='23' ry='18' fill='%23fff'/%3E%3C/svg%3E";

/// Starts it and says so. Its app takes any redirect URI on this machine.
pub(crate) async fn start() -> Result<Emulator, EmulatorError> {
    let emulator = Emulator::builder()
        .user(
            User::new("alice")
                .name("Alice Example")
                .picture(PICTURE)
                .email("alice@example.com")
                .custom_data(json!({ "tier": "gold", "theme": "dark" })),
        )
        .user(
            User::new("bob")
                .name("Bob Example")
                .email("bob@example.com")
                .custom_data(json!({ "tier": "silver" })),
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
