//! The façade: one handle, cheap to clone, for everything an application asks of Logto.

mod access_tokens;
mod back_channel_logout;
mod bearer;
mod contention;
mod end_sessions;
mod health;
mod instances;
mod pauses;
mod persistence;
mod random;
mod refresh;
mod session;
mod sign_in;
mod sign_out;
mod stored;
mod userinfo;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

pub use self::access_tokens::{AccessTokenError, AccessTokenRequest};
use self::back_channel_logout::BackChannelLogoutError;
pub(crate) use self::bearer::VerificationFailure;
pub use self::health::{Condition, Health};
use self::persistence::CookieNames;
pub use self::session::{Session, SessionError};
pub use self::sign_in::SignInError;
pub use self::sign_out::SignOut;
use self::userinfo::UserinfoFlights;
use crate::config::{Config, CookieKey};
#[cfg(not(feature = "reqwest"))]
use crate::http::TransportError;
use crate::http::{AnyHttpClient, HttpClient};
use crate::protocol::ClientAuthentication;
use crate::provider::Provider;
use crate::recent::Recent;
use crate::refresh::Refresher;
use crate::session::cookie::CookiePolicy;
use crate::session::opened::OpenedIdentities;
use crate::session::seal::{Purpose, Sealer};
use crate::session::vault::Vault;
use crate::session::{AnySessionStore, SessionStore};
use crate::tokens::bearer::VerifiedTokens;

/// A Logto application, ready to sign users in.
///
/// Cheap to clone, and meant to be shared: it keeps what it learns about the provider. Creating one does no I/O, so an
/// application starts while Logto is down.
///
/// # Example: without a web framework
///
/// ```no_run
/// use logto::{Client, Config, SignIn};
///
/// # async fn example() -> logto::Result<()> {
/// let config = Config::builder("https://tenant.logto.app", "app-id").app_secret("app-secret").build()?;
/// let logto = Client::new(config);
///
/// let (url, pending) = logto.sign_in(SignIn::to("https://app.example.com/callback")).await?;
/// // Send the browser to `url`, keep `pending` for it. Logto sends it back:
/// # let callback_uri = "";
/// let session = logto.finish_sign_in(pending, callback_uri).await?;
/// println!("{}", session.id_token()?.subject());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    config: Config,
    http: AnyHttpClient,
    provider: Provider,
    refresher: Refresher,
    userinfo: UserinfoFlights,
    sealer: Sealer,
    cookies: CookiePolicy,
    cookie_names: CookieNames,
    store: Option<AnySessionStore>,
    verified: VerifiedTokens,
    /// Where instances with sessions in cookies meet.
    coordinator: Option<AnySessionStore>,
    vault: Arc<Vault>,
    opened: OpenedIdentities,
    /// When the idle sessions end that were touched lately.
    touched: Recent<SystemTime>,
    /// The APIs whose protected resource metadata are served.
    published: Mutex<BTreeSet<&'static str>>,
}

/// Sets up a [`Client`] that differs from [`Client::new`] in its HTTP client or in where it keeps sessions.
#[must_use = "call `.build()`"]
pub struct ClientBuilder {
    config: Config,
    http: Option<AnyHttpClient>,
    store: Option<AnySessionStore>,
    coordinator: Option<AnySessionStore>,
}

impl Client {
    /// A client with the built-in HTTP client and sessions in sealed cookies.
    #[cfg(feature = "reqwest")]
    pub fn new(config: Config) -> Self {
        Self::builder(config).build()
    }

    /// A client with an HTTP client or a session store of your choice.
    ///
    /// ```
    /// use logto::{Client, Config, session::MemorySessionStore};
    ///
    /// let config = Config::builder("https://tenant.logto.app", "app-id").build()?;
    /// let logto = Client::builder(config).session_store(MemorySessionStore::new()).build();
    /// # Ok::<(), logto::Error>(())
    /// ```
    pub fn builder(config: Config) -> ClientBuilder {
        ClientBuilder { config, http: None, store: None, coordinator: None }
    }

    /// How this client was configured.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn cookie_policy(&self) -> &CookiePolicy {
        &self.0.cookies
    }

    fn vault(&self) -> &Arc<Vault> {
        &self.0.vault
    }

    fn authentication(&self) -> ClientAuthentication<'_> {
        ClientAuthentication { app_id: self.config().app_id(), app_secret: self.config().app_secret() }
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.0.config.now()
    }
}

impl ClientBuilder {
    /// Sends requests to Logto through `http` instead of the built-in reqwest client.
    pub fn http_client(mut self, http: impl HttpClient) -> Self {
        self.http = Some(AnyHttpClient::new(http));
        self
    }

    /// Keeps sessions in `store` instead of in sealed cookies. Instances that share one share the sessions, and refresh
    /// each of them once.
    pub fn session_store(mut self, store: impl SessionStore) -> Self {
        self.store = Some(AnySessionStore::new(store));
        self
    }

    /// Lets instances with sessions in cookies refresh them together: each session by one instance at a time, and the
    /// others take over what it has got. Without it two instances may use one refresh token, for which Logto ends the
    /// session if it is about to be replaced.
    ///
    /// Nothing lies in `store` for longer than ten minutes, and nothing in the clear. With a
    /// [`session_store`](Self::session_store) there is no need for it.
    pub fn coordinator(mut self, store: impl SessionStore) -> Self {
        self.coordinator = Some(AnySessionStore::new(store));
        self
    }

    /// The client.
    pub fn build(self) -> Client {
        let Self { config, http, store, coordinator } = self;
        if config.routes().back_channel_logout.is_some() && store.is_none() {
            let error = BackChannelLogoutError::NoStore;
            tracing::error!(%error, "the back-channel logout is configured and cannot end sessions");
        }
        if store.is_some() && coordinator.is_some() {
            tracing::warn!(
                "sessions are in a store, in which the instances meet: the coordinator is not used"
            );
        }
        let http = http.unwrap_or_else(default_http_client);
        let cookies = CookiePolicy::new(config.app_id(), config.base_url());
        Client(Arc::new(Inner {
            provider: Provider::new(config.endpoint().clone(), http.clone()),
            refresher: Refresher::new(),
            userinfo: UserinfoFlights::default(),
            sealer: Sealer::new(Purpose::Cookies, config.cookie_keys().iter().map(CookieKey::expose)),
            vault: Arc::new(Vault::new(config.app_id(), config.cookie_keys().iter().map(CookieKey::expose))),
            opened: OpenedIdentities::default(),
            touched: Recent::new(stored::TOUCHES_REMEMBERED),
            cookie_names: CookieNames::new(&cookies),
            cookies,
            config,
            http,
            store,
            verified: VerifiedTokens::new(bearer::CAPACITY),
            coordinator,
            published: Mutex::default(),
        }))
    }
}

#[cfg(feature = "reqwest")]
fn default_http_client() -> AnyHttpClient {
    AnyHttpClient::new(crate::http::ReqwestClient::new())
}

#[cfg(not(feature = "reqwest"))]
fn default_http_client() -> AnyHttpClient {
    /// Says what is missing when the first request is sent.
    struct NoHttpClient;

    impl HttpClient for NoHttpClient {
        async fn send(&self, _: crate::http::Request) -> Result<crate::http::Response, TransportError> {
            Err(TransportError::Setup(
                "the feature `reqwest` is off: call `.http_client(…)` on `Client::builder(config)`".into(),
            ))
        }
    }

    AnyHttpClient::new(NoHttpClient)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("config", &self.0.config).finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("config", &self.config).finish_non_exhaustive()
    }
}
