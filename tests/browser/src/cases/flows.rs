//! Ways through an application.

use crate::app::{App, Example};
use crate::browser::Browser;

/// What only alice may see.
const PROTECTED: &str = "alice@example.com";

/// Pages of the examples that are for users, and what they show of alice.
const PAGES: [(&str, &str, &str); 4] = [
    ("protected", "/protected", PROTECTED),
    ("userinfo", "/protected/userinfo", "\"tier\": \"gold\""),
    ("organizations", "/protected/organizations", "urn:logto:organization:acme"),
    ("orders", "/protected/orders", "\"scope\": \"read write\""),
];

/// A visitor asks for a page, signs in, is there, looks at the others, and signs out.
pub async fn a_visitor_signs_in_looks_around_and_signs_out(example: Example) {
    let Some(browser) = Browser::open(example).await else { return };
    let app = App::start(example.program, &[]);
    browser.goto(&app.url("/")).await;
    browser.see("Sign in").await;
    browser.picture("welcome").await;

    browser.click("a[href='/protected']").await;
    assert!(browser.is_at_sign_in_page().await, "{}", browser.text().await);
    browser.picture("emulator-sign-in").await;
    browser.sign_in("alice").await;
    browser.arrive(&app.url("/protected")).await;

    for (name, path, shown) in PAGES {
        browser.goto(&app.url(path)).await;
        assert_eq!(browser.url().await, app.url(path));
        browser.see(shown).await;
        browser.picture(name).await;
    }
    browser.goto(&app.url("/protected/organizations/elsewhere")).await;
    browser.see("Access denied").await;
    browser.picture("not-a-member").await;
    browser.goto(&app.url("/")).await;
    browser.see("Hello, Alice Example").await;
    browser.picture("home").await;

    browser.click("a[href='/sign-out']").await;
    browser.arrive(&app.url("/")).await;
    browser.see("Create account").await;
    assert!(browser.session_cookies().await.is_empty(), "{:?}", browser.session_cookies().await);
    // Nor does the emulator know who was here.
    browser.goto(&app.url("/protected")).await;
    assert!(browser.is_at_sign_in_page().await, "{}", browser.text().await);
    browser.click("a[href^='/register']").await;
    browser.picture("emulator-sign-up").await;
}

/// Two tabs stand before the sign-in page; both get where they wanted to go.
pub async fn two_tabs_sign_in_at_the_same_time(example: Example) {
    let Some(browser) = Browser::open(example).await else { return };
    let app = App::start(example.program, &[]);
    let first = browser.driver.window().await.unwrap();
    browser.goto(&app.url("/protected")).await;
    let second = browser.driver.new_window(true).await.unwrap().handle;
    browser.driver.switch_to_window(second.clone()).await.unwrap();
    browser.goto(&app.url("/protected/userinfo")).await;

    for (tab, path, shown) in
        [(first, "/protected", PROTECTED), (second, "/protected/userinfo", "\"tier\": \"gold\"")]
    {
        browser.driver.switch_to_window(tab).await.unwrap();
        browser.sign_in("alice").await;
        browser.arrive(&app.url(path)).await;
        browser.see(shown).await;
    }
}

/// Whoever comes to the machine after the user has signed out finds nothing of theirs behind "back".
pub async fn after_the_sign_out_the_back_button_shows_nothing_protected(example: Example) {
    let Some(browser) = Browser::open(example).await else { return };
    let app = App::start(example.program, &[]);
    browser.goto(&app.url("/protected")).await;
    browser.sign_in("alice").await;
    browser.arrive(&app.url("/protected")).await;
    let pages = ["/protected/userinfo", "/protected/no-redirect", "/protected/orders", "/"];
    for path in pages {
        browser.goto(&app.url(path)).await;
        assert!(shows_claims(&browser).await, "{path}: {}", browser.text().await);
    }
    browser.click("a[href='/sign-out']").await;
    browser.arrive(&app.url("/")).await;
    browser.see("Create account").await;

    let steps = browser.run("return history.length").await.as_u64().unwrap();
    assert!(steps > pages.len() as u64, "only {steps} pages to go back through");
    for step in 1..=steps {
        browser.driver.back().await.unwrap();
        let url = browser.url().await;
        assert!(!shows_claims(&browser).await, "{step} steps back, at {url}:\n{}", browser.text().await);
    }
}

/// Whether a user's claims, or what an API said of them, are anywhere in the page.
async fn shows_claims(browser: &Browser) -> bool {
    browser.driver.source().await.unwrap().contains("\"sub\":")
}

/// The user changes their mind at Logto.
pub async fn a_cancelled_sign_in_is_answered_with_a_page(example: Example) {
    let Some(browser) = Browser::open(example).await else { return };
    let app = App::start(example.program, &[]);
    browser.goto(&app.url("/protected")).await;
    browser.click("button[name=cancel]").await;
    browser.see("Access denied").await;
    assert!(browser.url().await.starts_with(&app.url("/callback?")), "{}", browser.url().await);
    browser.picture("cancelled").await;
    browser.click("a[href='/sign-in']").await;
    // With a click on their name this time.
    browser.click("button.user").await;
    browser.arrive(&app.url("/")).await;
    browser.see("Hello, Alice Example").await;
}
