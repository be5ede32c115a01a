//! The application in axum.

use std::future::Future;
use std::pin::Pin;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::get;
use axum::{Json, Router};
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
async fn picture() -> ([(&'static str, &'static str); 1], &'static str) {
    ([app::KEPT_FOR_A_MINUTE], "a picture")
}

#[authenticated]
async fn scope_not_requested(user: User<WithPhone>) -> String {
    user.sub.clone()
}

#[authenticated]
async fn numbered(_user: User<Account>, Path(number): Path<u64>) -> String {
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

async fn error_beside_headers(session: Session) -> impl IntoResponse {
    (AppendHeaders(app::BESIDE_AN_ERROR), app::returned_error(&session).await)
}

async fn error_beside_status(session: Session) -> impl IntoResponse {
    app::returned_error(&session).await.map_err(|error| (StatusCode::GONE, error))
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

/// Routes under one rule.
fn groups() -> Router {
    let readers = Router::new()
        .route("/group/{number}/token", get(async |Path(_): Path<u64>, token| any_token(token).await))
        .route_layer(logto::axum::authorized(app::READERS));
    let members = Router::new()
        .route("/group/organizations/{org}/token", get(any_token))
        .route_layer(logto::axum::authorized(app::READERS_IN_ORGANIZATION));
    readers.merge(members)
}

fn router(client: &Client) -> Router {
    let routes = logto::axum::routes(client)
        .sign_in_options(|request, options| app::options(request.uri.query(), options));
    Router::new()
        .route("/", get(async || "home"))
        .route("/welcome", get(async || "welcome"))
        .route("/plain", get(plain).post(echo))
        .route("/page", get(page).post(page))
        .route("/elsewhere", get(elsewhere))
        .route("/full", get(full))
        .route("/guarded-only", get(guarded_only))
        .route("/picture", get(picture))
        .route("/scope-not-requested", get(scope_not_requested))
        .route("/numbered/{number}", get(numbered))
        .route("/admins", get(admins))
        .route("/organizations/{org}/editors", get(editors))
        .route("/editors", get(editors_by_header))
        .route("/organizations/{org}/wrong-parameter", get(wrong_parameter))
        .route("/bare", get(bare))
        .route("/optional", get(optional))
        .route("/session", get(session))
        .route("/returned-error", get(returned_error))
        .route("/error-beside-headers", get(error_beside_headers))
        .route("/error-beside-status", get(error_beside_status))
        .route("/call-api", get(call_api))
        .route("/api/token", get(any_token))
        .route("/api/optional", get(optional_token))
        .route("/api/products", get(list).post(add))
        .route("/api/either", get(either))
        .route("/api/organizations/{org}/products", get(list_in_organization))
        .route("/api/members", get(invite))
        .merge(logto::axum::resource_metadata::<ShoppingApi>(client))
        .merge(groups())
        .merge(routes)
        .layer(logto::axum::layer(client.clone()).on_failure(app::show))
}

pub(crate) fn serve(client: Client, port: u16) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        axum::serve(listener, router(&client)).await.unwrap();
    })
}
