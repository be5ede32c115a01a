//! An application that calls APIs, and an emulator with resources and organizations.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use logto::testing::{self, ApiResource, Emulator, EmulatorBuilder, Organization, Role};
use logto::{
    AccessToken, AccessTokenRequest, Client, ClientBuilder, Config, ConfigBuilder, Error, OrganizationId,
    Resource, Session, User, UserScope, authenticated, claims,
};
use serde_json::{Value, json};
use tower_service::Service;

use crate::app::alice;

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
        unknown => {
            session
                .access_token_for(AccessTokenRequest::resource(format!("https://{unknown}.example.com")))
                .await
        }
    })
}

async fn organization(Path(id): Path<String>, session: Session) -> Answer {
    answer(session.organization_token(&OrganizationId::from(id)).await)
}

async fn within(Path(id): Path<String>, session: Session) -> Answer {
    answer(session.access_token_in_organization::<ShoppingApi>(&OrganizationId::from(id)).await)
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
        .route("/clear-tokens", get(clear))
        .merge(crate::app::routes())
}

/// The kinds of apps whose refresh tokens Logto treats differently.
pub(crate) fn traditional() -> testing::App {
    testing::App::traditional("web").secret("secret").local_redirect_uris()
}

pub(crate) fn rotating() -> testing::App {
    testing::App::single_page("spa").local_redirect_uris()
}

pub(crate) fn emulator(app: testing::App) -> EmulatorBuilder {
    let user = alice().role("shopper").role("payer").member_of("acme", ["editor"]);
    let organizations =
        (0..8).map(|number| Organization::new(format!("organization-{number}"), "One of many"));
    organizations
        .fold(Emulator::builder(), EmulatorBuilder::organization)
        .app(app)
        .resource(ApiResource::new(ShoppingApi::INDICATOR).permissions(["read", "write"]))
        .resource(ApiResource::new(BillingApi::INDICATOR).permissions(["pay"]))
        .role(Role::new("shopper").resource_permissions(ShoppingApi::INDICATOR, ["read", "write"]))
        .role(Role::new("payer").resource_permissions(BillingApi::INDICATOR, ["pay"]))
        .organization_role(
            Role::new("editor")
                .organization_permissions(["invite:member"])
                .resource_permissions(ShoppingApi::INDICATOR, ["write"]),
        )
        .organization(Organization::new("acme", "Acme"))
        .organization(Organization::new("globex", "Globex"))
        .user(user)
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
    pub(crate) emulator: Arc<Emulator>,
    router: Router,
    clock: Arc<Mutex<Duration>>,
}

/// Starts the application for `app`.
pub(crate) async fn start(app: testing::App) -> TokenApp {
    start_with(app, |config| config, |client| client).await
}

pub(crate) async fn start_with(
    app: testing::App,
    more: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    build: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> TokenApp {
    let emulator = Arc::new(emulator(app).start().await.unwrap());
    serve(emulator, Arc::default(), more, build)
}

fn serve(
    emulator: Arc<Emulator>,
    clock: Arc<Mutex<Duration>>,
    more: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    build: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> TokenApp {
    let ahead = Arc::clone(&clock);
    let mut config = Config::builder(emulator.endpoint(), emulator.app_id())
        .base_url("http://localhost:3000")
        .cookie_key("a cookie key of at least 32 bytes")
        .clock(move || SystemTime::now() + *ahead.lock().unwrap());
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
        *self.clock.lock().unwrap() += by;
        self.emulator.advance_clock(by);
    }

    /// Token requests with a refresh token, by the resource that they were for.
    pub(crate) fn refreshes(&self) -> Vec<String> {
        let requests = self.emulator.requests_to("/oidc/token").into_iter();
        let refreshes = requests.filter(|request| request.param("grant_type") == Some("refresh_token"));
        refreshes.map(|request| request.param("resource").unwrap_or_default().to_owned()).collect()
    }

    /// The same application in a new process.
    pub(crate) fn restarted(&self) -> Self {
        serve(Arc::clone(&self.emulator), Arc::clone(&self.clock), |config| config, |client| client)
    }

    /// A visitor who brings cookies.
    pub(crate) fn visitor_with(&self, cookies: &str) -> Visitor<'_> {
        let pairs = cookies.split("; ").filter_map(|cookie| cookie.split_once('='));
        let cookies = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Visitor { app: self, cookies: Mutex::new(cookies) }
    }

    /// A visitor who is signed in as `alice`.
    pub(crate) async fn visitor(&self) -> Visitor<'_> {
        let visitor = self.visitor_with("");
        visitor.sign_in().await;
        self.emulator.clear_requests();
        visitor
    }
}

/// A browser's cookies at the application.
pub(crate) struct Visitor<'a> {
    app: &'a TokenApp,
    cookies: Mutex<BTreeMap<String, String>>,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) set_cookies: Vec<String>,
    pub(crate) headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    pub(crate) fn token(&self) -> String {
        self.json()["token"].as_str().unwrap_or_else(|| panic!("{}", self.json())).to_owned()
    }
}

impl Visitor<'_> {
    pub(crate) async fn sign_in(&self) {
        let url = self.get("/sign-in").await.location.unwrap();
        let callback = self.app.emulator.sign_in("alice", &url).await.unwrap();
        let reply = self.get(callback.strip_prefix("http://localhost:3000").unwrap()).await;
        assert_eq!(reply.status, 303, "{reply:?}");
    }

    /// Loads `path` with the cookies there are, and keeps those that come.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        let reply = self.get_with(path, &self.cookies()).await;
        self.keep(&reply);
        reply
    }

    /// Loads `path` with cookies from another time, and keeps none.
    pub(crate) async fn get_with(&self, path: &str, cookies: &str) -> Reply {
        let request = Request::get(path)
            .header(COOKIE, cookies)
            .header(ACCEPT, "text/html")
            .body(Body::empty())
            .unwrap();
        let response = self.app.router.clone().call(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
        Reply {
            status: parts.status.as_u16(),
            location: parts.headers.get(LOCATION).map(text),
            set_cookies: parts.headers.get_all(SET_COOKIE).iter().map(text).collect(),
            headers: parts.headers,
            body: axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub(crate) fn keep(&self, reply: &Reply) {
        let mut cookies = self.cookies.lock().unwrap();
        for line in &reply.set_cookies {
            let (pair, attributes) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The `Cookie` header.
    pub(crate) fn cookies(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub(crate) async fn is_signed_in(&self) -> bool {
        self.get("/session").await.json()["is_authenticated"] == true
    }
}

/// An access token lives an hour.
pub(crate) const AN_HOUR: Duration = Duration::from_secs(3600);
