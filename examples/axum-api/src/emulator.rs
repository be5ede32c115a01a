//! The emulator of Logto that stands in where no server is configured, and tokens to try the API with.

use std::time::SystemTime;

use logto::Resource;
use logto::testing::{AccessTokenBuilder, App, Emulator, EmulatorError, User};

use crate::products::ShoppingApi;

/// Starts it, and prints calls of the API at `url` that are let in and calls that are not.
pub(crate) async fn start(url: &str) -> Result<Emulator, EmulatorError> {
    let emulator = Emulator::builder()
        .app(App::single_page("shop"))
        .app(App::machine_to_machine("importer"))
        .user(User::new("alice").id("alice"))
        .start()
        .await?;
    println!("LOGTO_ENDPOINT is not set: an emulator of Logto runs at {}", emulator.endpoint());
    println!("\nTokens, for an hour:\n");
    for (name, token) in tokens(&emulator) {
        println!("export {name}={}", token.sign()?);
    }
    println!(
        "\nCalls:\n
curl -i {url}/products -H \"Authorization: Bearer $READER\"      # 200
curl -i {url}/products                                         # 401: no token
curl -i {url}/products -H \"Authorization: Bearer $EXPIRED\"     # 401: no longer valid
curl -i {url}/products -H \"Authorization: Bearer $MEMBER\"      # 401: for an organization only
curl -i {url}/products -H \"Authorization: Bearer $IMPORTER\"    # 403: may not read
curl -i {url}/organizations/acme/products -H \"Authorization: Bearer $MEMBER\"    # 200
curl -i {url}/me -H \"Authorization: Bearer $IMPORTER\"          # 200: a machine\n"
    );
    Ok(emulator)
}

fn tokens(emulator: &Emulator) -> [(&'static str, AccessTokenBuilder<'_>); 4] {
    let alice = || emulator.access_token("alice").resource(ShoppingApi::INDICATOR).scopes(["read"]);
    let importer = emulator.access_token("importer").resource(ShoppingApi::INDICATOR).scopes(["write"]);
    [
        ("READER", alice()),
        ("MEMBER", alice().organization("acme")),
        ("EXPIRED", alice().issued_at(SystemTime::UNIX_EPOCH)),
        ("IMPORTER", importer),
    ]
}
