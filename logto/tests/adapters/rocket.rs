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
use rocket::http::{Header, Status};
use rocket::response::{self, Responder};
use rocket::serde::json::Json;
use rocket::{Build, Request, Rocket, get, post, routes};
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

struct BesideHeaders(logto::Result<String>);

impl<'r> Responder<'r, 'static> for BesideHeaders {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = self.0.respond_to(request)?;
        for (name, value) in app::BESIDE_AN_ERROR {
            answer.adjoin_raw_header(name, value);
        }
        Ok(answer)
    }
}

#[get("/error-beside-headers")]
async fn error_beside_headers(session: Session) -> BesideHeaders {
    BesideHeaders(app::returned_error(&session).await)
}

#[get("/error-beside-status")]
async fn error_beside_status(session: Session) -> Result<String, (Status, logto::Error)> {
    app::returned_error(&session).await.map_err(|error| (Status::Gone, error))
}

#[get("/call-api")]
async fn call_api(session: Session) -> logto::Result<Json<Value>> {
    app::call_api(&session).await.map(Json)
}

#[get("/api/token")]
fn any_token(token: BearerToken<ShoppingApi>) -> Json<Value> {
    Json(app::token(&token))
}

#[get("/api/optional")]
fn optional_token(token: Option<BearerToken<ShoppingApi>>) -> Json<Value> {
    Json(app::optional_token(token.as_ref()))
}

#[get("/group/<number>/token")]
fn numbered_token(number: u64, token: BearerToken<ShoppingApi>) -> Json<Value> {
    any_token(token)
}

#[get("/group/organizations/<org>/token")]
fn token_in_organization(org: &str, token: BearerToken<ShoppingApi>) -> Json<Value> {
    any_token(token)
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
        error_beside_headers,
        error_beside_status,
        call_api
    ];
    let api = routes![any_token, optional_token, list, add, either, list_in_organization, invite];
    let routes = logto::rocket::routes(&client).sign_in_options(|request, options| {
        app::options(request.uri().query().map(|query| query.as_str()), options)
    });
    rocket::custom(config)
        .mount("/", web)
        .mount("/", api)
        .mount("/", logto::rocket::resource_metadata::<ShoppingApi>(&client))
        .mount("/", logto::rocket::authorized(app::READERS, routes![numbered_token]))
        .mount("/", logto::rocket::authorized(app::READERS_IN_ORGANIZATION, routes![token_in_organization]))
        .mount("/", routes)
        .attach(logto::rocket::layer(client).on_failure(app::show))
}

pub(crate) fn serve(client: Client, port: u16) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        drop(app(client, port).launch().await.unwrap());
    })
}
