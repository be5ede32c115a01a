//! An actix-web application as users write it. That it answers like those of the other frameworks is shown elsewhere;
//! here is what only actix-web does.

mod answers;
mod api;
mod order;
mod replaced;
mod workers;

use std::net::TcpListener;

use actix_web::web::{Json, ServiceConfig};
use actix_web::{App as ActixApp, HttpServer, Responder, get, web};
use logto::{Client, ClientBuilder, ConfigBuilder, Session, User, authenticated};
use serde_json::{Value, json};

use crate::app::{Account, App, FullAccount, WithPhone};

/// The attribute above actix-web's own …
#[authenticated]
#[get("/plain")]
async fn plain(user: User<Account>) -> impl Responder {
    Json(user.into_claims())
}

/// … and below it.
#[get("/below")]
#[authenticated]
async fn below(user: User<Account>) -> impl Responder {
    Json(user.into_claims())
}

#[authenticated(redirect)]
async fn page(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

#[authenticated(redirect, fetch_userinfo)]
async fn full(user: User<FullAccount>) -> Json<FullAccount> {
    Json(user.into_claims())
}

#[authenticated(redirect)]
async fn guarded_only() -> &'static str {
    "guarded"
}

#[authenticated(redirect)]
async fn scope_not_requested(user: User<WithPhone>) -> String {
    user.sub.clone()
}

#[authenticated]
async fn echo(_user: User<Account>, Json(body): Json<Value>) -> Json<Value> {
    Json(body)
}

#[authenticated]
async fn numbered(_user: User<Account>, number: web::Path<u64>) -> String {
    number.to_string()
}

async fn bare(user: User<Account>, body: String) -> String {
    format!("{} {body}", user.name.as_deref().unwrap_or_default())
}

async fn optional(user: Option<User<Account>>) -> Json<Value> {
    Json(json!(user.map(|user| user.sub.clone())))
}

async fn session(session: Session) -> Json<Value> {
    Json(json!({ "is_authenticated": session.is_authenticated() }))
}

/// No resource is configured here.
async fn returned_error(session: Session) -> impl Responder {
    let token = session.access_token_for("https://api.example.com").await.map(|_| "a token");
    token.customize().append_header(("x-mine", "kept"))
}

/// Sets cookies of its own beside those of the session.
async fn clear(session: Session) -> impl Responder {
    session.clear_tokens();
    let answer = "cleared".customize().append_header(("set-cookie", "mine=1"));
    answer.append_header(("set-cookie", "yours=2"))
}

/// Changes the session and fails.
async fn clear_and_fail(session: Session) -> actix_web::Result<String> {
    session.clear_tokens();
    Err(actix_web::error::ErrorImATeapot("no"))
}

fn pages(app: &mut ServiceConfig) {
    app.service(plain)
        .service(below)
        .route("/", web::get().to(async || "home"))
        .route("/page", web::route().to(page))
        .route("/full", web::get().to(full))
        .route("/guarded-only", web::get().to(guarded_only))
        .route("/scope-not-requested", web::get().to(scope_not_requested))
        .route("/echo", web::post().to(echo))
        .route("/numbered/{number}", web::get().to(numbered))
        .route("/bare", web::route().to(bare))
        .route("/optional", web::route().to(optional))
        .route("/session", web::get().to(session))
        .route("/returned-error", web::get().to(returned_error))
        .route("/clear", web::get().to(clear))
        .route("/clear-and-fail", web::get().to(clear_and_fail));
}

/// The pages and the routes of the sign-in, under the middleware, by so many workers.
fn spawn(listener: TcpListener, workers: usize, logto: Client) {
    let server = HttpServer::new(move || {
        let app = ActixApp::new().configure(pages).service(logto::actix::routes(&logto));
        app.wrap(logto::actix::layer(logto.clone()))
    });
    tokio::spawn(server.workers(workers).disable_signals().listen(listener).unwrap().run());
}

async fn start_with(
    configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    build: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> App {
    let emulator = crate::app::emulator().start().await.unwrap();
    App::launch(emulator, configure, build, |listener, logto| spawn(listener, 2, logto)).await
}

/// Only what the test puts into the app.
async fn serve(assemble: impl Fn(&mut ServiceConfig, &Client) + Clone + Send + 'static) -> App {
    let emulator = crate::app::emulator().start().await.unwrap();
    let launch = |listener: TcpListener, logto: Client| {
        let server = HttpServer::new(move || {
            let assemble = |app: &mut ServiceConfig| assemble(app, &logto);
            ActixApp::new().configure(assemble)
        });
        tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
    };
    App::launch(emulator, |config| config, |client| client, launch).await
}
