use std::collections::HashMap;
use std::ffi::OsString;

use super::{KEY, problem};
use crate::config::{ConfigBuilder, environment};

fn from(variables: &[(&'static str, &str)]) -> ConfigBuilder {
    let variables: HashMap<_, _> =
        variables.iter().map(|(name, value)| (*name, OsString::from(value))).collect();
    environment::read(&|name| variables.get(name).cloned())
}

#[test]
fn the_environment_sets_everything_that_differs_between_deployments() {
    let variables = [
        ("LOGTO_ENDPOINT", "https://tenant.logto.app"),
        ("LOGTO_APP_ID", "app"),
        ("LOGTO_APP_SECRET", "s3cret"),
        ("LOGTO_BASE_URL", "https://app.example.com"),
        ("LOGTO_COOKIE_KEY", "0123456789abcdef0123456789abcdef, fedcba9876543210fedcba9876543210"),
        ("LOGTO_SCOPES", " profile  read\n"),
        ("LOGTO_RESOURCES", "https://a.example https://b.example"),
    ];
    let config = from(&variables).scope("write").build().unwrap();
    assert_eq!(config.endpoint().as_str(), "https://tenant.logto.app/");
    assert_eq!(config.app_id(), "app");
    assert_eq!(config.app_secret().unwrap().expose(), "s3cret");
    assert_eq!(config.base_url().unwrap().as_str(), "https://app.example.com/");
    assert_eq!(config.cookie_keys().len(), 2);
    assert_eq!(config.cookie_keys()[0].expose(), KEY.as_bytes());
    assert_eq!(config.scopes(), ["openid", "offline_access", "profile", "read", "write"]);
    assert_eq!(config.resources(), ["https://a.example", "https://b.example"]);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let error =
        from(&[("LOGTO_APP_SECRET", " "), ("LOGTO_BASE_URL", "x"), ("LOGTO_COOKIE_KEY", "short")]).build();
    let error = error.unwrap_err();
    let named: Vec<_> = error.problems().iter().map(|problem| problem.variable().unwrap()).collect();
    assert_eq!(named, ["LOGTO_ENDPOINT", "LOGTO_APP_ID", "LOGTO_BASE_URL", "LOGTO_COOKIE_KEY"]);
    assert!(crate::Error::from(error).is_configuration());
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_unicode_is_named() {
    use std::os::unix::ffi::OsStringExt as _;
    let builder = environment::read(&|name| match name {
        "LOGTO_ENDPOINT" => Some(OsString::from_vec(vec![0xff])),
        "LOGTO_APP_ID" => Some("app".into()),
        _ => None,
    });
    assert_eq!(problem(builder), "`endpoint` (`LOGTO_ENDPOINT`) is not Unicode");
}
