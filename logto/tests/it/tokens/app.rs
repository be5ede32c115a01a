//! An application that calls APIs, and an emulator with resources and organizations.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use logto::{
    AccessToken, AccessTokenRequest, Client, ClientBuilder, Config, ConfigBuilder, Error, OrganizationId,
    Resource, Session, User, UserScope, authenticated, claims,
};
use serde_json::{Value, json};

use super::visitor::Visitor;
use crate::app::Clock;
use crate::tenant::{Tenant, TenantApp};
pub(crate) use crate::tenant::{rotating, shop as emulator, traditional};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub(crate) enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://billing.example.com/api")]
pub(crate) enum BillingApi {
    #[scope("pay")]
    Pay,
}

/// An API that sign-ins do not request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://other.example.com/api")]
pub(crate) enum OtherApi {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource(organizations)]
pub(crate) enum OrganizationPermission {
    #[scope("invite:member")]
    Invite,
}

claims! {
    pub(crate) struct WithRoles: roles;
}

#[authenticated(redirect)]
async fn roles(user: User<WithRoles>) -> Json<Vec<String>> {
    Json(user.roles.clone())
}

#[authenticated(redirect, fetch_userinfo)]
async fn roles_now(user: User<WithRoles>) -> Json<Vec<String>> {
    Json(user.roles.clone())
}

type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

async fn token(Path(which): Path<String>, session: Session) -> Answer {
    answer(match which.as_str() {
        "shopping" => session.access_token::<ShoppingApi>().await,
        "billing" => session.access_token::<BillingApi>().await,
        "other" => session.access_token::<OtherApi>().await,
        "default" => session.default_access_token().await,
        "anew" => {
            session.clear_access_tokens();
            session.access_token::<ShoppingApi>().await
        }
        "template" => session.access_token::<OrganizationPermission>().await,
        "narrow" => {
            session
                .access_token_for(AccessTokenRequest::resource(ShoppingApi::INDICATOR).scopes(["read"]))
                .await
        }
        "forced" => {
            session
                .access_token_for(AccessTokenRequest::resource(ShoppingApi::INDICATOR).force_refresh())
                .await
        }
        unknown => session.access_token_for(format!("https://{unknown}.example.com").as_str()).await,
    })
}

async fn organization(Path(id): Path<String>, session: Session) -> Answer {
    answer(session.organization_token(&OrganizationId::from(id)).await)
}

async fn within(Path(id): Path<String>, session: Session) -> Answer {
    answer(session.access_token_in_organization::<ShoppingApi>(&OrganizationId::from(id)).await)
}

/// Changes the session, and answers in every way that an answer can be.
async fn answers(Path(how): Path<String>, session: Session) -> Response {
    session.access_token::<ShoppingApi>().await.unwrap();
    match how.as_str() {
        "stream" => {
            let chunks = ["one ", "two ", "three"].map(|chunk| Ok::<_, std::io::Error>(chunk.to_owned()));
            Body::from_stream(futures_util::stream::iter(chunks)).into_response()
        }
        "error" => StatusCode::IM_A_TEAPOT.into_response(),
        "redirect" => Redirect::to("/elsewhere").into_response(),
        _ => AppendHeaders([("set-cookie", "mine=1; Path=/"), ("set-cookie", "yours=2; Path=/")])
            .into_response(),
    }
}

async fn clear(session: Session) -> &'static str {
    session.clear_access_tokens();
    "cleared"
}

fn answer(outcome: Result<AccessToken, Error>) -> Answer {
    match outcome {
        Ok(token) => Ok(Json(json!({
            "token": token.secret().expose(),
            "scopes": token.scopes().collect::<Vec<_>>(),
            "audience": token.claims().jwt().map(|claims| claims.aud.clone()),
            "organization": token.claims().jwt().and_then(|claims| claims.organization()),
            "may_read": token.permits(ShoppingApi::Read),
        }))),
        Err(error) => {
            let (kind, status) = match () {
                () if error.is_signed_out() => ("signed out", 401),
                () if error.is_denied() => ("denied", 403),
                () if error.is_transient() => ("transient", 503),
                () if error.is_configuration() => ("configuration", 500),
                () => ("untrusted", 400),
            };
            let body = json!({ "kind": kind, "error": error.to_string() });
            Err((StatusCode::from_u16(status).unwrap(), Json(body)))
        }
    }
}

fn routes() -> Router {
    Router::new()
        .route("/roles", get(roles))
        .route("/roles-now", get(roles_now))
        .route("/token/{which}", get(token))
        .route("/organization/{id}", get(organization))
        .route("/within/{id}", get(within))
        .route("/answers/{how}", get(answers))
        .route("/clear-tokens", get(clear))
        .merge(crate::app::routes())
}

pub(crate) fn configure(config: ConfigBuilder) -> ConfigBuilder {
    config
        .claims::<WithRoles>()
        .scopes([UserScope::Organizations])
        .resource::<ShoppingApi>()
        .resource::<BillingApi>()
        .resource::<OrganizationPermission>()
}

/// The application, called without a network in between, with the emulator it signs in at.
pub(crate) struct TokenApp {
    pub(crate) emulator: Arc<Tenant>,
    pub(super) router: Router,
    pub(crate) clock: Clock,
}

/// Starts the application for `app`.
pub(crate) async fn start(app: TenantApp) -> TokenApp {
    start_with(app, |config| config, |client| client).await
}

pub(crate) async fn start_with(
    app: TenantApp,
    more: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    build: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> TokenApp {
    let emulator = Arc::new(emulator(app).start().await.unwrap());
    serve(emulator, Clock::default(), more, build)
}

fn serve(
    emulator: Arc<Tenant>,
    clock: Clock,
    more: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    build: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> TokenApp {
    let now = clock.clone();
    let mut config = Config::builder(emulator.endpoint(), emulator.app_id())
        .base_url("http://localhost:3000")
        .cookie_key("a cookie key of at least 32 bytes")
        .clock(move || now.now());
    if !emulator.app_secret().is_empty() {
        config = config.app_secret(emulator.app_secret());
    }
    let logto = build(Client::builder(more(configure(config)).build().unwrap())).build();
    let router = routes().merge(logto::axum::routes(&logto)).layer(logto::axum::layer(logto));
    TokenApp { emulator, router, clock }
}

impl TokenApp {
    /// Moves the application's and the emulator's clocks.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.emulator.advance_clock(by);
    }

    /// Token requests with a refresh token, by the resource that they were for.
    pub(crate) fn refreshes(&self) -> Vec<String> {
        let requests = self.emulator.requests_to("/oidc/token").into_iter();
        let refreshes = requests.filter(|request| request.param("grant_type") == Some("refresh_token"));
        refreshes.map(|request| request.param("resource").unwrap_or_default().to_owned()).collect()
    }

    /// Waits until Logto has a token request, and not for its answer.
    pub(crate) async fn asks_for_tokens(&self) {
        until("there is a token request", || !self.refreshes().is_empty()).await;
    }

    /// The same application in a new process.
    pub(crate) fn restarted(&self) -> Self {
        serve(Arc::clone(&self.emulator), self.clock.clone(), |config| config, |client| client)
    }

    /// Another instance of the application, beside this one.
    pub(crate) fn sibling(&self, build: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        serve(Arc::clone(&self.emulator), self.clock.clone(), |config| config, build)
    }

    /// A visitor who brings cookies.
    pub(crate) fn visitor_with(&self, cookies: &str) -> Visitor<'_> {
        Visitor::new(self, cookies)
    }

    /// A visitor who is signed in as `alice`.
    pub(crate) async fn visitor(&self) -> Visitor<'_> {
        let visitor = self.visitor_with("");
        visitor.sign_in().await;
        self.emulator.clear_requests();
        visitor
    }
}

/// Waits until something is so; a busy machine takes its time.
pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(30), "not within 30 seconds: {what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// An access token lives an hour.
pub(crate) const AN_HOUR: Duration = Duration::from_secs(3600);
