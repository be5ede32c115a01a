mod api;
mod environment;
mod paths;

use super::*;

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn builder() -> ConfigBuilder {
    Config::builder("https://tenant.logto.app", "app")
}

fn local() -> ConfigBuilder {
    builder().base_url("http://localhost:3000")
}

fn problem(builder: ConfigBuilder) -> String {
    let error = builder.build().unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    error.to_string()
}

#[test]
fn the_defaults() {
    let config = builder().build().unwrap();
    assert_eq!(config.scopes(), ["openid", "offline_access"]);
    assert_eq!(config.prompts(), [Prompt::Consent]);
    assert_eq!(config.session_lifetime(), Duration::from_secs(14 * 86400));
    assert_eq!(config.leeway(), Duration::from_secs(60));
    assert_eq!(config.routes().callback, "/callback");
    assert!(
        config.resources().is_empty() && config.cookie_keys().is_empty() && config.app_secret().is_none()
    );
}

#[test]
fn endpoints_may_have_a_path_and_a_slash() {
    for good in [
        "https://tenant.logto.app",
        "https://tenant.logto.app/",
        "https://host/tenant",
        "http://localhost:3001/",
        "http://10.0.0.1:3001",
    ] {
        assert!(Config::builder(good, "app").build().is_ok(), "{good}");
    }
    for bad in
        ["", "tenant.logto.app", "ftp://tenant.logto.app", "https://", "/oidc", "localhost:3001", "not a url"]
    {
        let text = problem(Config::builder(bad, "app"));
        assert_eq!(text, "`endpoint` (`LOGTO_ENDPOINT`) is not an absolute http or https URL", "{bad}");
    }
    for bad in [
        "https://u:s3cret@tenant.logto.app",
        "https://tenant.logto.app?s3cret",
        "https://tenant.logto.app/#s3cret",
    ] {
        let text = problem(Config::builder(bad, "app"));
        assert!(text.contains("has credentials") && !text.contains("s3cret"), "{text}");
    }
    for bad in ["https://tenant.logto.app/oidc", "https://tenant.logto.app/oidc/"] {
        assert!(problem(Config::builder(bad, "app")).contains("ends in `/oidc`"));
    }
}

#[test]
fn ids_and_secrets_have_no_white_space() {
    assert_eq!(
        problem(Config::builder("https://tenant.logto.app", "")),
        "`app_id` (`LOGTO_APP_ID`) is not set"
    );
    assert!(problem(Config::builder("https://tenant.logto.app", "a b")).starts_with("`app_id`"));
    assert!(builder().app_secret("s3cret").build().is_ok());
    let text = problem(builder().app_secret("s3cret\n"));
    assert_eq!(text, "`app_secret` (`LOGTO_APP_SECRET`) has white space or control characters in it");
    assert!(problem(builder().app_secret("")).contains("is not set"));
}

#[test]
fn base_urls_are_https_or_local() {
    for good in [
        "https://app.example.com",
        "https://app.example.com/prefix/",
        "http://localhost:3000",
        "http://127.0.0.1",
        "http://[::1]:80",
        "http://app.localhost",
    ] {
        assert!(builder().base_url(good).cookie_key(KEY).build().is_ok(), "{good}");
    }
    for bad in ["http://app.example.com", "http://10.0.0.1", "http://localhost.example.com"] {
        assert!(problem(builder().base_url(bad).cookie_key(KEY)).contains("use https"), "{bad}");
    }
    for bad in ["", "app.example.com", "/", "https://app.example.com?x", "https://u@app.example.com"] {
        assert!(
            problem(builder().base_url(bad).cookie_key(KEY)).starts_with("`base_url` (`LOGTO_BASE_URL`)"),
            "{bad}"
        );
    }
}

#[test]
fn cookie_keys_have_32_bytes() {
    let short = problem(local().cookie_key("s3cret"));
    assert!(short.starts_with("`cookie_key` (`LOGTO_COOKIE_KEY`) has 6 bytes") && !short.contains("s3cret"));
    assert!(problem(local().cookie_key(KEY).previous_cookie_key("old")).contains("has 3 bytes"));
    let config = local().cookie_key(KEY).previous_cookie_key([7; 32]).build().unwrap();
    assert_eq!(config.cookie_keys()[0].expose(), KEY.as_bytes());
    assert_eq!(config.cookie_keys()[1].expose(), [7; 32]);
}

#[test]
fn only_local_apps_get_a_random_cookie_key() {
    let key = || local().build().unwrap().cookie_keys()[0].expose().to_vec();
    assert_ne!(key(), key());
    for url in ["https://app.example.com", "https://localhost:3000"] {
        assert!(problem(builder().base_url(url)).contains("openssl rand"), "{url}");
    }
}

#[test]
fn scopes_are_words_and_asked_for_once() {
    let config = builder().scope("email").scope("openid").scope("email").scope("write:all").build().unwrap();
    assert_eq!(config.scopes(), ["openid", "offline_access", "email", "write:all"]);
    assert!(config.asks_for(UserScope::Email) && !config.asks_for(UserScope::Phone));
    for bad in ["", "read write", "a\"b", "a\\b", "ä", "a\n"] {
        assert!(problem(builder().scope(bad)).starts_with("`scope` (`LOGTO_SCOPES`)"), "{bad:?}");
    }
}

#[test]
fn organizations_bring_their_resource() {
    let config =
        builder().scope(ORGANIZATIONS_SCOPE).resource_indicator("https://api.example.com").build().unwrap();
    assert_eq!(config.resources(), ["https://api.example.com", ORGANIZATIONS_RESOURCE]);
    let once =
        builder().scope(ORGANIZATIONS_SCOPE).resource_indicator(ORGANIZATIONS_RESOURCE).build().unwrap();
    assert_eq!(once.resources(), [ORGANIZATIONS_RESOURCE]);
}

#[test]
fn resource_indicators_are_absolute_uris() {
    let same = "https://api.example.com";
    assert_eq!(
        builder().resource_indicator(same).resource_indicator(same).build().unwrap().resources(),
        [same]
    );
    for bad in ["", "api", "/api", "https://api.example.com#x", "https://api.example.com/ x"] {
        assert!(
            problem(builder().resource_indicator(bad))
                .starts_with("`resource_indicator` (`LOGTO_RESOURCES`)"),
            "{bad}"
        );
    }
}

#[test]
fn prompts_replace_the_default() {
    let config =
        builder().prompt(Prompt::Login).prompt(Prompt::Consent).prompt(Prompt::Login).build().unwrap();
    assert_eq!(config.prompts(), [Prompt::Login, Prompt::Consent]);
    assert!(problem(builder().prompt(Prompt::None).prompt(Prompt::Login)).starts_with("`prompt` has `none`"));
}

#[test]
fn durations_are_bounded() {
    let days = |days: u64| Duration::from_secs(days * 86400);
    assert!(builder().session_lifetime(days(400)).leeway(Duration::ZERO).build().is_ok());
    assert!(problem(builder().session_lifetime(days(401))).starts_with("`session_lifetime` is"));
    assert!(
        problem(builder().session_lifetime(Duration::ZERO)).starts_with("`session_lifetime` is 0 seconds")
    );
    assert!(problem(builder().leeway(Duration::from_secs(601))).starts_with("`leeway` is 601 seconds"));
}

#[test]
fn debug_shows_no_secret() {
    let builder = local().app_secret("s3cret").cookie_key(KEY).previous_cookie_key(KEY);
    assert!(!format!("{builder:?}").contains("s3cret"));
    let debug = format!("{:?}", builder.build().unwrap());
    assert!(!debug.contains("s3cret") && !debug.contains(KEY) && debug.contains("tenant.logto.app"));
}
