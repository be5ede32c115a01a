//! A web app whose users sign in with Logto. Run it with `cargo run -p axum-web-app`.
//!
//! With no `LOGTO_ENDPOINT` it starts an emulator of Logto in the same process. `PORT` chooses the port (3000).
//!
//! At a tenant of yours, `/protected/orders` needs the API resource of `orders.rs` and its permissions. A tenant that
//! does not know a resource refuses sign-ins that request it, so this one is only requested where `LOGTO_RESOURCES`
//! and `LOGTO_SCOPES` say so: `examples/README.md` has the commands. Apps that have their API call
//! `.resource::<ShoppingApi>()` in any case.
#![expect(clippy::print_stdout, reason = "the terminal is this program's user interface")]

use std::env;
use std::error::Error;
use std::io;

use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Json, Router};
use example_pages::Visitor;
use logto::{Client, Config, User, authenticated, claims};
use orders::{Shop, ShoppingApi};
use organizations::{Member, OrganizationPermission};
use tokio::net::TcpListener;

mod emulator;
mod failure;
mod orders;
mod organizations;

claims! {
    /// The signed-in user, as the ID token describes them.
    pub struct Account: profile + email;
}

claims! {
    /// The same, and what Logto delivers from the userinfo endpoint only.
    pub struct FullAccount: profile + email + custom_data;
}

/// Home, for everyone: `Option` makes the sign-in optional.
async fn home(user: Option<User<Account>>) -> Html<String> {
    Html(match user {
        Some(user) => example_pages::home(
            Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref()),
            &*user,
        ),
        None => example_pages::welcome(),
    })
}

/// Signed-out visitors go to sign in and come back here.
#[authenticated(redirect)]
async fn protected(user: User<Account>) -> Html<String> {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    Html(example_pages::claims("Protected", visitor, "The claims of your ID token.", &*user))
}

/// `custom_data` comes from the userinfo endpoint: without `fetch_userinfo` this does not compile.
#[authenticated(redirect, fetch_userinfo)]
async fn userinfo(user: User<FullAccount>) -> Html<String> {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    Html(example_pages::claims("Userinfo", visitor, "What Logto knows about you at this moment.", &*user))
}

/// Signed-out callers get 401 and JSON.
#[authenticated]
async fn no_redirect(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css")], example_pages::STYLE)
}

fn app(logto: Client, shop: Shop) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/protected", get(protected))
        .route("/protected/userinfo", get(userinfo))
        .route("/protected/organizations", get(organizations::all))
        .route("/protected/organizations/{id}", get(organizations::one))
        .route("/protected/orders", get(orders::page).with_state(shop))
        .route("/protected/no-redirect", get(no_redirect))
        .route("/style.css", get(style))
        .merge(logto::axum::routes(&logto)) // /sign-in /sign-up /callback /sign-out
        .layer(logto::axum::layer(logto))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(env::var("RUST_LOG").as_deref().unwrap_or("logto=info"))
        .with_writer(io::stderr)
        .init();
    let listener = listen().await?;
    let base_url = format!("http://localhost:{}", listener.local_addr()?.port());

    // The emulator runs until this is dropped.
    let emulator = if is_set("LOGTO_ENDPOINT") { None } else { Some(emulator::start().await?) };
    let config = match &emulator {
        None if is_set("LOGTO_BASE_URL") => Config::builder_from_env(),
        None => Config::builder_from_env().base_url(&base_url),
        Some(emulator) => Config::builder(emulator.endpoint(), emulator.app_id())
            .app_secret(emulator.app_secret())
            .base_url(&base_url)
            .resource::<ShoppingApi>(),
    };
    let config = config
        .claims::<Account>()
        .claims::<FullAccount>()
        .claims::<Member>()
        .resource::<OrganizationPermission>()
        .build()?;

    println!("Open {base_url}");
    axum::serve(listener, app(Client::new(config), Shop::open().await?)).await?;
    Ok(())
}

async fn listen() -> Result<TcpListener, Box<dyn Error>> {
    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let number: u16 = port.parse().map_err(|error| format!("PORT={port} is no port number: {error}"))?;
    let listener = TcpListener::bind(("127.0.0.1", number)).await;
    Ok(listener
        .map_err(|error| format!("port {port} cannot be listened on ({error}): set PORT to another"))?)
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty())
}
