//! An API, the tenant whose tokens it takes, and their clock.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::routing::get;
use logto::resource_server::AccessRule;
use logto::{BearerToken, Client, Config, ConfigBuilder, Error, OrganizationIn, Resource};
use serde_json::Value;
use tower_service::Service;

use crate::tenant::{Tenant, marketplace as tenant};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub(crate) enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
    #[scope("delete")]
    Delete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource(organizations)]
pub(crate) enum Template {
    #[scope("read:report")]
    ReadReport,
}

/// An API, the emulator whose tokens it takes, and their clock.
pub(crate) struct Api {
    pub(crate) emulator: Tenant,
    pub(crate) logto: Client,
    pub(crate) clock: Clock,
}

/// The API's clock, which tests can move.
#[derive(Clone)]
pub(crate) struct Clock(Arc<Mutex<SystemTime>>);

impl Clock {
    pub(crate) fn at(time: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(time)))
    }

    pub(crate) fn set_in(&self, config: ConfigBuilder) -> ConfigBuilder {
        let clock = Arc::clone(&self.0);
        config.clock(move || *clock.lock().unwrap())
    }

    pub(crate) fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }

    pub(crate) fn set(&self, time: SystemTime) {
        *self.0.lock().unwrap() = time;
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.set(self.now() + by);
    }
}

impl Api {
    pub(crate) async fn start() -> Self {
        Self::with(|config| config).await
    }

    pub(crate) async fn with(configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Self {
        let emulator = tenant().start().await.unwrap();
        let config = configure(Config::api(emulator.endpoint()));
        Self::on(emulator, config)
    }

    pub(crate) fn on(emulator: Tenant, config: ConfigBuilder) -> Self {
        let clock = Clock::at(emulator.now());
        let logto = Client::new(clock.set_in(config).build().unwrap());
        Self { emulator, logto, clock }
    }

    /// Moves the API's and the emulator's clocks.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.emulator.advance_clock(by);
    }

    /// A token for the API that a machine gets for itself.
    pub(crate) async fn token(&self) -> String {
        machine_token(&self.emulator, &[("resource", ShoppingApi::INDICATOR), ("scope", "read")]).await
    }

    pub(crate) async fn verify(&self, token: &str) -> Result<BearerToken<ShoppingApi>, Error> {
        BearerToken::verify(&self.logto, token).await
    }

    pub(crate) async fn assert_accepted(&self, token: &str) {
        assert_eq!(self.verify(token).await.unwrap().subject(), "machine");
    }

    pub(crate) async fn assert_rejected(&self, token: &str, reason: &str) {
        let error = self.verify(token).await.unwrap_err();
        assert!(error.is_untrusted() && error.to_string().contains(reason), "{error:?}");
    }

    pub(crate) fn key_set_requests(&self) -> usize {
        self.emulator.requests_to("/oidc/jwks").len()
    }
}

pub(crate) async fn machine_token(emulator: &Tenant, parameters: &[(&str, &str)]) -> String {
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
pub(crate) fn routes(logto: &Client) -> Router {
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
pub(crate) async fn ask(logto: &Client, path: &str, token: &str) -> (u16, Option<String>) {
    let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
    let response = routes(logto).call(request.body(Body::empty()).unwrap()).await.unwrap();
    let challenge = response.headers().get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap());
    let error = challenge.and_then(|challenge| challenge.split('"').nth(1)).map(str::to_owned);
    (response.status().as_u16(), error)
}
