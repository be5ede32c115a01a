//! The rules for settings, one function each.

use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};
use zeroize::Zeroizing;

use super::api::{introspected_apps, issuers};
use super::error::{ConfigError, ConfigProblem, Fault, Setting};
use super::{
    Config, ConfigBuilder, CookieKey, ORGANIZATIONS_RESOURCE, ORGANIZATIONS_SCOPE, Prompt, Routes, Settings,
};
use crate::return_to::ReturnTo;
use crate::secret::AppSecret;

/// Checks all settings and says everything that is wrong with them.
pub(super) fn check(builder: ConfigBuilder) -> Result<Config, ConfigError> {
    let mut problems = Problems(builder.problems);
    let endpoint = problems.note(Setting::Endpoint, endpoint(builder.endpoint));
    let issuers = problems.note(Setting::TrustedIssuer, issuers(endpoint.as_ref(), builder.trusted_issuers));
    let can_introspect = !builder.api_only && builder.app_secret.is_some();
    let introspected_apps = problems
        .note(Setting::IntrospectedApps, introspected_apps(builder.introspected_apps, can_introspect));
    let app_id = problems.note(Setting::AppId, app_id(builder.app_id, builder.api_only));
    let app_secret = problems.note(Setting::AppSecret, app_secret(builder.app_secret));
    let base_url = problems.note(Setting::BaseUrl, base_url(builder.base_url));
    let keys = builder.cookie_key.into_iter().chain(builder.previous_cookie_keys);
    let is_local = base_url.as_ref().and_then(Option::as_ref).map(is_local_http);
    let cookie_keys = problems.note(Setting::CookieKey, cookie_keys(keys, is_local));
    let scopes = problems.note(Setting::Scopes, scopes(builder.scopes));
    let resources = problems.note(Setting::Resources, resources(builder.resources, scopes.as_deref()));
    let prompts = problems.note(Setting::Prompt, prompts(builder.prompts));
    problems.check_routes(&builder.routes);
    problems.check_range(Setting::SessionLifetime, builder.session_lifetime, 60, 400 * 24 * 60 * 60);
    if let Some(timeout) = builder.session_idle_timeout {
        problems.check_range(Setting::SessionIdleTimeout, timeout, 60, 400 * 24 * 60 * 60);
    }
    problems.check_range(Setting::Leeway, builder.leeway, 0, 600);

    let api = issuers.zip(introspected_apps);
    match (endpoint, api, app_id, app_secret, base_url, cookie_keys, scopes, resources, prompts) {
        (
            Some(endpoint),
            Some((issuers, introspected_apps)),
            Some(app_id),
            Some(app_secret),
            Some(base_url),
            Some(cookie_keys),
            Some(scopes),
            Some(resources),
            Some(prompts),
        ) if problems.0.is_empty() => Ok(Config(Arc::new(Settings {
            endpoint,
            app_id,
            app_secret,
            base_url,
            cookie_keys,
            user_scopes: scopes.iter().filter_map(|scope| scope.parse().ok()).collect(),
            scopes,
            resources,
            issuers,
            introspected_apps,
            prompts,
            routes: builder.routes,
            session_lifetime: builder.session_lifetime,
            session_idle_timeout: builder.session_idle_timeout,
            leeway: builder.leeway,
            access_token_margin: builder.access_token_margin,
            refresh_claims: builder.refresh_claims,
            userinfo_time_to_live: builder.userinfo_time_to_live,
            clock: builder.clock,
        }))),
        _ => Err(ConfigError::new(problems.0)),
    }
}

struct Problems(Vec<ConfigProblem>);

impl Problems {
    fn note<T>(&mut self, setting: Setting, checked: Result<T, Fault>) -> Option<T> {
        // A variable that could not be read is not missing as well.
        let known = self.0.iter().any(|problem| problem.is_about(setting));
        checked.map_err(|fault| (!known).then(|| self.0.push(ConfigProblem::new(setting, fault)))).ok()
    }

    /// Paths are the router's: no patterns, and no two routes at one path.
    fn check_routes(&mut self, routes: &Routes) {
        let mut own = vec![
            ("sign_in_path", &routes.sign_in),
            ("sign_up_path", &routes.sign_up),
            ("callback_path", &routes.callback),
            ("sign_out_path", &routes.sign_out),
        ];
        own.extend(routes.back_channel_logout.iter().map(|path| ("back_channel_logout_path", path)));
        for (index, (name, path)) in own.iter().enumerate() {
            let mut earlier = own.iter().take(index);
            let fault = if !is_path(path) {
                Some(Fault::Path((*path).clone()))
            } else if earlier.any(|(_, other)| other == path) {
                Some(Fault::SamePath((*path).clone()))
            } else {
                None
            };
            self.0.extend(fault.map(|fault| ConfigProblem::new(Setting::Path(name), fault)));
        }
        for (name, path) in
            [("after_sign_in_path", &routes.after_sign_in), ("after_sign_out_path", &routes.after_sign_out)]
        {
            if ReturnTo::parse(path).is_err() {
                self.0.push(ConfigProblem::new(Setting::Path(name), Fault::Path(path.clone())));
            }
        }
    }

    fn check_range(&mut self, setting: Setting, value: Duration, least: u64, most: u64) {
        if !(Duration::from_secs(least)..=Duration::from_secs(most)).contains(&value) {
            let fault = Fault::Range(value.as_secs(), least, most);
            self.0.push(ConfigProblem::new(setting, fault));
        }
    }
}

/// An http or https URL with nothing but a path. Plain http is for self-hosted tenants in a private network.
fn endpoint(endpoint: Option<String>) -> Result<Url, Fault> {
    let url = plain_url(&endpoint.ok_or(Fault::Missing)?)?;
    if url.path().trim_end_matches('/').ends_with("/oidc") {
        return Err(Fault::Oidc);
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        tracing::warn!(%url, "the Logto endpoint is http: secrets and tokens travel in the clear");
    }
    Ok(url)
}

/// An API that signs nobody in needs no app, and has the empty id.
fn app_id(app_id: Option<String>, api_only: bool) -> Result<String, Fault> {
    if api_only {
        return Ok(String::new());
    }
    let app_id = app_id.filter(|app_id| !app_id.is_empty()).ok_or(Fault::Missing)?;
    if is_word(&app_id) { Ok(app_id) } else { Err(Fault::WhiteSpace) }
}

/// A secret with a newline at its end comes from a file, and would be refused by Logto for no visible reason.
fn app_secret(secret: Option<AppSecret>) -> Result<Option<AppSecret>, Fault> {
    match &secret {
        Some(given) if given.expose().is_empty() => Err(Fault::Missing),
        Some(given) if !is_word(given.expose()) => Err(Fault::WhiteSpace),
        _ => Ok(secret),
    }
}

fn base_url(base_url: Option<String>) -> Result<Option<Url>, Fault> {
    let Some(base_url) = base_url else { return Ok(None) };
    let url = plain_url(&base_url)?;
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(Fault::Http);
    }
    Ok(Some(url))
}

/// Without a base URL the app keeps its sessions itself, and needs no key.
fn cookie_keys(
    keys: impl Iterator<Item = Zeroizing<Vec<u8>>>,
    is_local: Option<bool>,
) -> Result<Vec<CookieKey>, Fault> {
    let keys = keys.map(|key| CookieKey::new(&key).ok_or(Fault::ShortKey(key.len())));
    let keys: Vec<CookieKey> = keys.collect::<Result<_, _>>()?;
    match is_local {
        Some(true) if keys.is_empty() => {
            tracing::warn!("no cookie key is set (`LOGTO_COOKIE_KEY`): sessions end when this process does");
            Ok(vec![CookieKey::random().ok_or(Fault::NoRandomness)?])
        }
        Some(false) if keys.is_empty() => Err(Fault::NoCookieKey),
        _ => Ok(keys),
    }
}

/// `openid offline_access` and the app's own, each once.
fn scopes(own: Vec<String>) -> Result<Vec<String>, Fault> {
    let mut scopes = vec!["openid".to_owned(), "offline_access".to_owned()];
    for scope in own {
        // RFC 6749 section 3.3.
        let legal = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        if scope.is_empty() || !scope.bytes().all(legal) {
            return Err(Fault::Scope(scope));
        }
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    Ok(scopes)
}

/// The app's resources, each once, and the organization template where organizations are asked for: without it Logto
/// puts no scopes into organization tokens.
fn resources(own: Vec<String>, scopes: Option<&[String]>) -> Result<Vec<String>, Fault> {
    let organizations = scopes.is_some_and(|scopes| scopes.iter().any(|scope| scope == ORGANIZATIONS_SCOPE));
    let implied = organizations.then(|| ORGANIZATIONS_RESOURCE.to_owned());
    let mut resources = Vec::new();
    for resource in own.into_iter().chain(implied) {
        let url = Url::parse(&resource).ok().filter(|url| url.fragment().is_none());
        if url.is_none() || !is_word(&resource) {
            return Err(Fault::Resource(resource));
        }
        if !resources.contains(&resource) {
            resources.push(resource);
        }
    }
    Ok(resources)
}

fn prompts(prompts: Vec<Prompt>) -> Result<Vec<Prompt>, Fault> {
    match prompts.as_slice() {
        [] => Ok(vec![Prompt::Consent]),
        some if Prompt::agree(some) => Ok(prompts),
        _ => Err(Fault::Prompts),
    }
}

pub(super) fn plain_url(text: &str) -> Result<Url, Fault> {
    let url = Url::parse(text).map_err(|_| Fault::Url)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Fault::Url);
    }
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    if has_credentials || url.query().is_some() || url.fragment().is_some() {
        return Err(Fault::UrlParts);
    }
    Ok(url)
}

fn is_local_http(url: &Url) -> bool {
    url.scheme() == "http" && is_loopback(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

pub(super) fn is_word(text: &str) -> bool {
    !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// A path that means the same to every router: no pattern, no query.
fn is_path(path: &str) -> bool {
    let is_plain = !path.contains(['?', '#', '{', '}', '*', ':', '<', '>', '%']) && !path.contains("//");
    is_plain && path.len() > 1 && ReturnTo::parse(path).is_ok()
}
