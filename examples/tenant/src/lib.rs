//! What the web examples share besides their pages: a tenant to sign in at, what it knows, and an API to call.
#![expect(clippy::print_stdout, reason = "the terminal is the user interface of the examples")]

use std::env;
use std::io;
use std::net::TcpListener;

use logto::testing::{Emulator, EmulatorError};
use logto::{Config, ConfigBuilder};

mod emulator;
mod failure;
mod orders;
mod organizations;
mod sessions;

pub use failure::refusal;
pub use orders::{Orders, Shop, ShoppingApi};
pub use organizations::{Member, Membership, OrganizationPermission, membership, memberships};
pub use sessions::client;

/// Logs to the terminal what `RUST_LOG` says; without it, what `logto` says of importance.
pub fn start_logging() {
    tracing_subscriber::fmt()
        .with_env_filter(env::var("RUST_LOG").as_deref().unwrap_or("logto=info"))
        .with_writer(io::stderr)
        .init();
}

/// Listens on this machine, at the port that `PORT` says or at 3000.
pub fn listen() -> Result<TcpListener, String> {
    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let number: u16 = port.parse().map_err(|error| format!("PORT={port} is no port number: {error}"))?;
    let listener = TcpListener::bind(("127.0.0.1", number)).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    listener.map_err(|error| format!("port {port} cannot be listened on ({error}): set PORT to another"))
}

/// An emulator of Logto, unless `LOGTO_ENDPOINT` says where to sign in. It runs until it is dropped.
pub async fn emulator() -> Result<Option<Emulator>, EmulatorError> {
    if is_set("LOGTO_ENDPOINT") { Ok(None) } else { emulator::start().await.map(Some) }
}

/// The configuration for the emulator, or the one that the environment says.
pub fn config(emulator: Option<&Emulator>, base_url: &str) -> ConfigBuilder {
    match emulator {
        None if is_set("LOGTO_BASE_URL") => Config::builder_from_env(),
        None => Config::builder_from_env().base_url(base_url),
        Some(emulator) => Config::builder(emulator.endpoint(), emulator.app_id())
            .app_secret(emulator.app_secret())
            .base_url(base_url)
            .resource::<ShoppingApi>(),
    }
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty())
}
