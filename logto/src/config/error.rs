//! What is wrong with a configuration.

use std::fmt;

use crate::error::{Error, Kind};

/// A configuration that cannot be used, with everything that is wrong with it.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError(Vec<ConfigProblem>);

/// One thing that is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    setting: Setting,
    fault: Fault,
}

/// A setting, by the name of its method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    Endpoint,
    AppId,
    AppSecret,
    BaseUrl,
    CookieKey,
    Scopes,
    Resources,
    TrustedIssuer,
    IntrospectedApps,
    Prompt,
    Path(&'static str),
    SessionLifetime,
    SessionIdleTimeout,
    Leeway,
}

/// What is wrong with a setting. Values are shown where they cannot be secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("is not set")]
    Missing,
    #[error("is not Unicode")]
    Unicode,
    #[error("has white space or control characters in it")]
    WhiteSpace,
    #[error("is not an absolute http or https URL")]
    Url,
    #[error("has credentials, a query or a fragment in the URL")]
    UrlParts,
    #[error("ends in `/oidc`: the endpoint is the tenant's URL without it")]
    Oidc,
    #[error("is http, which browsers send no secure cookies to: use https, or http on localhost")]
    Http,
    #[error(
        "is not set, but outside of http://localhost sessions need one: make it with `openssl rand -base64 48`"
    )]
    NoCookieKey,
    #[error("has {0} bytes, but a key needs at least 32: make one with `openssl rand -base64 48`")]
    ShortKey(usize),
    #[error("could not be made, because the system has no random bytes")]
    NoRandomness,
    #[error("has `{0}`, which is no scope: scopes are words without spaces, quotes and backslashes")]
    Scope(String),
    #[error("has `{0}`, which is no resource indicator: an absolute URI without fragment")]
    Resource(String),
    #[error("needs an app to ask Logto as: `Config::builder` with the app's id, and `app_secret`")]
    NoApp,
    #[error("names no app")]
    NamesNoApp,
    #[error("has `none` together with others")]
    Prompts,
    #[error("is `{0}`, but has to be a plain path like `/sign-in`")]
    Path(String),
    #[error("is `{0}`, which is the path of something else already")]
    SamePath(String),
    #[error("is {0} seconds, but has to be between {1} and {2}")]
    Range(u64, u64, u64),
}

/// The same as `Display`: what `main` prints when it returns this error.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl ConfigError {
    pub(super) fn new(problems: Vec<ConfigProblem>) -> Self {
        Self(problems)
    }

    /// Everything that is wrong.
    pub fn problems(&self) -> &[ConfigProblem] {
        &self.0
    }
}

impl ConfigProblem {
    pub(super) fn new(setting: Setting, fault: Fault) -> Self {
        Self { setting, fault }
    }

    pub(super) fn is_about(&self, setting: Setting) -> bool {
        self.setting == setting
    }

    /// The setting, by the name of the builder's method.
    pub fn setting(&self) -> &'static str {
        match self.setting {
            Setting::Endpoint => "endpoint",
            Setting::AppId => "app_id",
            Setting::AppSecret => "app_secret",
            Setting::BaseUrl => "base_url",
            Setting::CookieKey => "cookie_key",
            Setting::Scopes => "scope",
            Setting::Resources => "resource_indicator",
            Setting::TrustedIssuer => "trusted_issuer",
            Setting::IntrospectedApps => "introspect_opaque_tokens_of",
            Setting::Prompt => "prompt",
            Setting::Path(name) => name,
            Setting::SessionLifetime => "session_lifetime",
            Setting::SessionIdleTimeout => "session_idle_timeout",
            Setting::Leeway => "leeway",
        }
    }

    /// The environment variable of the setting, if it has one.
    pub fn variable(&self) -> Option<&'static str> {
        match self.setting {
            Setting::Endpoint => Some("LOGTO_ENDPOINT"),
            Setting::AppId => Some("LOGTO_APP_ID"),
            Setting::AppSecret => Some("LOGTO_APP_SECRET"),
            Setting::BaseUrl => Some("LOGTO_BASE_URL"),
            Setting::CookieKey => Some("LOGTO_COOKIE_KEY"),
            Setting::Scopes => Some("LOGTO_SCOPES"),
            Setting::Resources => Some("LOGTO_RESOURCES"),
            Setting::TrustedIssuer
            | Setting::IntrospectedApps
            | Setting::Prompt
            | Setting::Path(_)
            | Setting::SessionLifetime
            | Setting::SessionIdleTimeout
            | Setting::Leeway => None,
        }
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.setting())?;
        if let Some(variable) = self.variable() {
            write!(f, " (`{variable}`)")?;
        }
        write!(f, " {}", self.fault)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::new(Kind::Configuration, error)
    }
}
