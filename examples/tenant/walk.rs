//! One walk through the app, whatever the framework.

use browser_tests::App;
use logto::testing::{ApiResource, Emulator, Role, User};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::visit::Browser;

#[tokio::test]
async fn a_visitor_signs_in_looks_around_and_signs_out() {
    let app = App::start(super::PROGRAM, &[]);
    assert!(app.said().contains("LOGTO_ENDPOINT is not set: an emulator of Logto runs at http://localhost:"));
    let browser = Browser::new();

    let home = browser.open(&app.url("/")).await;
    assert!(home.html.contains("href=\"/sign-in\"") && home.html.contains("href=\"/sign-up\""));
    assert!(browser.open(&app.url("/style.css")).await.html.contains(".button"));

    let page = browser.open(&app.url("/protected")).await;
    let page = browser.sign_in(&page, "alice").await;
    let claims = page.claims(&app.url("/protected"));
    assert_eq!((&claims["name"], &claims["email"]), (&json!("Alice Example"), &json!("alice@example.com")));
    assert_eq!(claims.get("custom_data"), None);

    let claims = browser.open(&app.url("/protected/userinfo")).await.claims(&app.url("/protected/userinfo"));
    assert_eq!(claims["custom_data"], json!({ "tier": "gold", "theme": "dark" }));

    let home = browser.open(&app.url("/")).await;
    assert!(
        home.html.contains("Hello, Alice Example")
            && home.html.contains("<img class=\"avatar large\" src=\"data:")
    );
    assert_eq!(home.claims(&app.url("/"))["sub"], claims["sub"]);

    let page = browser.open(&app.url("/sign-out")).await;
    let page = browser.submit(&page, &[]).await;
    assert_eq!(page.url.as_str(), app.url("/"));
    assert!(page.html.contains("href=\"/sign-in\""));
    // Neither the app's session nor the emulator's is left: there is a sign-in page again.
    let page = browser.open(&app.url("/protected")).await;
    browser.sign_in(&page, "bob").await.claims(&app.url("/protected"));
}

#[tokio::test]
async fn two_tabs_sign_in_at_the_same_time() {
    let app = App::start(super::PROGRAM, &[]);
    let browser = Browser::new();
    let first = browser.open(&app.url("/protected")).await;
    let second = browser.open(&app.url("/protected/userinfo")).await;
    browser.sign_in(&first, "alice").await.claims(&app.url("/protected"));
    browser.sign_in(&second, "alice").await.claims(&app.url("/protected/userinfo"));
}

#[tokio::test]
async fn a_user_sees_what_they_may_do_in_each_organization() {
    let app = App::start(super::PROGRAM, &[]);
    let browser = Browser::new();
    let url = app.url("/protected/organizations");
    let page = browser.open(&url).await;
    assert_eq!(
        browser.sign_in(&page, "alice").await.claims(&url),
        json!([
            {
                "organization": "acme",
                "name": "Acme",
                "audience": "urn:logto:organization:acme",
                "permissions": ["read:report", "invite:member"],
                "may_invite": true
            },
            {
                "organization": "globex",
                "name": "Globex",
                "audience": "urn:logto:organization:globex",
                "permissions": ["read:report"],
                "may_invite": false
            },
        ])
    );
}

#[tokio::test]
async fn an_organization_is_closed_to_those_who_are_not_in_it() {
    let app = App::start(super::PROGRAM, &[]);
    let browser = Browser::new();
    let acme = app.url("/protected/organizations/acme");
    let page = browser.open(&acme).await;
    assert_eq!(browser.sign_in(&page, "bob").await.claims(&acme)["permissions"], json!(["read:report"]));

    let page = browser.open(&app.url("/protected/organizations/globex")).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.html.contains("<h1>Access denied</h1>"), "{}", page.html);
    // Being refused is no reason to be signed out.
    browser.open(&acme).await.claims(&acme);
}

#[tokio::test]
async fn an_api_is_called_in_the_users_name() {
    let app = App::start(super::PROGRAM, &[]);
    let url = app.url("/protected/orders");
    for (user, scope, may_write) in [("alice", "read write", true), ("bob", "read", false)] {
        let browser = Browser::new();
        let page = browser.open(&url).await;
        let shown = browser.sign_in(&page, user).await.claims(&url);
        assert_eq!((&shown["may_read"], &shown["may_write"]), (&json!(true), &json!(may_write)));
        let said = &shown["answer_of_the_api"]["the_token_says"];
        assert_eq!(said["aud"], "https://shopping.example.com/api");
        assert_eq!(said["scope"], scope);
        assert_eq!(said["sub"], browser.open(&app.url("/")).await.claims(&app.url("/"))["sub"]);
    }
}

#[tokio::test]
async fn a_program_that_is_signed_out_gets_401_and_json() {
    let app = App::start(super::PROGRAM, &[]);
    let browser = Browser::new();
    let response = browser.0.get(app.url("/protected/no-redirect")).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.json::<Value>().await.unwrap(), json!({ "error": "Not authenticated" }));

    let page = browser.open(&app.url("/sign-in")).await;
    browser.sign_in(&page, "alice").await;
    let response = browser.0.get(app.url("/protected/no-redirect")).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.json::<Value>().await.unwrap()["name"], "Alice Example");
}

#[tokio::test]
async fn a_new_user_creates_an_account() {
    let app = App::start(super::PROGRAM, &[]);
    let browser = Browser::new();
    let page = browser.open(&app.url("/sign-up")).await;
    let page =
        browser.submit(&page, &[("username", "carol"), ("password", "secret"), ("name", "Carol")]).await;
    assert_eq!(page.claims(&app.url("/"))["username"], "carol");
    assert!(page.html.contains("Hello, Carol"));
}

#[tokio::test]
async fn the_environment_says_that_a_tenant_has_the_api() {
    let shopping = "https://shopping.example.com/api";
    let tenant = Emulator::builder()
        .resource(ApiResource::new(shopping).permissions(["read", "write"]))
        .role(Role::new("shopper").resource_permissions(shopping, ["read"]))
        .user(User::new("dora").role("shopper"));
    let emulator = tenant.start().await.unwrap();
    let environment = [
        ("LOGTO_ENDPOINT", emulator.endpoint()),
        ("LOGTO_APP_ID", emulator.app_id()),
        ("LOGTO_APP_SECRET", emulator.app_secret()),
        ("LOGTO_RESOURCES", shopping),
        ("LOGTO_SCOPES", "read write"),
    ];
    let app = App::start(super::PROGRAM, &environment);
    let browser = Browser::new();
    let page = browser.open(&app.url("/protected/orders")).await;
    let shown = browser.sign_in(&page, "dora").await.claims(&app.url("/protected/orders"));
    assert_eq!((&shown["may_read"], &shown["may_write"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn the_environment_chooses_the_server_and_sign_out_ends_its_grant() {
    let emulator = Emulator::builder().user(User::new("dora").name("Dora")).start().await.unwrap();
    let app = App::start_with(super::PROGRAM, &emulator);
    assert!(!app.said().contains("emulator"));
    let browser = Browser::new();
    let page = browser.open(&app.url("/protected")).await;
    assert_eq!(browser.sign_in(&page, "dora").await.claims(&app.url("/protected"))["name"], "Dora");
    // Nobody said that this tenant has the API: sign-ins work, and its page says what is missing.
    let page = browser.open(&app.url("/protected/orders")).await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.html.contains("sign-ins do not request the resource"), "{}", page.html);
    browser.open(&app.url("/sign-out")).await;

    let revocations = emulator.requests_to("/oidc/token/revocation");
    let refresh_token = revocations[0].param("token").unwrap();
    let response = browser
        .0
        .post(format!("{}/oidc/token", emulator.endpoint()))
        .basic_auth(emulator.app_id(), Some(emulator.app_secret()))
        .form(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]);
    let body: Value = response.send().await.unwrap().json().await.unwrap();
    assert_eq!(body["error"], "invalid_grant");
}
