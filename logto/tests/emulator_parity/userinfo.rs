//! Userinfo, introspection and revocation.

use crate::sample::Sample;
use crate::tenant::{SHOPPING, Tenant, WEB, WEB_SECRET};

#[tokio::test]
async fn userinfo_says_what_the_scopes_grant() {
    let tenant = Tenant::start().await;
    for (name, user, scope) in [
        ("userinfo", "alice", crate::tenant::ALL_SCOPES),
        ("userinfo-bob-all-scopes", "bob", crate::tenant::ALL_SCOPES),
        ("userinfo-openid-only", "bob", "openid"),
    ] {
        let tokens = tenant.tokens_with(WEB, user, scope, &[]).await;
        Sample::load(name).with("bearer", tokens["access_token"].as_str().unwrap()).check(&tenant).await;
    }
}

#[tokio::test]
async fn userinfo_can_be_posted_for() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens_with(WEB, "bob", "openid", &[]).await;
    let form = [("access_token", tokens["access_token"].as_str().unwrap())];
    let url = format!("{}/oidc/me", tenant.emulator.endpoint());
    let answer = tenant.answer(tenant.http.post(url).form(&form)).await;
    Sample::load("userinfo-openid-only").check_body(&answer["body"]);
}

#[tokio::test]
async fn userinfo_refuses_every_other_token() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB, "alice").await;
    let resource_token = resource_token(&tenant, &tokens).await;
    let without_openid = tenant.tokens_with(WEB, "alice", "profile", &[]).await;
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    for (name, bearer) in [
        ("error-userinfo-bad-token", "nope".to_owned()),
        ("error-userinfo-id-token", text(&tokens["id_token"])),
        ("error-userinfo-resource-jwt", resource_token),
        ("error-userinfo-without-openid", text(&without_openid["access_token"])),
    ] {
        Sample::load(name).with("bearer", bearer).check(&tenant).await;
    }
    Sample::load("error-userinfo-no-token").check(&tenant).await;
}

#[tokio::test]
async fn introspection_tells_what_a_token_is() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB, "alice").await;
    for (name, token) in [
        ("introspect-access-opaque", tokens["access_token"].as_str().unwrap()),
        ("introspect-refresh", tokens["refresh_token"].as_str().unwrap()),
        ("introspect-unknown", "nope"),
        ("error-introspect-jwt", &resource_token(&tenant, &tokens).await),
    ] {
        Sample::load(name).with("token", token).check(&tenant).await;
    }
}

#[tokio::test]
async fn revocation_is_quiet_and_takes_the_grant() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB, "alice").await;
    let resource_token = resource_token(&tenant, &tokens).await;
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    Sample::load("error-revoke-no-token").check(&tenant).await;
    Sample::load("error-revoke-bad-client")
        .with("token", refresh_token)
        .sent_by(WEB, "wrong")
        .check(&tenant)
        .await;
    Sample::load("error-revoke-jwt-access-token").with("token", resource_token).check(&tenant).await;
    Sample::load("revoke-unknown-token").check(&tenant).await;
    Sample::load("revoke-refresh").with("token", refresh_token).check(&tenant).await;
    Sample::load("error-refresh-revoked").with("refresh_token", refresh_token).check(&tenant).await;
    Sample::load("introspect-unknown")
        .with("token", tokens["access_token"].as_str().unwrap())
        .check(&tenant)
        .await;
}

async fn resource_token(tenant: &Tenant, tokens: &serde_json::Value) -> String {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ("resource", SHOPPING),
    ];
    let request = tenant.http.post(format!("{}/oidc/token", tenant.emulator.endpoint()));
    let body = tenant.answer(request.basic_auth(WEB, Some(WEB_SECRET)).form(&form)).await;
    body["body"]["access_token"].as_str().unwrap().to_owned()
}
