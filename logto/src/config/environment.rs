//! A configuration out of environment variables.

use std::ffi::OsString;

use super::ConfigBuilder;
use super::error::{ConfigProblem, Fault, Setting};

/// Reads variables through `lookup`, so that tests need not touch the process's own.
pub(super) fn read(lookup: &dyn Fn(&'static str) -> Option<OsString>) -> ConfigBuilder {
    let mut problems = Vec::new();
    let mut variable = |name, setting| {
        let text = lookup(name)?.into_string();
        let text = text.map_err(|_| problems.push(ConfigProblem::new(setting, Fault::Unicode)));
        text.ok().filter(|text| !text.trim().is_empty())
    };
    let endpoint = variable("LOGTO_ENDPOINT", Setting::Endpoint);
    let app_id = variable("LOGTO_APP_ID", Setting::AppId);
    let app_secret = variable("LOGTO_APP_SECRET", Setting::AppSecret);
    let base_url = variable("LOGTO_BASE_URL", Setting::BaseUrl);
    let cookie_keys = variable("LOGTO_COOKIE_KEY", Setting::CookieKey);
    let scopes = variable("LOGTO_SCOPES", Setting::Scopes);
    let resources = variable("LOGTO_RESOURCES", Setting::Resources);

    let mut builder = ConfigBuilder::new(endpoint, app_id);
    builder.problems = problems;
    if let Some(secret) = app_secret {
        builder = builder.app_secret(secret);
    }
    if let Some(url) = base_url {
        builder = builder.base_url(url);
    }
    for (index, key) in cookie_keys.iter().flat_map(|keys| keys.split(',')).enumerate() {
        let key = key.trim();
        builder = if index == 0 { builder.cookie_key(key) } else { builder.previous_cookie_key(key) };
    }
    for scope in scopes.iter().flat_map(|scopes| scopes.split_whitespace()) {
        builder = builder.scope(scope);
    }
    for indicator in resources.iter().flat_map(|resources| resources.split_whitespace()) {
        builder = builder.resource_indicator(indicator);
    }
    builder
}
