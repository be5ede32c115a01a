//! A web app whose users sign in with Logto. Run it with `cargo run -p rocket-web-app`.
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
use std::net::TcpListener;

use example_pages::Visitor;
use logto::{Client, Config, User, authenticated, claims};
use orders::{Shop, ShoppingApi};
use organizations::{Member, OrganizationPermission};
use rocket::fairing::AdHoc;
use rocket::response::content::{RawCss, RawHtml};
use rocket::serde::json::Json;
use rocket::{Build, Rocket, get, routes};

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
#[get("/")]
fn home(user: Option<User<Account>>) -> RawHtml<String> {
    RawHtml(match user {
        Some(user) => example_pages::home(
            Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref()),
            &*user,
        ),
        None => example_pages::welcome(),
    })
}

/// Signed-out visitors go to sign in and come back here.
#[authenticated(redirect)]
#[get("/protected")]
async fn protected(user: User<Account>) -> RawHtml<String> {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    RawHtml(example_pages::claims("Protected", visitor, "The claims of your ID token.", &*user))
}

/// `custom_data` comes from the userinfo endpoint: without `fetch_userinfo` this does not compile.
#[authenticated(redirect, fetch_userinfo)]
#[get("/protected/userinfo")]
async fn userinfo(user: User<FullAccount>) -> RawHtml<String> {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    RawHtml(example_pages::claims("Userinfo", visitor, "What Logto knows about you at this moment.", &*user))
}

/// Signed-out callers get 401 and JSON.
#[authenticated]
#[get("/protected/no-redirect")]
async fn no_redirect(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

#[get("/style.css")]
fn style() -> RawCss<&'static str> {
    RawCss(example_pages::STYLE)
}

fn app(rocket: Rocket<Build>, logto: Client, shop: Shop) -> Rocket<Build> {
    rocket
        .mount("/", routes![home, protected, userinfo, no_redirect, style])
        .mount("/protected", routes![organizations::all, organizations::one, orders::page])
        .mount("/api", routes![orders::api])
        .mount("/", logto::rocket::routes(&logto)) // /sign-in /sign-up /callback /sign-out
        .attach(logto::rocket::layer(logto))
        .manage(shop)
}

#[rocket::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(env::var("RUST_LOG").as_deref().unwrap_or("logto=info"))
        .with_writer(io::stderr)
        .init();
    let port = port()?;
    let base_url = format!("http://localhost:{port}");

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

    let shop = Shop::at(&format!("{base_url}/api/orders"));
    // Its log would go to the terminal, between the lines that are for people.
    let settings = rocket::Config::figment().merge(("port", port)).merge(("log_level", "off"));
    let ready = AdHoc::on_liftoff("Address", |_| Box::pin(async move { println!("Open {base_url}") }));
    app(rocket::custom(settings), Client::new(config), shop).attach(ready).launch().await?;
    Ok(())
}

/// A port that can be listened on. Rocket opens it by itself, and later: the base URL has to be known by then.
fn port() -> Result<u16, Box<dyn Error>> {
    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let number: u16 = port.parse().map_err(|error| format!("PORT={port} is no port number: {error}"))?;
    let listener = TcpListener::bind(("127.0.0.1", number));
    let listener = listener
        .map_err(|error| format!("port {port} cannot be listened on ({error}): set PORT to another"))?;
    Ok(listener.local_addr()?.port())
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty())
}
