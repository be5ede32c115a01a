//! Session cookies: what is not ours counts as no session, and what is ours is well protected.

use std::time::Duration;

use logto::testing::{self, Emulator};

use serde_json::Value;

use crate::app::{App, COOKIE_KEY, alice};
use crate::browser::Browser;
use crate::logs::Logs;

/// A visitor without a session: no error page, no panic.
async fn assert_signed_out(app: &App, browser: &Browser) {
    app.assert_signed_in(browser, false).await;
    assert_eq!(browser.load(&app.url("/")).await.status, 200);
    assert_eq!(browser.load(&app.url("/optional")).await.body, "null");
    assert_eq!(browser.load(&app.url("/session")).await.json()["is_authenticated"], false);
    browser.remove_cookie(&marker(browser));
    assert_eq!(browser.load(&app.url("/page")).await.status, 303);
}

/// The cookie that remembers for ten seconds that a sign-in has just happened.
fn marker(browser: &Browser) -> String {
    browser.cookies().into_keys().find(|name| name.ends_with("-signed-in")).unwrap_or_default()
}

#[tokio::test]
async fn a_tampered_cookie_counts_as_signed_out() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let (name, value) = browser.cookie("-claims");
    for position in [2, 3, 10, 20, 30, value.len() / 2, value.len() - 2] {
        let mut bytes = value.clone().into_bytes();
        bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
        browser.set_cookie(&name, &String::from_utf8(bytes).unwrap());
        assert_signed_out(&app, &browser).await;
    }
    browser.set_cookie(&name, &value);
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn a_truncated_cookie_counts_as_signed_out() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let (name, value) = browser.cookie("-claims");
    for length in [0, 1, 2, 3, 15, 16, 17, 30, 40, value.len() / 2, value.len() - 1] {
        browser.set_cookie(&name, &value[..length]);
        assert_signed_out(&app, &browser).await;
    }
}

#[tokio::test]
async fn nonsense_in_every_cookie_counts_as_signed_out() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let names: Vec<_> = browser.cookies().into_keys().collect();
    for nonsense in
        ["", ".", "1.", "3.x", "1.%00", "\"1.quoted\"", "-1.x", "99999999999999999999.x", "1.AAAA", "=;=,"]
    {
        for name in &names {
            browser.set_cookie(name, nonsense);
        }
        assert_signed_out(&app, &browser).await;
    }
}

#[tokio::test]
async fn a_cookie_under_another_name_counts_as_signed_out() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let (claims, tokens) = (browser.cookie("-claims"), browser.cookie("-tokens"));
    browser.set_cookie(&claims.0, &tokens.1);
    browser.set_cookie(&tokens.0, &claims.1);
    assert_signed_out(&app, &browser).await;
}

#[tokio::test]
async fn a_cookie_of_another_application_with_the_same_key_counts_as_signed_out() {
    let (first, second) = (App::start().await, App::start().await);
    let (alice, bob) = (first.signed_in().await, second.signed_in().await);
    for purpose in ["-claims", "-tokens"] {
        bob.set_cookie(&bob.cookie(purpose).0, &alice.cookie(purpose).1);
    }
    assert_signed_out(&second, &bob).await;
}

#[tokio::test]
async fn a_cookie_of_another_key_counts_as_signed_out() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let other = |config: logto::ConfigBuilder| config.cookie_key("another key of at least 32 bytes!");
    let sibling = app.start_sibling(other, |client| client).await;
    assert_eq!(browser.fetch(&format!("{sibling}/plain")).await.status, 401);
    // The same with the right key, to be sure that the key is what makes the difference.
    let sibling = app.start_sibling(|config| config, |client| client).await;
    assert_eq!(browser.fetch(&format!("{sibling}/plain")).await.status, 200);
}

#[tokio::test]
async fn after_a_change_of_the_key_sessions_of_the_previous_one_live_on() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let rotated = |config: logto::ConfigBuilder| {
        config.cookie_key("another key of at least 32 bytes!").previous_cookie_key(COOKIE_KEY)
    };
    let sibling = app.start_sibling(rotated, |client| client).await;
    assert_eq!(browser.fetch(&format!("{sibling}/plain")).await.status, 200);
    assert_eq!(
        browser.load(&format!("{sibling}/session")).await.json()["subject"].as_str(),
        app.emulator.user_id("alice").as_deref()
    );
    // What is sealed now is sealed with the new key, which the old instance does not know.
    let visitor = Browser::new();
    let url = visitor.load(&format!("{sibling}/sign-in")).await.redirect().unwrap();
    let callback = app.emulator.sign_in("alice", &url).await.unwrap();
    visitor.load(&callback).await.assert_refused(400);
    let query = callback.split_once('?').unwrap().1;
    assert_eq!(visitor.load(&format!("{sibling}/callback?{query}")).await.status, 303);
}

#[tokio::test]
async fn an_expired_cookie_that_the_browser_kept_counts_as_signed_out() {
    let app = App::with(|config| config.session_lifetime(Duration::from_secs(1800)), |client| client).await;
    let browser = app.signed_in().await;
    app.advance(Duration::from_secs(1800));
    assert_signed_out(&app, &browser).await;
}

#[tokio::test]
async fn claims_of_one_user_and_tokens_of_another_are_no_session_with_tokens() {
    let app = App::start().await;
    let (alice, bob) = (app.signed_in().await, Browser::new());
    app.sign_in_at(&bob, "/page", "bob").await;
    let (name, tokens) = bob.cookie("-tokens");
    alice.set_cookie(&name, &tokens);
    let session = alice.load(&app.url("/session")).await.json();
    assert_eq!((&session["subject"], &session["refresh_token"]), (&Value::Null, &Value::Null));
    assert_eq!(alice.fetch(&app.url("/full")).await.status, 401);
    assert!(app.emulator.requests_to("/oidc/me").is_empty());
}

#[tokio::test]
async fn a_guard_opens_the_claims_only() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let (name, _) = browser.cookie("-tokens");
    browser.set_cookie(&name, "1.corrupt");
    assert_eq!(browser.load(&app.url("/page")).await.json()["name"], "Alice Example");
    browser.remove_cookie(&name);
    assert_eq!(browser.load(&app.url("/page")).await.status, 200);
}

#[tokio::test]
async fn over_http_cookies_are_strict_and_over_https_they_are_also_secure_and_host_bound() {
    for (base_url, prefix, secure) in [
        ("http://localhost:3000", "logto-", ""),
        ("https://app.example.com", "__Host-logto-", "; Secure"),
        ("https://app.example.com/prefix", "__Host-logto-", "; Secure"),
    ] {
        let web = testing::App::traditional("web").redirect_uri(format!("{base_url}/callback"));
        let emulator = Emulator::builder().app(web).user(alice()).start().await.unwrap();
        let app = App::at(emulator, |config| config.base_url(base_url), |client| client).await;
        let browser = Browser::new();
        let page = browser.load(&app.url("/sign-in")).await;
        let [line] = page.set_cookies.as_slice() else { panic!("{:?}", page.set_cookies) };
        assert!(line.starts_with(prefix), "{line}");
        let attributes = format!("; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax{secure}");
        assert!(line.ends_with(&attributes), "{line}");

        let callback = app.emulator.sign_in("alice", page.location.as_deref().unwrap()).await.unwrap();
        let page = browser.load(&callback.replace(base_url, &app.base_url)).await;
        let session = page.set_cookies.iter().filter(|line| !line.contains("Max-Age=0;"));
        let session: Vec<_> = session.inspect(|line| assert!(line.starts_with(prefix), "{line}")).collect();
        assert!(session.len() >= 2, "{session:?}");
        let attributes = format!("; HttpOnly; SameSite=Lax{secure}");
        assert!(
            session.iter().all(|line| line.contains("; Path=/; Max-Age=") && line.ends_with(&attributes))
        );
    }
}

#[tokio::test]
async fn session_cookies_live_as_long_as_the_session_and_have_the_same_attributes() {
    let app = App::start().await;
    app.clock.stop();
    let browser = Browser::new();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    let page = browser.load(&callback).await;
    for (purpose, lifetime) in
        [("-claims=", 14 * 24 * 3600), ("-tokens=", 14 * 24 * 3600), ("-signed-in=", 10)]
    {
        let line = page.set_cookies.iter().find(|line| line.contains(purpose)).unwrap();
        let (_, age) = line.split_once("; Path=/; Max-Age=").unwrap();
        let (age, rest) = age.split_once(';').unwrap();
        // The end is cut to the second.
        assert!((lifetime - 1..=lifetime).contains(&age.parse::<i32>().unwrap()), "{line}");
        assert_eq!(rest, " HttpOnly; SameSite=Lax");
    }
}

/// Browsers send the older cookie first, and of those that came with one answer the first.
#[tokio::test]
async fn what_every_guard_looks_for_is_set_before_the_tokens() {
    let app = App::start().await;
    let browser = Browser::new();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    let lines = browser.load(&callback).await.set_cookies;
    let place = |purpose: &str| lines.iter().position(|line| line.contains(purpose)).unwrap();
    assert!(place("-claims=") < place("-tokens="), "{lines:?}");
}

#[tokio::test]
async fn cookies_of_others_that_are_no_text_do_not_sign_anyone_out() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    browser.set_cookie("a-theme-of-another-application", "d\u{fc}ster");
    app.assert_signed_in(&browser, true).await;
}

/// Alice, with so much profile that her claims do not fit into one cookie.
async fn app_with_profile(length: usize) -> App {
    let app = testing::App::traditional("web").local_redirect_uris();
    let user = alice().profile("nickname", "n".repeat(length));
    let emulator = Emulator::builder().app(app).user(user).start().await.unwrap();
    App::at(emulator, |config| config, |client| client).await
}

#[tokio::test]
async fn a_big_profile_takes_several_cookies_and_leaves_none_behind() {
    let app = app_with_profile(4000).await;
    let browser = app.signed_in().await;
    assert!(browser.count_cookies("-claims") > 1);
    assert!(browser.count_cookies("-tokens") > 1);
    assert_eq!(browser.load(&app.url("/page")).await.json()["nickname"], "n".repeat(4000));
    assert_eq!(
        browser.load(&app.url("/session")).await.json()["subject"].as_str(),
        app.emulator.user_id("alice").as_deref()
    );

    let one_missing = browser.copy();
    one_missing.remove_cookie(&one_missing.cookie("-claims.1").0);
    assert_signed_out(&app, &one_missing).await;

    browser.load(&app.url("/sign-out")).await;
    assert!(browser.cookies().is_empty(), "{:?}", browser.cookies().keys());
}

#[tokio::test]
async fn a_profile_beyond_the_limit_is_an_error_that_says_what_to_do() {
    let (logs, app) = (Logs::capture(), app_with_profile(12_000).await);
    let browser = Browser::new();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    let page = browser.load(&callback).await;
    page.assert_refused(500);
    logs.assert_has(".session_store(");
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn two_applications_on_one_host_leave_each_other_alone() {
    let (first, second) = (App::start().await, App::start().await);
    let browser = first.signed_in().await;
    second.assert_signed_in(&browser, false).await;
    second.sign_in_at(&browser, "/page", "bob").await;
    for (app, user) in [(&first, "alice"), (&second, "bob")] {
        let subject = browser.load(&app.url("/optional")).await.json();
        assert_eq!(subject.as_str(), app.emulator.user_id(user).as_deref());
    }
    browser.load(&second.url("/sign-out")).await;
    second.assert_signed_in(&browser, false).await;
    first.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn cookies_that_the_application_sets_survive() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let page = browser.load(&app.url("/clear")).await;
    assert!(page.set_cookies.contains(&"mine=1".to_owned()), "{:?}", page.set_cookies);
    assert_eq!(page.set_cookies.iter().filter(|line| line.contains("Max-Age=0;")).count(), 2);
    assert_eq!(browser.cookie("mine").1, "1");
    assert_signed_out(&app, &browser).await;
}

#[tokio::test]
async fn a_request_that_changes_nothing_sets_no_cookie() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    for path in ["/", "/page", "/session", "/optional"] {
        assert_eq!(browser.load(&app.url(path)).await.set_cookies, [""; 0]);
    }
}
