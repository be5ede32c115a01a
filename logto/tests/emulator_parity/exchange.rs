//! Codes for tokens.

use crate::sample::{Sample, check_decoded, decode};
use crate::tenant::{
    ALL_SCOPES, ALWAYS_REFRESH, NATIVE, OTHER_WEB, SHOPPING, Tenant, VERIFIER, WEB, WEB_SECRET,
};

const EVERYTHING: [(&str, &str); 3] =
    [("prompt", "consent"), ("resource", SHOPPING), ("resource", "urn:logto:resource:organizations")];

#[tokio::test]
async fn a_code_becomes_the_captured_tokens() {
    let tenant = Tenant::start().await;
    let code = tenant.code(WEB, "alice", ALL_SCOPES, &EVERYTHING).await;
    let sample = Sample::load("token-authorization-code");
    let body = sample.with("code", code).with("code_verifier", VERIFIER).check(&tenant).await;
    check_decoded(&Sample::load("token-authorization-code"), &tenant, &body);
    let (_, payload) = decode(body["id_token"].as_str().unwrap());
    assert_eq!(payload["exp"].as_u64().unwrap() - payload["iat"].as_u64().unwrap(), 3600);
    assert_eq!(payload["nonce"], "QuhE9oIn9h_qlDNRovaGDA");
}

#[tokio::test]
async fn max_age_brings_auth_time() {
    let tenant = Tenant::start().await;
    let extra = [&EVERYTHING[..], &[("max_age", "100")]].concat();
    let code = tenant.code(WEB, "alice", ALL_SCOPES, &extra).await;
    let sample = Sample::load("token-with-max-age").with("code", code).with("code_verifier", VERIFIER);
    let body = sample.check(&tenant).await;
    check_decoded(&Sample::load("token-with-max-age"), &tenant, &body);
}

#[tokio::test]
async fn a_user_without_anything_has_the_captured_claims() {
    let tenant = Tenant::start().await;
    let sample = Sample::load("token-bob-all-scopes");
    let body = tenant.tokens(WEB, "bob").await;
    sample.check_body(&body);
    check_decoded(&sample, &tenant, &body);
}

#[tokio::test]
async fn refresh_tokens_need_consent_or_an_app_that_always_has_them() {
    let tenant = Tenant::start().await;
    let without_consent = tenant.tokens_with(WEB, "alice", "openid offline_access profile", &[]).await;
    let sample = Sample::load("token-no-offline-access");
    sample.check_body(&without_consent);
    check_decoded(&sample, &tenant, &without_consent);

    let always = tenant.tokens_with(ALWAYS_REFRESH, "alice", "openid profile", &[]).await;
    Sample::load("token-always-issue-refresh").check_body(&always);

    let consent = [("prompt", "consent")];
    let without_openid = tenant.tokens_with(WEB, "alice", "offline_access profile", &consent).await;
    Sample::load("token-scope-without-openid").check_body(&without_openid);
}

#[tokio::test]
async fn a_wrong_verifier_does_not_cost_the_code() {
    let tenant = Tenant::start().await;
    let code = tenant.code(WEB, "alice", ALL_SCOPES, &EVERYTHING).await;
    Sample::load("error-code-wrong-verifier").with("code", &code).check(&tenant).await;
    Sample::load("error-code-missing-verifier").with("code", &code).check(&tenant).await;
    Sample::load("code-correct-verifier-after-wrong-one")
        .with("code", &code)
        .with("code_verifier", VERIFIER)
        .check(&tenant)
        .await;
}

#[tokio::test]
async fn a_code_used_twice_takes_everything_back() {
    let tenant = Tenant::start().await;
    let code = tenant.code(WEB, "alice", ALL_SCOPES, &EVERYTHING).await;
    let exchange = |name| Sample::load(name).with("code", &code).with("code_verifier", VERIFIER);
    let tokens = exchange("token-authorization-code").check(&tenant).await;
    exchange("error-code-reused").check(&tenant).await;
    let token = |name: &str| tokens[name].as_str().unwrap().to_owned();
    Sample::load("error-refresh-after-code-reuse")
        .with("refresh_token", token("refresh_token"))
        .check(&tenant)
        .await;
    Sample::load("error-userinfo-after-code-reuse")
        .with("bearer", token("access_token"))
        .check(&tenant)
        .await;
}

#[tokio::test]
async fn a_code_is_for_one_app_and_one_redirect_uri() {
    let tenant = Tenant::start().await;
    let code = tenant.code(WEB, "alice", "openid", &[]).await;
    let exchange = |name| Sample::load(name).with("code", &code).with("code_verifier", VERIFIER);
    exchange("error-code-other-client").sent_by(OTHER_WEB, WEB_SECRET).check(&tenant).await;
    exchange("error-code-wrong-redirect").check(&tenant).await;
}

#[tokio::test]
async fn a_public_app_exchanges_without_a_secret() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(NATIVE, "alice").await;
    assert_eq!(tokens["token_type"], "Bearer");
    assert!(tokens["refresh_token"].is_string());
}
