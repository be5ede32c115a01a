//! Answers that are well-formed and of the wrong issuer, or about the wrong user.

use logto::testing::Endpoint;
use serde_json::json;

use crate::app::App;
use crate::browser::Browser;
use crate::logs::Logs;

#[tokio::test]
async fn userinfo_about_another_user_is_refused_and_the_session_is_kept() {
    let (logs, app) = (Logs::capture(), App::start().await);
    let browser = app.signed_in().await;
    app.emulator
        .tamper_responses(Endpoint::Userinfo, |body| drop(body.insert("sub".into(), json!("another"))));
    let page = browser.load(&app.url("/full")).await;
    page.assert_refused(400);
    assert!(!page.body.contains("Alice"));
    logs.assert_has("userinfo is about another user than the ID token");
    app.assert_signed_in(&browser, true).await;
    app.emulator.stop_tampering();
    assert_eq!(browser.load(&app.url("/full")).await.json()["custom_data"]["tier"], "gold");
}

#[tokio::test]
async fn a_discovery_document_of_another_issuer_is_refused() {
    let app = App::start().await;
    let evil = json!("https://evil.example.com/oidc");
    app.emulator
        .tamper_responses(Endpoint::Discovery, move |body| drop(body.insert("issuer".into(), evil.clone())));
    let page = Browser::new().load(&app.url("/sign-in")).await;
    assert!(page.status.is_client_error() || page.status.is_server_error(), "{page:?}");
    assert_eq!(page.location, None);
}
