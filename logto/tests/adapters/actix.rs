//! The application in actix-web.

use std::future::Future;
use std::pin::Pin;

use actix_web::http::StatusCode;
use actix_web::web::{Json, Path, ServiceConfig, get, head, post, scope};
use actix_web::{App, CustomizeResponder, HttpServer, Responder};
use logto::{BearerToken, Client, Session, User, authenticated, authorized};
use serde_json::Value;

use crate::app::{self, Account, FullAccount, ShoppingApi, Template, WithPhone};

#[authenticated]
async fn plain(user: User<Account>) -> Json<Value> {
    Json(app::greeting(&user))
}

#[authenticated]
async fn echo(_user: User<Account>, Json(body): Json<Value>) -> Json<Value> {
    Json(body)
}

#[authenticated(redirect)]
async fn page(user: User<Account>) -> Json<Value> {
    Json(app::greeting(&user))
}

#[authenticated(redirect = "/welcome")]
async fn elsewhere(user: User<Account>) -> Json<Value> {
    Json(app::greeting(&user))
}

#[authenticated(redirect, fetch_userinfo)]
async fn full(user: User<FullAccount>) -> Json<Value> {
    Json(app::full(&user))
}

#[authenticated(redirect)]
async fn guarded_only() -> &'static str {
    "guarded"
}

#[authenticated]
async fn picture() -> impl Responder {
    "a picture".customize().insert_header(app::KEPT_FOR_A_MINUTE)
}

#[authenticated]
async fn scope_not_requested(user: User<WithPhone>) -> String {
    user.sub.clone()
}

#[authenticated]
async fn numbered(_user: User<Account>, number: Path<u64>) -> String {
    number.to_string()
}

#[authenticated(redirect, role = "admin")]
async fn admins(_user: User<Account>) -> &'static str {
    "admins only"
}

#[authenticated(organization_role = any("editor", "owner"), organization = path("org"))]
async fn editors(_user: User<Account>) -> &'static str {
    "editors only"
}

#[authenticated(organization_role = "editor", organization = header("x-organization"))]
async fn editors_by_header(_user: User<Account>) -> &'static str {
    "editors only"
}

#[authenticated(organization_role = "editor", organization = path("organization"))]
async fn wrong_parameter(_user: User<Account>) -> &'static str {
    "never"
}

async fn bare(user: User<Account>) -> Json<Value> {
    Json(app::greeting(&user))
}

async fn optional(user: Option<User<Account>>) -> Json<Value> {
    Json(app::optional(user.as_ref()))
}

async fn session(session: Session) -> Json<Value> {
    Json(app::session(&session))
}

async fn returned_error(session: Session) -> logto::Result<String> {
    app::returned_error(&session).await
}

async fn error_beside_headers(session: Session) -> impl Responder {
    let answer = app::returned_error(&session).await.customize();
    app::BESIDE_AN_ERROR.into_iter().fold(answer, CustomizeResponder::append_header)
}

async fn error_beside_status(session: Session) -> impl Responder {
    app::returned_error(&session).await.customize().with_status(StatusCode::GONE)
}

async fn call_api(session: Session) -> logto::Result<Json<Value>> {
    app::call_api(&session).await.map(Json)
}

async fn any_token(token: BearerToken<ShoppingApi>) -> Json<Value> {
    Json(app::token(&token))
}

async fn optional_token(token: Option<BearerToken<ShoppingApi>>) -> Json<Value> {
    Json(app::optional_token(token.as_ref()))
}

async fn numbered_token(_: Path<u64>, token: BearerToken<ShoppingApi>) -> Json<Value> {
    any_token(token).await
}

#[authorized(ShoppingApi::Read)]
async fn list(token: BearerToken<ShoppingApi>) -> Json<Value> {
    Json(app::token(&token))
}

#[authorized(ShoppingApi::Read + ShoppingApi::Write)]
async fn add(Json(body): Json<Value>) -> Json<Value> {
    Json(body)
}

#[authorized(any(ShoppingApi::Read, ShoppingApi::Write))]
async fn either() -> &'static str {
    "either"
}

#[authorized(ShoppingApi::Read, organization = path("org"))]
async fn list_in_organization(token: BearerToken<ShoppingApi>) -> Json<Value> {
    Json(app::token(&token))
}

#[authorized(Template::Invite, organization = header("x-organization"))]
async fn invite(token: BearerToken<Template>) -> Json<Value> {
    Json(app::token(&token))
}

/// actix-web answers HEAD where it is told to.
fn pages(app: &mut ServiceConfig) {
    app.route("/", get().to(async || "home"))
        .route("/welcome", get().to(async || "welcome"))
        .route("/plain", get().to(plain))
        .route("/plain", post().to(echo))
        .route("/page", get().to(page))
        .route("/page", head().to(page))
        .route("/page", post().to(page))
        .route("/elsewhere", get().to(elsewhere))
        .route("/full", get().to(full))
        .route("/guarded-only", get().to(guarded_only))
        .route("/picture", get().to(picture))
        .route("/scope-not-requested", get().to(scope_not_requested))
        .route("/numbered/{number}", get().to(numbered))
        .route("/admins", get().to(admins))
        .route("/organizations/{org}/editors", get().to(editors))
        .route("/editors", get().to(editors_by_header))
        .route("/organizations/{org}/wrong-parameter", get().to(wrong_parameter))
        .route("/bare", get().to(bare))
        .route("/optional", get().to(optional))
        .route("/session", get().to(session))
        .route("/returned-error", get().to(returned_error))
        .route("/error-beside-headers", get().to(error_beside_headers))
        .route("/error-beside-status", get().to(error_beside_status))
        .route("/call-api", get().to(call_api));
}

fn api(app: &mut ServiceConfig) {
    app.route("/api/token", get().to(any_token))
        .route("/api/optional", get().to(optional_token))
        .route("/api/products", get().to(list))
        .route("/api/products", post().to(add))
        .route("/api/either", get().to(either))
        .route("/api/organizations/{org}/products", get().to(list_in_organization))
        .route("/api/members", get().to(invite));
}

/// Routes under one rule.
fn groups(app: &mut ServiceConfig) {
    let members = scope("/group/organizations/{org}").route("/token", get().to(any_token));
    let readers = scope("/group/{number}").route("/token", get().to(numbered_token));
    app.service(members.wrap(logto::actix::authorized(app::READERS_IN_ORGANIZATION)))
        .service(readers.wrap(logto::actix::authorized(app::READERS)));
}

pub(crate) fn serve(client: Client, port: u16) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let server = HttpServer::new(move || {
            let routes = logto::actix::routes(&client)
                .sign_in_options(|request, options| app::options(request.uri().query(), options));
            App::new()
                .configure(pages)
                .configure(api)
                .configure(groups)
                .service(logto::actix::resource_metadata::<ShoppingApi>(&client))
                .service(routes)
                .wrap(logto::actix::layer(client.clone()).on_failure(app::show))
        });
        server.workers(2).disable_signals().bind(("127.0.0.1", port)).unwrap().run().await.unwrap();
    })
}
