//! The application of [`crate::app`] as users of Rocket write it, on a server of its own.

use std::collections::HashSet;

use logto::{Client, ClientBuilder, ConfigBuilder, Session, User, authenticated};
use rocket::config::{LogLevel, Shutdown};
use rocket::fairing::AdHoc;
use rocket::http::{CookieJar, Header};
use rocket::serde::json::{Json, Value, json};
use rocket::{Build, Responder, Rocket, Route, get, post, routes};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::app::{Account, App, FullAccount, WithEmail, WithPhone, emulator};

#[get("/")]
fn home() -> &'static str {
    "home"
}

#[get("/welcome")]
fn welcome() -> &'static str {
    "welcome"
}

#[authenticated]
#[get("/plain")]
async fn plain(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

#[authenticated(redirect)]
#[get("/page")]
async fn page(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

/// A guard of the body comes last, so nothing of it is read before the user is admitted.
#[authenticated(redirect)]
#[post("/page", data = "<body>")]
async fn post_page(body: String, user: User<Account>) -> String {
    format!("{} sent {body}", user.name.as_deref().unwrap_or_default())
}

#[authenticated(redirect = "/welcome")]
#[get("/elsewhere")]
async fn elsewhere(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

#[authenticated(redirect, fetch_userinfo)]
#[get("/full")]
async fn full(user: User<FullAccount>) -> Json<FullAccount> {
    Json(user.into_claims())
}

#[authenticated(redirect)]
#[get("/guarded-only")]
async fn guarded_only() -> &'static str {
    "guarded"
}

#[authenticated]
#[get("/with-email")]
async fn with_email(user: User<WithEmail>) -> Json<WithEmail> {
    Json(user.into_claims())
}

#[authenticated(redirect)]
#[get("/scope-not-requested")]
async fn scope_not_requested(user: User<WithPhone>) -> String {
    user.sub.clone()
}

/// Borrows from the request beside the guard.
#[authenticated(redirect)]
#[get("/borrows/<id>?<tab>")]
async fn borrows<'r>(
    id: &'r str,
    tab: Option<&'r str>,
    user: User<Account>,
    jar: &'r CookieJar<'_>,
) -> String {
    let name = user.name.as_deref().unwrap_or_default();
    format!("{name} {id} {} {}", tab.unwrap_or("-"), jar.iter().count() > 0)
}

#[get("/bare")]
fn bare(user: User<Account>) -> String {
    user.sub.clone()
}

#[get("/optional")]
fn optional(user: Option<User<Account>>) -> Json<Value> {
    Json(json!(user.map(|user| user.sub.clone())))
}

#[get("/session")]
fn session(session: Session) -> Json<Value> {
    Json(json!({ "is_authenticated": session.is_authenticated() }))
}

#[derive(Responder)]
struct WithCookie(&'static str, Header<'static>);

/// Sets a cookie of its own beside those of the session.
#[get("/clear")]
fn clear(session: Session, jar: &CookieJar<'_>) -> WithCookie {
    session.clear_tokens();
    jar.add(("from-the-jar", "1"));
    WithCookie("cleared", Header::new("set-cookie", "mine=1"))
}

/// No resource is configured here.
#[get("/returned-error")]
async fn returned_error(session: Session) -> logto::Result<&'static str> {
    session.access_token_for("https://api.example.com").await.map(|_| "a token")
}

pub(crate) fn routes() -> Vec<Route> {
    let handlers = routes![plain, page, post_page, elsewhere, full, guarded_only, with_email, borrows];
    let others = routes![home, welcome, scope_not_requested, bare, optional, session, clear, returned_error];
    [handlers, others].concat()
}

/// The routes of the tests and of the sign-in, and the fairing.
pub(crate) fn assemble(rocket: Rocket<Build>, logto: &Client) -> Rocket<Build> {
    rocket
        .mount("/", routes())
        .mount("/", logto::rocket::routes(logto))
        .attach(logto::rocket::layer(logto.clone()))
}

pub(crate) async fn start() -> App {
    serve(assemble).await
}

/// Starts with routes of the test's choice.
pub(crate) async fn serve(assemble: impl FnOnce(Rocket<Build>, &Client) -> Rocket<Build>) -> App {
    with(|config| config, |client| client, assemble).await
}

pub(crate) async fn with(
    configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    build: impl FnOnce(ClientBuilder) -> ClientBuilder,
    assemble: impl FnOnce(Rocket<Build>, &Client) -> Rocket<Build>,
) -> App {
    let run = async |logto: &Client, listener| launch(listener, |rocket| assemble(rocket, logto)).await;
    App::run(emulator().start().await.unwrap(), configure, build, run).await
}

/// Launches a Rocket where `listener` was to listen: it wants the port itself.
pub(crate) async fn launch(listener: TcpListener, assemble: impl FnOnce(Rocket<Build>) -> Rocket<Build>) {
    let config = rocket::Config { port: listener.local_addr().unwrap().port(), ..quiet() };
    drop(listener);
    let (started, has_started) = oneshot::channel();
    let started = std::sync::Mutex::new(Some(started));
    let liftoff = AdHoc::on_liftoff("started", move |_| {
        let started = started.lock().unwrap().take().unwrap();
        Box::pin(async move { started.send(()).unwrap() })
    });
    let rocket = assemble(rocket::custom(config)).attach(liftoff);
    tokio::spawn(async move { rocket.launch().await.unwrap() });
    has_started.await.unwrap();
}

/// A configuration for tests: nothing on the terminal, and no part in who ends the process.
pub(crate) fn quiet() -> rocket::Config {
    let shutdown = Shutdown { ctrlc: false, signals: HashSet::new(), ..Shutdown::default() };
    rocket::Config { log_level: LogLevel::Off, shutdown, ..rocket::Config::debug_default() }
}
