//! Rotated refresh tokens, and what their reuse costs.

use std::time::Duration;

use serde_json::Value;

use crate::sample::{Sample, check_decoded};
use crate::tenant::{NATIVE, SPA, Tenant, WEB_SECRET, WEB_SHORT};

fn text(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap().to_owned()
}

async fn check_public_app(app: &str, names: [&'static str; 5]) {
    let [first, again, reuse, successor, userinfo] = names;
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(app, "alice").await;
    let refresh = |name| Sample::load(name).with("refresh_token", text(&tokens, "refresh_token"));

    let rotated = refresh(first).check(&tenant).await;
    check_decoded(&Sample::load(first), &tenant, &rotated);
    let rotated_again = refresh(again).check(&tenant).await;
    assert_ne!(rotated["refresh_token"], tokens["refresh_token"]);
    assert_ne!(rotated["refresh_token"], rotated_again["refresh_token"]);

    tenant.emulator.advance_clock(Duration::from_secs(4));
    refresh(reuse).check(&tenant).await;
    Sample::load(successor).with("refresh_token", text(&rotated, "refresh_token")).check(&tenant).await;
    Sample::load(userinfo).with("bearer", text(&rotated, "access_token")).check(&tenant).await;
}

#[tokio::test]
async fn a_native_app_rotates_every_time() {
    let names = [
        "rotate-native-first",
        "rotate-native-reuse-immediately",
        "error-rotate-native-reuse-after-4s",
        "error-rotate-native-successor-after-reuse-detected",
        "error-rotate-native-userinfo-after-reuse-detected",
    ];
    check_public_app(NATIVE, names).await;
}

#[tokio::test]
async fn a_single_page_app_rotates_every_time() {
    let names = [
        "rotate-spa-first",
        "rotate-spa-reuse-immediately",
        "error-rotate-spa-reuse-after-4s",
        "error-rotate-spa-successor-after-reuse-detected",
        "error-rotate-spa-userinfo-after-reuse-detected",
    ];
    check_public_app(SPA, names).await;
}

#[tokio::test]
async fn an_app_with_a_secret_rotates_near_the_end() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(WEB_SHORT, "alice").await;
    let refresh = |name| {
        let sample = Sample::load(name).with("refresh_token", text(&tokens, "refresh_token"));
        sample.sent_by(WEB_SHORT, WEB_SECRET)
    };
    tenant.emulator.advance_clock(Duration::from_secs(15));
    let rotated = refresh("rotate-web-short-after-15s").check(&tenant).await;
    check_decoded(&Sample::load("rotate-web-short-after-15s"), &tenant, &rotated);
    assert_ne!(rotated["refresh_token"], tokens["refresh_token"]);
    refresh("rotate-web-short-reuse-immediately").check(&tenant).await;
    tenant.emulator.advance_clock(Duration::from_millis(3600));
    refresh("error-rotate-web-short-reuse-after-3.6s").check(&tenant).await;
}
