//! Requests to the token endpoint that cannot succeed.

use crate::sample::Sample;
use crate::tenant::{M2M, M2M_SECRET, NATIVE, Tenant, WEB, WEB_SECRET};

#[tokio::test]
async fn malformed_token_requests_say_what_is_missing() {
    let tenant = Tenant::start().await;
    for name in [
        "error-code-garbage",
        "error-code-missing-param",
        "error-grant-missing",
        "error-grant-unsupported",
        "error-refresh-garbage",
        "error-refresh-missing",
        "error-token-json-body",
        "error-m2m-web-client",
    ] {
        Sample::load(name).check(&tenant).await;
    }
}

#[tokio::test]
async fn apps_that_do_not_prove_who_they_are_are_refused() {
    let tenant = Tenant::start().await;
    for (name, id, secret) in [
        ("error-client-bad-secret-basic", WEB, "wrong"),
        ("error-client-native-with-secret", NATIVE, "secret"),
        ("error-client-unknown", "doesnotexist", "secret"),
    ] {
        Sample::load(name).sent_by(id, secret).check(&tenant).await;
    }
    Sample::load("error-client-bad-secret-post").check(&tenant).await;
    Sample::load("error-client-no-auth").check(&tenant).await;
    Sample::load("client-auth-post-garbage-code").with("client_secret", WEB_SECRET).check(&tenant).await;
}

#[tokio::test]
async fn machines_get_no_token_for_what_is_not_theirs() {
    let tenant = Tenant::start().await;
    for name in ["error-m2m-no-resource", "error-m2m-organization-not-member", "error-m2m-resource-unknown"] {
        Sample::load(name).sent_by(M2M, M2M_SECRET).check(&tenant).await;
    }
}

#[tokio::test]
async fn the_bare_oauth_error_is_there_for_who_asks() {
    let tenant = Tenant::start().await;
    let url = format!("{}/oidc/token?parse_error=false", tenant.emulator.endpoint());
    let answer = tenant.answer(tenant.http.post(url).basic_auth(WEB, Some(WEB_SECRET))).await;
    let keys: Vec<_> = answer["body"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["error", "error_description"]);
}
