//! Refreshing: plain, narrowed, for resources and organizations.

use std::time::Duration;

use serde_json::Value;

use crate::sample::{Sample, check_decoded, decode};
use crate::tenant::{OTHER_WEB, SHOPPING, Tenant, WEB, WEB_SECRET};

fn refresh_token(tokens: &Value) -> &str {
    tokens["refresh_token"].as_str().unwrap()
}

#[tokio::test]
async fn refreshes_give_the_captured_tokens() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB, "alice").await;
    for name in [
        "token-refresh-plain",
        "token-refresh-resource",
        "token-refresh-resource-scope-read",
        "token-refresh-organization",
        "token-refresh-resource-organization",
        "refresh-organization-empty-string",
        "refresh-organization-scope-one",
        "refresh-scope-openid-only",
        "refresh-twice-same-token",
    ] {
        let body = Sample::load(name).with("refresh_token", refresh_token(&tokens)).check(&tenant).await;
        check_decoded(&Sample::load(name), &tenant, &body);
        assert_eq!(body["refresh_token"], tokens["refresh_token"], "{name}");
        if let Some(id_token) = body.get("id_token") {
            let nonce = decode(id_token.as_str().unwrap()).1["nonce"].clone();
            assert_eq!(nonce, "QuhE9oIn9h_qlDNRovaGDA", "{name}");
        }
    }
}

#[tokio::test]
async fn a_user_without_roles_gets_a_token_without_permissions() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB, "bob").await;
    let sample = Sample::load("refresh-bob-resource-no-role").with("refresh_token", refresh_token(&tokens));
    let body = sample.check(&tenant).await;
    check_decoded(&Sample::load("refresh-bob-resource-no-role"), &tenant, &body);
}

#[tokio::test]
async fn without_the_template_among_the_resources_an_organization_token_permits_nothing() {
    let tenant = Tenant::start().await;
    let scope = "openid offline_access urn:logto:scope:organizations read:report";
    let tokens = tenant.tokens_with(WEB, "alice", scope, &[("prompt", "consent")]).await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token(&tokens)),
        ("organization_id", "mornafq2vbax"),
    ];
    let request = tenant.http.post(format!("{}/oidc/token", tenant.emulator.endpoint()));
    let body = tenant.answer(request.basic_auth(WEB, Some(WEB_SECRET)).form(&form)).await["body"].clone();
    assert_eq!(body["scope"], "");
}

#[tokio::test]
async fn only_what_was_asked_for_at_sign_in_can_be_had() {
    let tenant = Tenant::start().await;
    let consent = [("prompt", "consent")];
    let minimal = tenant.tokens_with(WEB, "alice", "openid offline_access profile", &consent).await;
    let everything = tenant.tokens(WEB, "alice").await;
    let body =
        Sample::load("token-minimal").with("refresh_token", refresh_token(&minimal)).check(&tenant).await;
    check_decoded(&Sample::load("token-minimal"), &tenant, &body);

    for (name, tokens) in [
        ("error-refresh-resource-not-in-auth-request", &minimal),
        ("error-organization-scope-missing", &minimal),
        ("error-organization-not-member", &everything),
        ("error-organization-unknown", &everything),
        ("error-refresh-resource-unknown-scope", &everything),
        ("error-scope-not-granted", &everything),
        ("error-resource-not-url", &everything),
        ("error-resource-unknown", &everything),
        ("error-resource-registered-not-granted-at-auth", &everything),
    ] {
        Sample::load(name).with("refresh_token", refresh_token(tokens)).check(&tenant).await;
    }
}

#[tokio::test]
async fn a_refresh_token_is_for_one_app_and_for_two_weeks() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB, "alice").await;
    let refresh = |name| Sample::load(name).with("refresh_token", refresh_token(&tokens));
    refresh("error-refresh-other-client").sent_by(OTHER_WEB, WEB_SECRET).check(&tenant).await;
    tenant.emulator.advance_clock(Duration::from_secs(14 * 24 * 60 * 60));
    refresh("error-refresh-expired").check(&tenant).await;
}

#[tokio::test]
async fn what_an_administrator_does_is_seen_by_the_next_refresh() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB, "alice").await;
    let refresh = |name| Sample::load(name).with("refresh_token", refresh_token(&tokens));

    tenant.emulator.update_user("alice", |user| user.roles(["admin"])).unwrap();
    let form =
        [("grant_type", "refresh_token"), ("refresh_token", refresh_token(&tokens)), ("resource", SHOPPING)];
    let request = tenant.http.post(format!("{}/oidc/token", tenant.emulator.endpoint()));
    let body = tenant.answer(request.basic_auth(WEB, Some(WEB_SECRET)).form(&form)).await["body"].clone();
    assert_eq!(body["scope"], "");
    assert_eq!(decode(body["id_token"].as_str().unwrap()).1["roles"][0], "admin");

    tenant.emulator.suspend_user("alice").unwrap();
    refresh("error-refresh-revoked").check(&tenant).await;
    tenant.emulator.update_user("alice", |user| user.suspended(false)).unwrap();
    refresh("error-refresh-revoked").check(&tenant).await;
}
