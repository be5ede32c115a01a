//! An application as users write it, and an emulator to sign in at.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::routing::{get, post};
use axum::{Json, Router};
use logto::{Client, ClientBuilder, Config, ConfigBuilder, Session, User, authenticated, claims};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::browser::{Browser, Page};
use crate::tenant::Tenant;
pub(crate) use crate::tenant::{alice, emulator};

pub(crate) const COOKIE_KEY: &str = "a cookie key of at least 32 bytes";

claims! {
    #[derive(Clone, PartialEq)]
    pub(crate) struct Account: profile + email;
}

claims! {
    #[derive(Clone, PartialEq)]
    pub(crate) struct FullAccount: profile + email + custom_data;
}

claims! {
    /// `phone` is not among the scopes that [`App`] requests.
    pub(crate) struct WithPhone: profile + phone;
}

/// A user must have an email address here.
#[derive(serde::Deserialize, serde::Serialize, logto::Claims)]
pub(crate) struct WithEmail {
    pub(crate) sub: String,
    pub(crate) email: String,
}

#[authenticated]
async fn plain(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

#[authenticated(redirect)]
async fn page(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

#[authenticated(redirect = "/welcome")]
async fn elsewhere(user: User<Account>) -> Json<Account> {
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

#[authenticated]
async fn with_email(user: User<WithEmail>) -> Json<WithEmail> {
    Json(user.into_claims())
}

#[authenticated(redirect)]
async fn scope_not_requested(user: User<WithPhone>) -> String {
    user.sub.clone()
}

#[authenticated(redirect = "/own-target")]
async fn own_target() -> &'static str {
    "for users only"
}

async fn bare(user: User<Account>) -> String {
    user.sub.clone()
}

async fn optional(user: Option<User<Account>>) -> Json<Value> {
    Json(json!(user.map(|user| user.sub.clone())))
}

async fn session(session: Session) -> Json<Value> {
    let refresh_token = session.refresh_token().ok().flatten();
    Json(json!({
        "is_authenticated": session.is_authenticated(),
        "subject": session.id_token().ok().map(|token| token.subject().to_owned()),
        "refresh_token": refresh_token.map(|token| token.expose().to_owned()),
    }))
}

/// Sets a cookie of its own beside those of the session.
async fn clear(session: Session) -> ([(&'static str, &'static str); 1], &'static str) {
    session.clear_tokens();
    ([("set-cookie", "mine=1")], "cleared")
}

/// No resource is configured here.
async fn returned_error(
    session: Session,
) -> ([(&'static str, &'static str); 1], logto::Result<&'static str>) {
    let error = session.access_token_for("https://api.example.com").await.err();
    ([("x-mine", "kept")], error.map_or(Ok("a token"), Err))
}

pub(crate) fn routes() -> Router {
    Router::new()
        .route("/", get(async || "home"))
        .route("/welcome", get(async || "welcome"))
        .route("/plain", get(plain).post(plain))
        .route("/page", get(page).post(page))
        .route("/elsewhere", get(elsewhere))
        .route("/full", get(full))
        .route("/guarded-only", get(guarded_only))
        .route("/with-email", get(with_email))
        .route("/scope-not-requested", get(scope_not_requested))
        .route("/own-target", get(own_target))
        .route("/bare", get(bare))
        .route("/optional", get(optional))
        .route("/session", get(session))
        .route("/returned-error", get(returned_error))
        .route("/clear", post(clear).get(clear))
}

/// A running application with the emulator it signs in at.
pub(crate) struct App {
    pub(crate) emulator: Tenant,
    pub(crate) base_url: String,
    pub(crate) clock: Clock,
}

/// The application's clock, which tests can move and stop.
#[derive(Clone, Default)]
pub(crate) struct Clock(Arc<Mutex<(Option<SystemTime>, Duration)>>);

impl Clock {
    pub(crate) fn now(&self) -> SystemTime {
        let (stopped, ahead) = *self.0.lock().unwrap();
        stopped.unwrap_or_else(SystemTime::now) + ahead
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.0.lock().unwrap().1 += by;
    }

    /// From here on it only moves when it is moved: what depends on time no longer depends on how busy the machine is.
    pub(crate) fn stop(&self) {
        self.0.lock().unwrap().0 = Some(SystemTime::now());
    }
}

/// What every application here has in its configuration.
pub(crate) fn config_for(emulator: &Tenant, base_url: &str) -> ConfigBuilder {
    let config = Config::builder(emulator.endpoint(), emulator.app_id())
        .base_url(base_url)
        .cookie_key(COOKIE_KEY)
        .claims::<Account>()
        .claims::<FullAccount>();
    if emulator.app_secret().is_empty() { config } else { config.app_secret(emulator.app_secret()) }
}

/// The routes of the tests and of the sign-in, under the layer.
pub(crate) fn assemble(logto: &Client) -> Router {
    routes().merge(logto::axum::routes(logto)).layer(logto::axum::layer(logto.clone()))
}

impl App {
    pub(crate) async fn start() -> Self {
        Self::with(|config| config, |client| client).await
    }

    /// Starts with a configuration and a client of the test's choice.
    pub(crate) async fn with(
        configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
        build: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        Self::at(emulator().start().await.unwrap(), configure, build).await
    }

    pub(crate) async fn at(
        emulator: Tenant,
        configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
        build: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        Self::serve(emulator, configure, build, assemble).await
    }

    /// Starts with routes of the test's choice.
    pub(crate) async fn serve(
        emulator: Tenant,
        configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
        build: impl FnOnce(ClientBuilder) -> ClientBuilder,
        assemble: impl FnOnce(&Client) -> Router,
    ) -> Self {
        let run = async |logto: &Client, listener| {
            let app = assemble(logto);
            tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        };
        Self::run(emulator, configure, build, run).await
    }

    /// Starts whatever `launch` spawns: an application that may not be axum's.
    pub(crate) async fn launch(
        emulator: Tenant,
        configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
        build: impl FnOnce(ClientBuilder) -> ClientBuilder,
        launch: impl FnOnce(std::net::TcpListener, Client),
    ) -> Self {
        let launch =
            async |logto: &Client, listener: TcpListener| launch(listener.into_std().unwrap(), logto.clone());
        Self::run(emulator, configure, build, launch).await
    }

    /// Starts with a server of the test's choice.
    pub(crate) async fn run(
        emulator: Tenant,
        configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
        build: impl FnOnce(ClientBuilder) -> ClientBuilder,
        serve: impl AsyncFnOnce(&Client, TcpListener),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let clock = Clock::default();
        let now = clock.clone();
        let config = configure(config_for(&emulator, &base_url).clock(move || now.now()));
        let logto = build(Client::builder(config.build().unwrap())).build();
        serve(&logto, listener).await;
        Self { emulator, base_url, clock }
    }

    /// Where another instance of the same application listens, which shares nothing with this one but what
    /// `configure` and [`config_for`] say.
    pub(crate) async fn start_sibling(
        &self,
        configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
        build: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> String {
        let config = configure(config_for(&self.emulator, &self.base_url));
        let logto = build(Client::builder(config.build().unwrap())).build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        tokio::spawn(async move { axum::serve(listener, assemble(&logto)).await.unwrap() });
        url
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Moves the application's and the emulator's clocks.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.emulator.advance_clock(by);
    }

    /// Opens `path` in a browser, signs in as `user` when asked to, and returns the page that comes then.
    pub(crate) async fn sign_in_at(&self, browser: &Browser, path: &str, user: &str) -> Page {
        let callback = self.sign_in_up_to_callback(browser, path, user).await;
        browser.open(&callback).await
    }

    /// The same up to the callback URL, which the browser has not loaded yet.
    pub(crate) async fn sign_in_up_to_callback(&self, browser: &Browser, path: &str, user: &str) -> String {
        let url = self.authorization_url(browser, path).await;
        self.emulator.sign_in(user, &url).await.unwrap()
    }

    /// The same up to Logto's sign-in page.
    pub(crate) async fn authorization_url(&self, browser: &Browser, path: &str) -> String {
        let mut url = self.url(path);
        while !url.contains("/oidc/auth") {
            let page = browser.load(&url).await;
            url = page.redirect().unwrap_or_else(|| panic!("no redirect: {page:?}"));
        }
        url
    }

    /// A browser that is signed in as `alice`.
    pub(crate) async fn signed_in(&self) -> Browser {
        let browser = Browser::new();
        let page = self.sign_in_at(&browser, "/page", "alice").await;
        assert_eq!(page.status, 200, "{page:?}");
        browser
    }

    /// Asserts that a script of this browser is let in, or is not.
    pub(crate) async fn assert_signed_in(&self, browser: &Browser, signed_in: bool) {
        let page = browser.fetch(&self.url("/plain")).await;
        assert_eq!(page.status, if signed_in { 200 } else { 401 }, "{page:?}");
    }
}
