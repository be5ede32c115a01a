//! A web app whose users sign in with Logto. Run it with `cargo run -p axum-web-app`.
//!
//! With no `LOGTO_ENDPOINT` it starts an emulator of Logto in the same process.

use std::error::Error;

use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Json, Router};
use example_pages::Visitor;
use logto::config::ConfigBuilder;
use logto::testing::Emulator;
use logto::{Client, Config, User, authenticated, claims};
use tokio::net::TcpListener;

claims! {
    /// The signed-in user, as the ID token describes them.
    #[derive(Clone)]
    pub struct Account: profile + email;
}

claims! {
    /// The same with what Logto delivers from the userinfo endpoint only.
    #[derive(Clone)]
    pub struct FullAccount: profile + email + custom_data;
}

/// Home, for everyone: `Option` makes the sign-in optional.
async fn home(user: Option<User<Account>>) -> Html<String> {
    Html(match user {
        Some(user) => example_pages::claims(
            "Home",
            visitor(&user),
            "You are signed in. These are your claims:",
            &*user,
        ),
        None => example_pages::welcome(),
    })
}

/// Signed-out visitors go to sign in and come back here.
#[authenticated(redirect)]
async fn protected(user: User<Account>) -> Html<String> {
    Html(example_pages::claims(
        "Protected",
        visitor(&user),
        "The claims of your ID token:",
        &*user,
    ))
}

/// `custom_data` comes from the userinfo endpoint: without `fetch_userinfo` this does not compile.
#[authenticated(redirect, fetch_userinfo)]
async fn userinfo(user: User<FullAccount>) -> Html<String> {
    let name = user.name.as_deref().unwrap_or(&user.sub);
    let visitor = Visitor {
        name,
        picture: user.picture.as_deref(),
    };
    Html(example_pages::claims(
        "Userinfo",
        visitor,
        "What Logto's userinfo endpoint says about you:",
        &*user,
    ))
}

/// Signed-out callers get 401 and JSON.
#[authenticated]
async fn no_redirect(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

fn visitor(account: &Account) -> Visitor<'_> {
    Visitor {
        name: account.name.as_deref().unwrap_or(&account.sub),
        picture: account.picture.as_deref(),
    }
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css")], example_pages::STYLE)
}

fn app(logto: Client) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/protected", get(protected))
        .route("/protected/userinfo", get(userinfo))
        .route("/protected/no-redirect", get(no_redirect))
        .route("/style.css", get(style))
        .merge(logto::axum::routes(&logto))
        .layer(logto::axum::layer(logto))
}

#[tokio::main]
#[expect(
    clippy::print_stdout,
    reason = "the terminal is this program's user interface"
)]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(std::env::var("RUST_LOG").as_deref().unwrap_or("logto=info"))
        .init();
    let port = std::env::var("PORT").map_or(Ok(3000), |port| port.parse::<u16>())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let base_url = format!("http://localhost:{}", listener.local_addr()?.port());

    let emulator;
    let config: ConfigBuilder = if std::env::var_os("LOGTO_ENDPOINT").is_some() {
        Config::builder_from_env()?
    } else {
        emulator = Emulator::start().await?;
        println!(
            "No LOGTO_ENDPOINT: signing in at an emulator of Logto on {}",
            emulator.endpoint()
        );
        Config::builder(emulator.endpoint(), emulator.app_id())
            .app_secret(emulator.app_secret())
            .base_url(&base_url)
    };
    let logto = Client::new(config.claims::<Account>().claims::<FullAccount>().build()?);

    println!("Open {base_url}");
    axum::serve(listener, app(logto)).await?;
    Ok(())
}
