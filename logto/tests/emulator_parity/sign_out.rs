//! End session: the form, its confirmation, and what survives it.

use crate::sample::Sample;
use crate::tenant::{Tenant, WEB};

#[tokio::test]
async fn the_browser_session_ends_and_the_refresh_token_does_not() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB, "alice").await;
    tenant.sign_in_over_http("alice").await;

    let page = Sample::load("logout-client-id").check(&tenant).await;
    let (_, rest) = page.as_str().unwrap().split_once("name=\"xsrf\" value=\"").unwrap();
    let xsrf = rest.split('"').next().unwrap();
    Sample::load("logout-confirm").with("xsrf", xsrf).check(&tenant).await;

    Sample::load("error-auth-prompt-none-no-session").check(&tenant).await;
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    Sample::load("refresh-after-logout").with("refresh_token", text("refresh_token")).check(&tenant).await;
    Sample::load("userinfo-after-logout").with("bearer", text("access_token")).check(&tenant).await;
}

#[tokio::test]
async fn the_form_comes_with_a_hint_and_without_a_session() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB, "alice").await;
    let hint = tokens["id_token"].as_str().unwrap();
    Sample::load("logout-id-token-hint").with("id_token_hint", hint).check(&tenant).await;
    Sample::load("logout-no-session").check(&tenant).await;
    Sample::load("logout-no-params-no-session").check(&tenant).await;
}

#[tokio::test]
async fn refusals_say_what_logto_says() {
    let tenant = Tenant::start().await;
    for name in
        ["error-logout-bad-id-token-hint", "error-logout-bad-post-logout-uri", "error-logout-unknown-client"]
    {
        Sample::load(name).check(&tenant).await;
    }
}

#[tokio::test]
async fn a_browser_follows_the_form_by_itself() {
    let tenant = Tenant::start().await;
    let mut browser = tenant.emulator.browser();
    browser.sign_in("alice", &tenant.authorization_url("openid", &[])).await.unwrap();
    let end_session = format!(
        "{}/oidc/session/end?client_id={WEB}&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F&state=s",
        tenant.emulator.endpoint()
    );
    assert_eq!(browser.open(&end_session).await.unwrap(), "http://localhost:3000/?state=s");
    let silent = tenant.authorization_url("openid", &[("prompt", "none")]);
    assert!(browser.open(&silent).await.unwrap().contains("error=login_required"));
}
