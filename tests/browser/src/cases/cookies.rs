//! What the browser is told about the session, and how much it can keep.

use fantoccini::cookies::Cookie;
use logto::testing::{ApiResource, Emulator, Organization, Role, User};
use serde_json::json;

use crate::app::{App, Example};
use crate::browser::Browser;

const SHOPPING: &str = "https://shopping.example.com/api";

/// The longest line that browsers accept.
const MAX_COOKIE: usize = 4096;

/// The flags of the session cookies, as the browser understood them.
pub async fn session_cookies_are_out_of_reach_of_scripts(example: Example) {
    let Some(browser) = Browser::open(example).await else { return };
    let app = App::start(example.program, &[]);
    browser.goto(&app.url("/protected")).await;
    browser.sign_in("alice").await;
    browser.arrive(&app.url("/protected")).await;

    let cookies = browser.session_cookies().await;
    for purpose in ["-claims", "-tokens"] {
        assert!(cookies.iter().any(|cookie| cookie.name().ends_with(purpose)), "no {purpose}: {cookies:?}");
    }
    for cookie in cookies {
        let same_site = cookie.same_site().map(|rule| rule.to_string());
        let flags = (cookie.http_only(), same_site.as_deref(), cookie.secure(), cookie.path());
        // Not `Secure`, because this is http://localhost.
        let expected = (Some(true), Some("Lax"), Some(false), Some("/"));
        assert_eq!(flags, expected, "{}", cookie.name());
        assert_eq!(cookie.domain(), Some("localhost"), "{}", cookie.name());
        assert!(cookie.expires().is_some(), "{}", cookie.name());
    }
    let visible = browser.run("return document.cookie").await;
    assert!(!visible.as_str().unwrap().contains("logto-"), "{visible}");
}

/// A user of many organizations: claims and tokens that no single cookie holds.
pub async fn a_session_over_four_kilobytes_survives(example: Example) {
    let Some(browser) = Browser::open(example).await else { return };
    let emulator = tenant_of_many_organizations().await;
    let app = App::start_with(example.program, &emulator);
    browser.goto(&app.url("/protected")).await;
    browser.sign_in("dora").await;
    browser.arrive(&app.url("/protected")).await;

    // Tokens are added, and the cookies written anew.
    for organization in ["organization-number-1", "organization-number-2", "organization-number-3"] {
        browser.goto(&app.url(&format!("/protected/organizations/{organization}"))).await;
        browser.see(&format!("urn:logto:organization:{organization}")).await;
    }
    let cookies = browser.session_cookies().await;
    for chunk in ["-claims.1", "-tokens.1"] {
        let found: Vec<_> = cookies.iter().map(Cookie::name).collect();
        assert!(cookies.iter().any(|cookie| cookie.name().ends_with(chunk)), "no {chunk}: {found:?}");
    }
    let whole: usize = cookies.iter().map(|cookie| cookie.value().len()).sum();
    assert!(whole > 2 * MAX_COOKIE, "{whole} bytes are too few for this test");

    emulator.clear_requests();
    browser.driver.refresh().await.unwrap();
    browser.see("urn:logto:organization:organization-number-3").await;
    // The token was there.
    assert!(emulator.requests_to("/oidc/token").is_empty());
    browser.goto(&app.url("/sign-out")).await;
    browser.arrive(&app.url("/")).await;
    assert!(browser.session_cookies().await.is_empty());
}

async fn tenant_of_many_organizations() -> Emulator {
    let mut tenant = Emulator::builder()
        .resource(ApiResource::new(SHOPPING).permissions(["read", "write"]))
        .organization_role(Role::new("viewer").organization_permissions(["read:report"]));
    let mut dora = User::new("dora").name("Dora Example").custom_data(json!({ "notes": "x".repeat(2000) }));
    for number in 0..130 {
        let id = format!("organization-number-{number}");
        tenant = tenant.organization(Organization::new(&id, format!("Organization {number}")));
        dora = dora.member_of(&id, ["viewer"]);
    }
    tenant.user(dora).start().await.unwrap()
}
