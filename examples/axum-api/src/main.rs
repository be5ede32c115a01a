//! An API that lets in whoever brings an access token of Logto with the right permissions. Run it with
//! `cargo run -p axum-api`.
//!
//! With no `LOGTO_ENDPOINT` it starts an emulator of Logto in the same process, and prints tokens to try the API with.
//! `PORT` chooses the port (3000). `README.md` shows the calls and their answers.
#![expect(clippy::print_stdout, reason = "the terminal is this program's user interface")]

use std::env;
use std::error::Error;
use std::io;

use axum::Router;
use axum::routing::get;
use logto::{Client, Config};
use products::{Shelf, ShoppingApi};
use tokio::net::TcpListener;

mod caller;
mod emulator;
mod products;

fn app(logto: Client) -> Router {
    Router::new()
        .route("/me", get(caller::me))
        .route("/products", get(products::list).post(products::add))
        .route("/products/{id}", get(products::one))
        .route("/organizations/{organization_id}/products", get(products::of_organization))
        .with_state(Shelf::stocked())
        // Where programs that know nothing but this API's address find out who issues its tokens.
        .merge(logto::axum::resource_metadata::<ShoppingApi>(&logto))
        .layer(logto::axum::layer(logto))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(env::var("RUST_LOG").as_deref().unwrap_or("logto=info"))
        .with_writer(io::stderr)
        .init();
    let listener = listen().await?;
    let url = format!("http://localhost:{}", listener.local_addr()?.port());

    // An API signs nobody in: it needs no app at Logto, and no secret.
    let endpoint = env::var("LOGTO_ENDPOINT").ok().filter(|endpoint| !endpoint.is_empty());
    // The emulator runs until this is dropped.
    let emulator = if endpoint.is_some() { None } else { Some(emulator::start(&url).await?) };
    let endpoint = endpoint.or_else(|| Some(emulator.as_ref()?.endpoint().to_owned())).unwrap_or_default();

    println!("Listening on {url}");
    axum::serve(listener, app(Client::new(Config::api(endpoint).build()?))).await?;
    Ok(())
}

async fn listen() -> Result<TcpListener, Box<dyn Error>> {
    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let number: u16 = port.parse().map_err(|error| format!("PORT={port} is no port number: {error}"))?;
    let listener = TcpListener::bind(("127.0.0.1", number)).await;
    Ok(listener
        .map_err(|error| format!("port {port} cannot be listened on ({error}): set PORT to another"))?)
}
