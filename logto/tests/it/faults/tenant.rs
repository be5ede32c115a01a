//! The application under load, in two instances.
//!
//! One keeps sessions in a store and has a secret. The other seals them into cookies and has none, the harder case: each of
//! its refresh tokens counts once, and one that is used again three seconds later ends the session.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use axum::routing::get;
use axum::{Json, Router};
use logto::session::MemorySessionStore;
use logto::testing::{self, ApiResource, Emulator, Role};
use logto::{
    BearerToken, Client, ClientBuilder, Config, ConfigBuilder, Resource, Session, User, authenticated,
    authorized,
};

use crate::app::{Account, FullAccount, alice};

/// The shopping API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub(super) enum ShoppingApi {
    #[scope("read")]
    Read,
}

#[authenticated]
async fn plain(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

#[authenticated(fetch_userinfo)]
async fn full(user: User<FullAccount>) -> Json<FullAccount> {
    Json(user.into_claims())
}

/// Tokens for the API live so briefly that this keeps refreshing.
#[authenticated]
async fn token(_user: User<Account>, session: Session) -> logto::Result<&'static str> {
    session.access_token::<ShoppingApi>().await.map(|_| "a token")
}

#[authorized(ShoppingApi::Read)]
async fn products(token: BearerToken<ShoppingApi>) -> String {
    token.subject().to_owned()
}

/// The application's clock, in seconds beside the system's.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(super) fn turn(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    fn now(&self) -> SystemTime {
        let seconds = self.0.load(Ordering::SeqCst);
        let by = Duration::from_secs(seconds.unsigned_abs());
        if seconds < 0 { SystemTime::now() - by } else { SystemTime::now() + by }
    }
}

/// The provider and both instances.
pub(super) struct World {
    pub(super) emulator: Emulator,
    pub(super) clock: Clock,
    pub(super) sealed: Router,
    pub(super) stored: Router,
}

pub(super) const BASE_URL: &str = "http://localhost:3000";

impl World {
    pub(super) async fn start() -> Self {
        let web = testing::App::traditional("web").secret("secret").local_redirect_uris();
        let public = testing::App::single_page("public").local_redirect_uris();
        // A margin of a minute leaves each token a second.
        let shop = ApiResource::new(ShoppingApi::INDICATOR)
            .permissions(["read"])
            .access_token_ttl(Duration::from_secs(61));
        let emulator = Emulator::builder()
            .app(web)
            .app(public)
            .user(alice().role("shopper"))
            .resource(shop)
            .role(Role::new("shopper").resource_permissions(ShoppingApi::INDICATOR, ["read"]))
            .start()
            .await
            .unwrap();
        let clock = Clock::default();
        let public = Config::builder(emulator.endpoint(), "public");
        let sealed = serve(public, &clock, |client| client);
        let web = Config::builder(emulator.endpoint(), "web").app_secret("secret");
        let stored = serve(web, &clock, |client| client.session_store(MemorySessionStore::new()));
        Self { emulator, clock, sealed, stored }
    }
}

fn serve(config: ConfigBuilder, clock: &Clock, build: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Router {
    let clock = clock.clone();
    let config = config
        .base_url(BASE_URL)
        .cookie_key(crate::app::COOKIE_KEY)
        .claims::<Account>()
        .claims::<FullAccount>()
        .resource::<ShoppingApi>()
        .clock(move || clock.now());
    let logto = build(Client::builder(config.build().unwrap())).build();
    Router::new()
        .route("/plain", get(plain))
        .route("/full", get(full))
        .route("/token", get(token))
        .route("/products", get(products))
        .merge(logto::axum::routes(&logto))
        .layer(logto::axum::layer(logto))
}
