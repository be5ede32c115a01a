//! A provider that sends requests elsewhere: nothing follows.

use std::time::Duration;

use logto::Client;
use logto::testing::{Endpoint, Fault};
use serde_json::json;

use super::witness::Witness;
use crate::app::App;
use crate::browser::Browser;
use crate::logs::Logs;

#[tokio::test]
async fn a_redirect_of_an_endpoint_is_not_followed() {
    let witness = Witness::start().await;
    for endpoint in [Endpoint::Discovery, Endpoint::Jwks, Endpoint::Token] {
        let (app, browser) = (App::start().await, Browser::new());
        let elsewhere = Fault::Redirect(format!("{}/elsewhere", witness.url));
        if endpoint == Endpoint::Discovery {
            app.emulator.fault(endpoint, elsewhere);
            assert_eq!(browser.load(&app.url("/sign-in")).await.status, 503);
        } else {
            let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
            app.emulator.fault(endpoint, elsewhere);
            browser.load(&callback).await.assert_refused(503);
        }
        app.assert_signed_in(&browser, false).await;
        assert!(!app.emulator.requests().is_empty());
    }
    let app = App::start().await;
    let browser = app.signed_in().await;
    app.emulator.fault(Endpoint::Any, Fault::Redirect(witness.url.clone()));
    assert_eq!(browser.load(&app.url("/full")).await.status, 503);
    app.advance(Duration::from_secs(3700));
    assert_eq!(browser.load(&app.url("/full")).await.status, 503);
    browser.load(&app.url("/sign-out")).await;
    for path in ["/oidc/me", "/oidc/token", "/oidc/token/revocation"] {
        assert!(!app.emulator.requests_to(path).is_empty(), "{path}");
    }
    witness.assert_was_not_asked();
}

/// Codes, tokens and the secret go to these addresses, and the browser to two of them.
#[tokio::test]
async fn metadata_that_lead_elsewhere_are_refused() {
    let (logs, witness, visitor) = (Logs::capture(), Witness::start().await, Browser::new());
    let elsewhere = [
        &format!("{}/oidc", witness.url),
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "gopher://localhost:70/x",
        "http://user:password@localhost/oidc",
        "javascript:alert(1)",
        "//mallory.example",
        "",
    ];
    for name in
        ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"]
    {
        for address in elsewhere.map(str::to_owned) {
            let (app, browser) = (App::start().await, visitor.another());
            app.emulator.tamper_responses(Endpoint::Discovery, move |document| {
                document.insert(name.to_owned(), json!(address));
            });
            let page = browser.load(&app.url("/sign-in")).await;
            page.assert_refused(400);
            assert!(page.set_cookies.is_empty());
            logs.assert_has(&format!("`{name}`"));
        }
    }
    witness.assert_was_not_asked();
}

#[tokio::test]
async fn over_https_metadata_do_not_lead_to_http() {
    struct Downgrading;

    impl logto::http::HttpClient for Downgrading {
        async fn send(
            &self,
            request: logto::http::Request,
        ) -> Result<logto::http::Response, logto::http::TransportError> {
            assert_eq!(request.uri().path(), "/oidc/.well-known/openid-configuration");
            let issuer = "https://tenant.logto.app/oidc";
            let document = json!({ "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
                "token_endpoint": "http://tenant.logto.app/oidc/token", "userinfo_endpoint": format!("{issuer}/me"),
                "jwks_uri": format!("{issuer}/jwks") });
            Ok(http::Response::new(document.to_string().into_bytes()))
        }
    }

    let config = logto::Config::builder("https://tenant.logto.app", "app").build().unwrap();
    let client = Client::builder(config).http_client(Downgrading).build();
    let error = client.sign_in(logto::SignIn::to("https://app.example.com/callback")).await.unwrap_err();
    assert!(error.is_untrusted() && error.to_string().contains("another scheme, host or port"), "{error}");
}
