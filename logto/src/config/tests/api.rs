use super::{builder, problem};
use crate::config::Config;

const OTHER: &str = "https://tenant.logto.app/oidc";

fn api() -> super::ConfigBuilder {
    Config::api("https://auth.example.com")
}

#[test]
fn an_api_needs_an_endpoint_and_nothing_else() {
    let config = api().build().unwrap();
    assert!(config.is_api_only() && !builder().build().unwrap().is_api_only());
    assert_eq!(config.issuers(), ["https://auth.example.com/oidc"]);
    assert!(config.introspected_apps().is_empty());
    assert!(problem(Config::api("")).starts_with("`endpoint`"));
}

#[test]
fn trusted_issuers_come_after_the_tenants_own_each_once() {
    let config = api()
        .trusted_issuer(OTHER)
        .trusted_issuer("https://auth.example.com/oidc")
        .trusted_issuer("http://10.0.0.1:3001/oidc")
        .trusted_issuer(OTHER);
    let issuers = ["https://auth.example.com/oidc", OTHER, "http://10.0.0.1:3001/oidc"];
    assert_eq!(config.build().unwrap().issuers(), issuers);
    assert_eq!(builder().trusted_issuer("https://x.example/oidc").build().unwrap().issuers().len(), 2);
}

#[test]
fn issuers_are_compared_as_they_are_written() {
    let config = Config::api("https://host/tenant/").trusted_issuer("https://OTHER.example/oidc");
    assert_eq!(config.build().unwrap().issuers(), ["https://host/tenant/oidc", "https://OTHER.example/oidc"]);
}

#[test]
fn trusted_issuers_are_plain_urls() {
    for bad in ["", "tenant.logto.app/oidc", "ftp://tenant.logto.app/oidc", "/oidc"] {
        assert_eq!(
            problem(api().trusted_issuer(OTHER).trusted_issuer(bad)),
            "`trusted_issuer` is not an absolute http or https URL",
            "{bad}"
        );
    }
    for bad in [
        "https://tenant.logto.app/oidc?s3cret",
        "https://tenant.logto.app/oidc#s3cret",
        "https://u:s3cret@tenant.logto.app/oidc",
    ] {
        let text = problem(api().trusted_issuer(bad));
        assert!(text.starts_with("`trusted_issuer` has credentials") && !text.contains("s3cret"), "{text}");
    }
    for bad in [" https://tenant.logto.app/oidc", "https://tenant.logto.app/oidc\n"] {
        assert!(problem(api().trusted_issuer(bad)).contains("white space"), "{bad:?}");
    }
}

#[test]
fn introspection_needs_an_app_with_a_secret() {
    let config = builder().app_secret("s3cret").introspect_opaque_tokens_of(["a"]);
    let config = config.introspect_opaque_tokens_of(vec!["b".to_owned()]).build().unwrap();
    assert_eq!(config.introspected_apps(), ["a", "b"]);
    for lacking in [builder(), api(), api().app_secret("s3cret")] {
        let text = problem(lacking.introspect_opaque_tokens_of(["a"]));
        assert!(
            text.starts_with("`introspect_opaque_tokens_of` needs an app") && text.contains("`app_secret`")
        );
    }
}

#[test]
fn introspection_is_for_apps_that_are_named() {
    let builder = || builder().app_secret("s3cret");
    assert_eq!(
        problem(builder().introspect_opaque_tokens_of::<&str>([])),
        "`introspect_opaque_tokens_of` names no app"
    );
    assert_eq!(
        problem(builder().introspect_opaque_tokens_of(["a", ""])),
        "`introspect_opaque_tokens_of` names no app"
    );
    assert!(problem(builder().introspect_opaque_tokens_of(["a b"])).contains("white space"));
}
