//! The application in Rocket.

#![allow(
    unused_variables,
    clippy::needless_pass_by_value,
    reason = "Rocket wants every segment of a path as a parameter, and its guards by value"
)]

use std::future::Future;
use std::pin::Pin;

use logto::{BearerToken, Client, Session, User, authenticated, authorized};
use rocket::config::{Config, LogLevel, Shutdown};
use rocket::http::Header;
use rocket::serde::json::Json;
use rocket::{Build, Rocket, get, post, routes};
use serde_json::Value;

use crate::app::{self, Account, FullAccount, ShoppingApi, Template, WithPhone};

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
async fn plain(user: User<Account>) -> Json<Value> {
    Json(app::greeting(&user))
}

#[authenticated]
#[post("/plain", data = "<body>")]
async fn echo(_user: User<Account>, body: Json<Value>) -> Json<Value> {
    body
}

#[authenticated(redirect)]
#[get("/page")]
async fn page(user: User<Account>) -> Json<Value> {
    Json(app::greeting(&user))
}

#[authenticated(redirect = "/welcome")]
#[get("/elsewhere")]
async fn elsewhere(user: User<Account>) -> Json<Value> {
    Json(app::greeting(&user))
}

#[authenticated(redirect, fetch_userinfo)]
#[get("/full")]
async fn full(user: User<FullAccount>) -> Json<Value> {
    Json(app::full(&user))
}

#[authenticated(redirect)]
#[get("/guarded-only")]
async fn guarded_only() -> &'static str {
    "guarded"
}

#[derive(rocket::Responder)]
struct Picture(&'static str, Header<'static>);

#[authenticated]
#[get("/picture")]
async fn picture() -> Picture {
    let (name, value) = app::KEPT_FOR_A_MINUTE;
    Picture("a picture", Header::new(name, value))
}

#[authenticated]
#[get("/scope-not-requested")]
async fn scope_not_requested(user: User<WithPhone>) -> String {
    user.sub.clone()
}

#[authenticated]
#[get("/numbered/<number>")]
async fn numbered(_user: User<Account>, number: u64) -> String {
    number.to_string()
}

#[authenticated(redirect, role = "admin")]
#[get("/admins")]
async fn admins(_user: User<Account>) -> &'static str {
    "admins only"
}

#[authenticated(organization_role = any("editor", "owner"), organization = path("org"))]
#[get("/organizations/<org>/editors")]
async fn editors(_user: User<Account>, org: &str) -> &'static str {
    "editors only"
}

#[authenticated(organization_role = "editor", organization = header("x-organization"))]
#[get("/editors")]
async fn editors_by_header(_user: User<Account>) -> &'static str {
    "editors only"
}

#[authenticated(organization_role = "editor", organization = path("organization"))]
#[get("/organizations/<org>/wrong-parameter")]
async fn wrong_parameter(_user: User<Account>, org: &str) -> &'static str {
    "never"
}

#[get("/bare")]
fn bare(user: User<Account>) -> Json<Value> {
    Json(app::greeting(&user))
}

#[get("/optional")]
fn optional(user: Option<User<Account>>) -> Json<Value> {
    Json(app::optional(user.as_ref()))
}

#[get("/session")]
fn session(session: Session) -> Json<Value> {
    Json(app::session(&session))
}

#[get("/returned-error")]
async fn returned_error(session: Session) -> logto::Result<String> {
    app::returned_error(&session).await
}

#[get("/call-api")]
async fn call_api(session: Session) -> logto::Result<Json<Value>> {
    app::call_api(&session).await.map(Json)
}

#[get("/api/token")]
fn any_token(token: BearerToken<ShoppingApi>) -> Json<Value> {
    Json(app::token(&token))
}

#[authorized(ShoppingApi::Read)]
#[get("/api/products")]
async fn list(token: BearerToken<ShoppingApi>) -> Json<Value> {
    Json(app::token(&token))
}

#[authorized(ShoppingApi::Read + ShoppingApi::Write)]
#[post("/api/products", data = "<body>")]
async fn add(body: Json<Value>) -> Json<Value> {
    body
}

#[authorized(any(ShoppingApi::Read, ShoppingApi::Write))]
#[get("/api/either")]
async fn either() -> &'static str {
    "either"
}

#[authorized(ShoppingApi::Read, organization = path("org"))]
#[get("/api/organizations/<org>/products")]
async fn list_in_organization(token: BearerToken<ShoppingApi>, org: &str) -> Json<Value> {
    Json(app::token(&token))
}

#[authorized(Template::Invite, organization = header("x-organization"))]
#[get("/api/members")]
async fn invite(token: BearerToken<Template>) -> Json<Value> {
    Json(app::token(&token))
}

#[authenticated(redirect)]
#[post("/page")]
async fn post_page(user: User<Account>) -> Json<Value> {
    Json(app::greeting(&user))
}

fn app(client: Client, port: u16) -> Rocket<Build> {
    let config = Config {
        port,
        log_level: LogLevel::Off,
        shutdown: Shutdown { ctrlc: false, ..Shutdown::default() },
        ..Config::debug_default()
    };
    let web = routes![
        home,
        welcome,
        plain,
        echo,
        page,
        post_page,
        elsewhere,
        full,
        guarded_only,
        picture,
        scope_not_requested,
        numbered,
        admins,
        editors,
        editors_by_header,
        wrong_parameter,
        bare,
        optional,
        session,
        returned_error,
        call_api
    ];
    let api = routes![any_token, list, add, either, list_in_organization, invite];
    rocket::custom(config)
        .mount("/", web)
        .mount("/", api)
        .mount("/", logto::rocket::resource_metadata::<ShoppingApi>(&client))
        .mount("/", logto::rocket::routes(&client))
        .attach(logto::rocket::layer(client))
}

pub(crate) fn serve(client: Client, port: u16) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        drop(app(client, port).launch().await.unwrap());
    })
}
