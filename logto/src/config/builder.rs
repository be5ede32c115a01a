//! A configuration in the making.

use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use super::error::ConfigProblem;
use super::{Clock, Config, ConfigError, Routes, check};
use crate::claims::Claims;
use crate::prompt::Prompt;
use crate::resource::{ORGANIZATIONS, Resource};
use crate::scope::UserScope;
use crate::secret::AppSecret;

/// Collects settings; [`build`](Self::build) checks them all.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ConfigBuilder {
    pub(super) endpoint: Option<String>,
    pub(super) app_id: Option<String>,
    /// Whether this is for an API that signs nobody in, and is no app at Logto.
    pub(super) api_only: bool,
    pub(super) app_secret: Option<AppSecret>,
    pub(super) base_url: Option<String>,
    pub(super) cookie_key: Option<Zeroizing<Vec<u8>>>,
    pub(super) previous_cookie_keys: Vec<Zeroizing<Vec<u8>>>,
    pub(super) scopes: Vec<String>,
    pub(super) resources: Vec<String>,
    pub(super) trusted_issuers: Vec<String>,
    pub(super) introspected_apps: Option<Vec<String>>,
    pub(super) prompts: Vec<Prompt>,
    pub(super) routes: Routes,
    pub(super) session_lifetime: Duration,
    pub(super) session_idle_timeout: Option<Duration>,
    pub(super) leeway: Duration,
    pub(super) access_token_margin: Duration,
    pub(super) refresh_claims: bool,
    pub(super) userinfo_time_to_live: Duration,
    pub(super) clock: Clock,
    /// What was wrong before there was a value to check.
    pub(super) problems: Vec<ConfigProblem>,
}

impl ConfigBuilder {
    pub(super) fn new(endpoint: Option<String>, app_id: Option<String>) -> Self {
        Self {
            endpoint,
            app_id,
            api_only: false,
            app_secret: None,
            base_url: None,
            cookie_key: None,
            previous_cookie_keys: Vec::new(),
            scopes: Vec::new(),
            resources: Vec::new(),
            trusted_issuers: Vec::new(),
            introspected_apps: None,
            prompts: Vec::new(),
            routes: Routes::default(),
            // As long as Logto's own session and refresh token.
            session_lifetime: Duration::from_secs(14 * 24 * 60 * 60),
            session_idle_timeout: None,
            leeway: Duration::from_secs(60),
            access_token_margin: Duration::from_secs(60),
            refresh_claims: true,
            userinfo_time_to_live: Duration::ZERO,
            clock: Clock::default(),
            problems: Vec::new(),
        }
    }

    /// The app's secret. Public clients (Logto: native and single-page apps) have none.
    pub fn app_secret(mut self, secret: impl Into<String>) -> Self {
        self.app_secret = Some(AppSecret::new(secret));
        self
    }

    /// Where browsers find the app: scheme, host, port, and a path if a reverse proxy has put it under one. What
    /// requests say about it (`Host`, forwarded headers) is not trusted.
    ///
    /// Anything but https has to be on localhost.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The secret that sessions in cookies are sealed with: 32 bytes or more that nobody can guess, for example the
    /// text that `openssl rand -base64 48` prints. It is taken as it is, without decoding.
    ///
    /// On `http://localhost` a random one is made if none is given, and sessions end when the process does.
    pub fn cookie_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.cookie_key = Some(Zeroizing::new(key.as_ref().to_vec()));
        self
    }

    /// A key that sessions may still be sealed with, after [`cookie_key`](Self::cookie_key) was replaced. It opens
    /// them and seals no new ones.
    pub fn previous_cookie_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.previous_cookie_keys.push(Zeroizing::new(key.as_ref().to_vec()));
        self
    }

    /// Asks for the scopes that the claims of `C` come from. Call it for every claims type that a handler uses.
    ///
    /// ```
    /// logto::claims! {
    ///     pub struct Account: profile + email;
    /// }
    ///
    /// let config = logto::Config::builder("https://tenant.logto.app", "app-id").claims::<Account>().build()?;
    /// # Ok::<(), logto::ConfigError>(())
    /// ```
    pub fn claims<C: Claims>(self) -> Self {
        self.scopes(C::SCOPES.iter().copied())
    }

    /// Asks for scopes of the user.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = UserScope>) -> Self {
        self.scopes.extend(scopes.into_iter().map(|scope| scope.as_str().to_owned()));
        self
    }

    /// A scope by its name on the wire: a permission of a resource, or one that this crate does not know.
    /// `openid` and `offline_access` are always asked for.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// An API to get access tokens for, with all its permissions.
    ///
    /// ```
    /// #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
    /// #[resource("https://shopping.example.com/api")]
    /// enum ShoppingApi {
    ///     #[scope("read")]
    ///     Read,
    ///     #[scope("write")]
    ///     Write,
    /// }
    ///
    /// let config = logto::Config::builder("https://tenant.logto.app", "app-id").resource::<ShoppingApi>().build()?;
    /// # Ok::<(), logto::ConfigError>(())
    /// ```
    pub fn resource<R: Resource>(mut self) -> Self {
        if R::INDICATOR == ORGANIZATIONS {
            self = self.scopes([UserScope::Organizations]);
        } else {
            self = self.resource_indicator(R::INDICATOR);
        }
        self.scopes.extend(R::PERMISSIONS.iter().map(|permission| permission.scope().to_owned()));
        self
    }

    /// An API to get access tokens for, by its indicator
    /// ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)). Its permissions are [`scope`](Self::scope)s.
    pub fn resource_indicator(mut self, indicator: impl Into<String>) -> Self {
        self.resources.push(indicator.into());
        self
    }

    /// What Logto asks at every sign-in; call it again for several. The default is [`Prompt::Consent`], without which
    /// Logto issues no refresh token.
    pub fn prompt(mut self, prompt: Prompt) -> Self {
        if !self.prompts.contains(&prompt) {
            self.prompts.push(prompt);
        }
        self
    }

    /// The path of the sign-in route. The default is `/sign-in`.
    pub fn sign_in_path(mut self, path: impl Into<String>) -> Self {
        self.routes.sign_in = path.into();
        self
    }

    /// The path of the sign-up route. The default is `/sign-up`.
    pub fn sign_up_path(mut self, path: impl Into<String>) -> Self {
        self.routes.sign_up = path.into();
        self
    }

    /// The path of the callback route, which with the base URL is the redirect URI to register with the app. The
    /// default is `/callback`.
    pub fn callback_path(mut self, path: impl Into<String>) -> Self {
        self.routes.callback = path.into();
        self
    }

    /// The path of the sign-out route. The default is `/sign-out`.
    pub fn sign_out_path(mut self, path: impl Into<String>) -> Self {
        self.routes.sign_out = path.into();
        self
    }

    /// The path at which Logto says that a session has ended (back-channel logout), so that it ends here too. With the
    /// base URL it is the back-channel logout URI to register with the app; switch "is session required" on there, or
    /// all sessions of the user end. It needs a [session store](crate::ClientBuilder::session_store).
    pub fn back_channel_logout_path(mut self, path: impl Into<String>) -> Self {
        self.routes.back_channel_logout = Some(path.into());
        self
    }

    /// Where users go after a sign-in that has nowhere to return to. The default is `/`.
    pub fn after_sign_in_path(mut self, path: impl Into<String>) -> Self {
        self.routes.after_sign_in = path.into();
        self
    }

    /// Where users go after a sign-out. With the base URL it is the post sign-out redirect URI to register with the
    /// app. The default is `/`.
    pub fn after_sign_out_path(mut self, path: impl Into<String>) -> Self {
        self.routes.after_sign_out = path.into();
        self
    }

    /// How long a session lasts at most. The default is 14 days.
    pub fn session_lifetime(mut self, lifetime: Duration) -> Self {
        self.session_lifetime = lifetime;
        self
    }

    /// How long a session in a [store](crate::ClientBuilder::session_store) may go unused before it ends. By default it
    /// lasts for its whole lifetime, used or not.
    ///
    /// The time is kept to a tenth, so that not every request has to write. Sessions in cookies have no idle timeout:
    /// the browser would keep both the old cookie and the new one if it wanted to.
    pub fn session_idle_timeout(mut self, timeout: Duration) -> Self {
        self.session_idle_timeout = Some(timeout);
        self
    }

    /// How far the clocks of Logto and this machine may be apart. The default is 60 seconds.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// How long before its end an access token is no longer used: it has to arrive while it is good. The default is 60
    /// seconds.
    pub fn access_token_margin(mut self, margin: Duration) -> Self {
        self.access_token_margin = margin;
        self
    }

    /// Whether claims are kept true: once the ID token has expired (an hour after it was issued, as Logto is set up),
    /// the next guarded request refreshes it, so that a changed role, a suspended user or a revoked grant takes effect.
    /// On by default. While Logto is out of reach, sessions and their claims stay as they are.
    pub fn refresh_claims(mut self, refresh: bool) -> Self {
        self.refresh_claims = refresh;
        self
    }

    /// How long an answer of the userinfo endpoint may be used again in the same session. The default is zero:
    /// `fetch_userinfo` asks every time.
    pub fn userinfo_time_to_live(mut self, time_to_live: Duration) -> Self {
        self.userinfo_time_to_live = time_to_live;
        self
    }

    /// Where the time comes from, for tests.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// Names every setting that is missing or wrong, all at once.
    pub fn build(self) -> Result<Config, ConfigError> {
        check::check(self)
    }
}

impl std::fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConfigBuilder").finish_non_exhaustive()
    }
}
