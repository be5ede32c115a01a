//! An API that verifies access tokens.

mod cached;
mod captured;
mod introspection;
mod issuers;
mod keys;
mod outages;

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::routing::get;
use logto::resource_server::AccessRule;
use logto::testing::{self, Emulator, EmulatorBuilder, Organization, Role};
use logto::{BearerToken, Client, Config, ConfigBuilder, Error, OrganizationIn, Resource};
use serde_json::Value;
use tower_service::Service;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
    #[scope("delete")]
    Delete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource(organizations)]
enum Template {
    #[scope("read:report")]
    ReadReport,
}

/// An API, the emulator whose tokens it takes, and their clock.
struct Api {
    emulator: Emulator,
    logto: Client,
    clock: Clock,
}

/// The API's clock, which tests can move.
#[derive(Clone)]
struct Clock(Arc<Mutex<SystemTime>>);

impl Clock {
    fn at(time: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(time)))
    }

    fn set_in(&self, config: ConfigBuilder) -> ConfigBuilder {
        let clock = Arc::clone(&self.0);
        config.clock(move || *clock.lock().unwrap())
    }

    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }

    fn set(&self, time: SystemTime) {
        *self.0.lock().unwrap() = time;
    }

    fn advance(&self, by: Duration) {
        self.set(self.now() + by);
    }
}

/// A tenant with the API, a machine that may use it, an app for people, and alice.
fn tenant() -> EmulatorBuilder {
    let machine = testing::App::machine_to_machine("machine")
        .secret("machine-secret")
        .role("shopper")
        .member_of("acme", ["clerk"]);
    let permissions = ["read", "write", "delete"];
    Emulator::builder()
        .app(testing::App::traditional("web").secret("web-secret").local_redirect_uris())
        .app(testing::App::traditional("other").secret("other-secret").local_redirect_uris())
        .app(machine)
        .user(crate::app::alice())
        .resource(testing::ApiResource::new(ShoppingApi::INDICATOR).permissions(permissions))
        .role(Role::new("shopper").resource_permissions(ShoppingApi::INDICATOR, ["read", "write"]))
        .organization_role(Role::new("clerk").organization_permissions(["read:report"]))
        .organization(Organization::new("acme", "Acme"))
}

impl Api {
    async fn start() -> Self {
        Self::with(|config| config).await
    }

    async fn with(configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Self {
        let emulator = tenant().start().await.unwrap();
        let config = configure(Config::api(emulator.endpoint()));
        Self::on(emulator, config)
    }

    fn on(emulator: Emulator, config: ConfigBuilder) -> Self {
        let clock = Clock::at(emulator.now());
        let logto = Client::new(clock.set_in(config).build().unwrap());
        Self { emulator, logto, clock }
    }

    /// Moves the API's and the emulator's clocks.
    fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.emulator.advance_clock(by);
    }

    /// A token for the API that a machine gets for itself.
    async fn token(&self) -> String {
        machine_token(&self.emulator, &[("resource", ShoppingApi::INDICATOR), ("scope", "read")]).await
    }

    async fn verify(&self, token: &str) -> Result<BearerToken<ShoppingApi>, Error> {
        BearerToken::verify(&self.logto, token).await
    }

    async fn assert_accepted(&self, token: &str) {
        assert_eq!(self.verify(token).await.unwrap().subject(), "machine");
    }

    async fn assert_rejected(&self, token: &str, reason: &str) {
        let error = self.verify(token).await.unwrap_err();
        assert!(error.is_untrusted() && error.to_string().contains(reason), "{error:?}");
    }

    fn key_set_requests(&self) -> usize {
        self.emulator.requests_to("/oidc/jwks").len()
    }
}

async fn machine_token(emulator: &Emulator, parameters: &[(&str, &str)]) -> String {
    let mut form = vec![("grant_type", "client_credentials")];
    form.extend(parameters);
    let request = reqwest::Client::new()
        .post(format!("{}/oidc/token", emulator.endpoint()))
        .basic_auth("machine", Some("machine-secret"))
        .form(&form);
    let body: Value = request.send().await.unwrap().json().await.unwrap();
    body["access_token"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned()
}

/// Groups of routes under a rule each.
fn routes(logto: &Client) -> Router {
    let group = |path: &str| Router::new().route(path, get(async || "in"));
    let rule = AccessRule::<ShoppingApi>::global();
    let in_organization = OrganizationIn::Path("id");
    let global = group("/global").route_layer(logto::axum::authorized(rule));
    let readers = group("/readers").route_layer(logto::axum::authorized(rule.all(&[ShoppingApi::Read])));
    let organization = AccessRule::organization(in_organization).all(&[Template::ReadReport]);
    let organization = group("/organizations/{id}").route_layer(logto::axum::authorized(organization));
    let within = AccessRule::<ShoppingApi>::organization(in_organization).all(&[ShoppingApi::Delete]);
    let within = group("/within/{id}").route_layer(logto::axum::authorized(within));
    let groups = global.merge(readers).merge(organization).merge(within);
    groups.layer(logto::axum::layer(logto.clone()))
}

/// The status of the answer to a request with `token`, and the error in its challenge.
async fn ask(logto: &Client, path: &str, token: &str) -> (u16, Option<String>) {
    let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
    let response = routes(logto).call(request.body(Body::empty()).unwrap()).await.unwrap();
    let challenge = response.headers().get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap());
    let error = challenge.and_then(|challenge| challenge.split('"').nth(1)).map(str::to_owned);
    (response.status().as_u16(), error)
}
