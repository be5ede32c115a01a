//! The app's configuration: what it is at Logto, where it runs, and what it asks for.

mod api;
mod builder;
mod check;
mod clock;
mod cookie_key;
mod environment;
mod error;
mod routes;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use url::Url;

pub use builder::ConfigBuilder;
pub(crate) use clock::Clock;
pub(crate) use cookie_key::CookieKey;
pub use error::{ConfigError, ConfigProblem};
pub(crate) use routes::Routes;

use crate::prompt::Prompt;
use crate::scope::UserScope;
use crate::secret::AppSecret;

/// A checked configuration. Cheap to clone.
///
/// # Example
///
/// ```
/// use logto::Config;
///
/// let config = Config::builder("https://tenant.logto.app", "app-id")
///     .app_secret("app-secret")
///     .base_url("https://app.example.com")
///     .cookie_key("a secret of 32 bytes or more, kept outside the code")
///     .build()?;
/// # Ok::<(), logto::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Config(Arc<Settings>);

/// Every setting, after all checks.
#[derive(Debug)]
struct Settings {
    endpoint: Url,
    app_id: String,
    app_secret: Option<AppSecret>,
    base_url: Option<Url>,
    cookie_keys: Vec<CookieKey>,
    scopes: Vec<String>,
    /// Those among them that release claims: every guard looks at them.
    user_scopes: Vec<UserScope>,
    resources: Vec<String>,
    issuers: Vec<String>,
    introspected_apps: Vec<String>,
    prompts: Vec<Prompt>,
    routes: Routes,
    session_lifetime: Duration,
    session_idle_timeout: Option<Duration>,
    leeway: Duration,
    access_token_margin: Duration,
    refresh_claims: bool,
    userinfo_time_to_live: Duration,
    clock: Clock,
}

/// The scope that lets tokens for organizations be asked for.
const ORGANIZATIONS_SCOPE: &str = "urn:logto:scope:organizations";
/// The resource whose permissions are those of the organization template.
const ORGANIZATIONS_RESOURCE: &str = "urn:logto:resource:organizations";

impl Config {
    /// Starts a configuration with the endpoint of the Logto tenant and the id of the app there.
    pub fn builder(endpoint: impl Into<String>, app_id: impl Into<String>) -> ConfigBuilder {
        ConfigBuilder::new(Some(endpoint.into()), Some(app_id.into()))
    }

    /// Starts a configuration with what the environment says, for the code to add to.
    ///
    /// | variable | setting |
    /// |---|---|
    /// | `LOGTO_ENDPOINT` | the endpoint of the Logto tenant, `https://tenant.logto.app` |
    /// | `LOGTO_APP_ID` | the app's id |
    /// | `LOGTO_APP_SECRET` | [`app_secret`](ConfigBuilder::app_secret) |
    /// | `LOGTO_BASE_URL` | [`base_url`](ConfigBuilder::base_url) |
    /// | `LOGTO_COOKIE_KEY` | [`cookie_key`](ConfigBuilder::cookie_key); older keys follow after commas |
    /// | `LOGTO_SCOPES` | [`scope`](ConfigBuilder::scope)s, separated by spaces |
    /// | `LOGTO_RESOURCES` | [`resource_indicator`](ConfigBuilder::resource_indicator)s, separated by spaces |
    ///
    /// A variable that is empty counts as not set. What the code says replaces what the environment says, except for
    /// scopes and resources, which add up.
    ///
    /// # Example
    ///
    /// ```no_run
    /// use logto::{Config, Prompt};
    ///
    /// let config = Config::builder_from_env().prompt(Prompt::Login).prompt(Prompt::Consent).build()?;
    /// # Ok::<(), logto::ConfigError>(())
    /// ```
    pub fn builder_from_env() -> ConfigBuilder {
        environment::read(&|name| std::env::var_os(name))
    }

    /// The configuration that the environment holds: see [`builder_from_env`](Self::builder_from_env).
    ///
    /// # Errors
    ///
    /// Names every variable that is missing or malformed, all at once.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder_from_env().build()
    }

    /// The endpoint of the Logto tenant.
    pub(crate) fn endpoint(&self) -> &Url {
        &self.0.endpoint
    }

    /// Empty for an API that signs nobody in.
    pub(crate) fn app_id(&self) -> &str {
        &self.0.app_id
    }

    /// Absent for public clients.
    pub(crate) fn app_secret(&self) -> Option<&AppSecret> {
        self.0.app_secret.as_ref()
    }

    /// The key to seal with comes first; the others only open.
    pub(crate) fn cookie_keys(&self) -> &[CookieKey] {
        &self.0.cookie_keys
    }

    /// All scopes to ask for, `openid` and `offline_access` first.
    pub(crate) fn scopes(&self) -> &[String] {
        &self.0.scopes
    }

    /// Whether sign-ins ask for this scope.
    pub(crate) fn asks_for(&self, scope: UserScope) -> bool {
        self.0.user_scopes.contains(&scope)
    }

    /// All resources to ask for.
    pub(crate) fn resources(&self) -> &[String] {
        &self.0.resources
    }

    /// What a sign-in asks that says nothing about it.
    pub(crate) fn prompts(&self) -> &[Prompt] {
        &self.0.prompts
    }

    pub(crate) fn routes(&self) -> &Routes {
        &self.0.routes
    }

    pub(crate) fn session_lifetime(&self) -> Duration {
        self.0.session_lifetime
    }

    /// How long a session in a store may go unused.
    pub(crate) fn session_idle_timeout(&self) -> Option<Duration> {
        self.0.session_idle_timeout
    }

    /// How far the clocks of Logto and this machine may be apart.
    pub(crate) fn leeway(&self) -> Duration {
        self.0.leeway
    }

    /// How long before its end an access token is no longer used.
    pub(crate) fn access_token_margin(&self) -> Duration {
        self.0.access_token_margin
    }

    /// Whether claims are refreshed when the ID token has expired.
    pub(crate) fn refreshes_claims(&self) -> bool {
        self.0.refresh_claims
    }

    /// How long an answer of the userinfo endpoint may be used again.
    pub(crate) fn userinfo_time_to_live(&self) -> Duration {
        self.0.userinfo_time_to_live
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.0.clock.now()
    }

    /// Where browsers find the app.
    pub(crate) fn base_url(&self) -> Option<&Url> {
        self.0.base_url.as_ref()
    }

    /// A path of the app as browsers see it: behind the base URL's own path, if it is not already.
    pub(crate) fn visible_path(&self, path: &str) -> String {
        let prefix = self.base_url().map_or("", |url| url.path().trim_end_matches('/'));
        match path.strip_prefix(prefix) {
            Some("") => path.to_owned(),
            Some(rest) if rest.starts_with(['/', '?', '#']) => path.to_owned(),
            _ => format!("{prefix}{path}"),
        }
    }

    /// A path of the app as an absolute URL. There is none without a base URL, nor for a path that leads elsewhere.
    pub(crate) fn visible_url(&self, path: &str) -> Option<Url> {
        let base = self.base_url()?;
        let url = base.join(&self.visible_path(path)).ok()?;
        Some(url).filter(|url| url.origin() == base.origin())
    }
}

#[cfg(test)]
mod tests;
