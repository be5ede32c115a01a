//! Authorization requests: where they lead, and what is refused.

use crate::sample::Sample;
use crate::tenant::{SHOPPING, Tenant};

#[tokio::test]
async fn requests_lead_to_the_page_they_ask_for() {
    for name in [
        "auth-direct-sign-in",
        "auth-first-screen-register",
        "auth-identifier",
        "auth-login-hint",
        "auth-no-pkce-web",
        "auth-one-time-token",
        "auth-organization-id",
        "auth-ui-locales",
        "auth-unknown-scope",
    ] {
        Sample::load(name).check(&Tenant::start().await).await;
    }
}

#[tokio::test]
async fn a_session_makes_sign_in_silent_unless_the_request_forbids_it() {
    let tenant = Tenant::start().await;
    tenant.sign_in_over_http("alice").await;
    for name in [
        "auth-session-no-prompt",
        "auth-session-prompt-none",
        "auth-session-prompt-consent",
        "auth-session-prompt-login",
        "auth-session-max-age-0",
    ] {
        Sample::load(name).check(&tenant).await;
    }
}

#[tokio::test]
async fn refusals_say_what_logto_says() {
    let tenant = Tenant::start().await;
    for name in [
        "error-auth-bad-prompt",
        "error-auth-bad-redirect",
        "error-auth-bad-response-type",
        "error-auth-m2m-client",
        "error-auth-no-pkce-native",
        "error-auth-plain-pkce",
        "error-auth-prompt-none-no-session",
        "error-auth-unknown-client",
        "error-auth-unknown-resource",
    ] {
        Sample::load(name).check(&tenant).await;
    }
}

#[tokio::test]
async fn cancelling_comes_back_as_access_denied() {
    let tenant = Tenant::start().await;
    let url = tenant.authorization_url("openid", &[("resource", SHOPPING)]);
    let callback = tenant.emulator.browser().cancel(&url).await.unwrap();
    assert!(callback.contains("error=access_denied&"), "{callback}");
    assert!(callback.contains("&state=state&iss=http"), "{callback}");
}

#[tokio::test]
async fn signing_up_makes_a_user() {
    let tenant = Tenant::start().await;
    let url = tenant.authorization_url("openid", &[("first_screen", "register")]);
    let callback = tenant.emulator.browser().sign_up("carol", "secret", &url).await.unwrap();
    assert!(callback.contains("code="), "{callback}");
    assert!(tenant.emulator.user_id("carol").is_some());
    assert!(tenant.emulator.browser().sign_up("carol", "again", &url).await.is_err());
}

#[tokio::test]
async fn two_tabs_of_one_browser_both_sign_in() {
    let tenant = Tenant::start().await;
    let url = tenant.authorization_url("openid", &[]);
    let first = tenant.open_sign_in_page(&url).await;
    let second = tenant.open_sign_in_page(&url).await;
    for interaction in [first, second] {
        assert!(tenant.submit_password(&interaction, "alice", "password").await.contains("?code="));
    }
}

#[tokio::test]
async fn a_wrong_password_is_asked_for_again() {
    let tenant = Tenant::start().await;
    let interaction = tenant.open_sign_in_page(&tenant.authorization_url("openid", &[])).await;
    let page = tenant.post_password(&interaction, "alice", "wrong").await;
    assert_eq!(page.status(), 422);
    assert!(page.text().await.unwrap().contains("Incorrect username or password"));
}
