//! Sign-ins under way: each belongs to one browser, answers to one callback, and is good once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use logto::{Client, SignIn};

use crate::app::{App, config_for, emulator};
use crate::browser::Browser;
use crate::tenant::{Endpoint, Fault};

#[tokio::test]
async fn the_callback_of_another_browser_signs_nobody_in() {
    let (app, attacker, victim) = (App::start().await, Browser::new(), Browser::new());
    let callback = app.sign_in_up_to_callback(&attacker, "/page", "bob").await;
    app.sign_in_up_to_callback(&victim, "/page", "alice").await;
    victim.load(&callback).await.assert_refused(400);
    app.assert_signed_in(&victim, false).await;
    assert!(app.emulator.requests_to("/oidc/token").is_empty());
}

#[tokio::test]
async fn the_pending_sign_in_of_one_state_does_not_answer_for_another() {
    let (app, attacker, victim) = (App::start().await, Browser::new(), Browser::new());
    let callback = app.sign_in_up_to_callback(&attacker, "/page", "bob").await;
    app.sign_in_up_to_callback(&victim, "/page", "alice").await;
    // Even with a pending cookie of the victim's under the name that the attacker's state calls for.
    let name = attacker.cookies().into_keys().find(|name| name.contains("-signin-")).unwrap();
    let own = victim.cookies().into_iter().find(|(name, _)| name.contains("-signin-")).unwrap();
    victim.set_cookie(&name, &own.1);
    victim.load(&callback).await.assert_refused(400);
    app.assert_signed_in(&victim, false).await;
}

#[tokio::test]
async fn a_sign_in_that_took_more_than_an_hour_is_refused() {
    let (app, browser) = (App::start().await, Browser::new());
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    app.advance(Duration::from_secs(3600));
    browser.load(&callback).await.assert_refused(400);
    assert!(app.emulator.requests_to("/oidc/token").is_empty());
}

#[tokio::test]
async fn a_callback_works_once_and_a_replay_does_not_end_the_session() {
    let (app, browser) = (App::start().await, Browser::new());
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    assert_eq!(browser.load(&callback).await.status, 303);
    assert_eq!(browser.count_cookies("-signin-"), 0);
    browser.load(&callback).await.assert_refused(400);
    app.assert_signed_in(&browser, true).await;
    assert_eq!(app.emulator.requests_to("/oidc/token").len(), 1);
}

#[tokio::test]
async fn a_replay_with_stolen_cookies_is_refused_by_logto() {
    let (app, browser) = (App::start().await, Browser::new());
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    let thief = browser.copy();
    browser.load(&callback).await;
    thief.load(&callback).await.assert_refused(401);
    app.assert_signed_in(&thief, false).await;
    assert_eq!(thief.count_cookies("-signin-"), 0);
}

#[tokio::test]
async fn a_head_request_does_not_use_a_callback_up() {
    let (app, browser) = (App::start().await, Browser::new());
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    let page = browser.head(&callback).await;
    assert_eq!((page.status.as_u16(), page.body.as_str()), (405, ""));
    assert!(page.set_cookies.is_empty());
    assert_eq!(browser.open(&callback).await.status, 200);
}

#[tokio::test]
async fn a_posted_callback_is_none() {
    let (app, browser) = (App::start().await, Browser::new());
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    assert_eq!(browser.post(&callback, &[]).await.status, 405);
}

#[tokio::test]
async fn at_most_five_sign_ins_are_pending_and_the_newest_are_kept() {
    let (app, browser) = (App::start().await, Browser::new());
    let mut callbacks = Vec::new();
    for _ in 0..8 {
        callbacks.push(app.sign_in_up_to_callback(&browser, "/page", "alice").await);
        app.advance(Duration::from_secs(1));
    }
    assert_eq!(browser.count_cookies("-signin-"), 5);
    browser.load(&callbacks[2]).await.assert_refused(400);
    for callback in &callbacks[3..] {
        assert_eq!(browser.load(callback).await.status, 303);
    }
    assert_eq!(browser.count_cookies("-signin-"), 0);
}

#[tokio::test]
async fn when_logto_is_back_the_same_callback_works() {
    for endpoint in [Endpoint::Jwks, Endpoint::Token] {
        let app = App::start().await;
        let browser = Browser::new();
        let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
        app.emulator.fault(endpoint, Fault::Status(503).times(1));
        let page = browser.load(&callback).await;
        page.assert_refused(503);
        assert_eq!(page.headers["retry-after"], "5");
        app.advance(Duration::from_secs(2));
        assert_eq!(browser.open(&callback).await.status, 200, "{endpoint:?}");
    }
}

#[tokio::test]
async fn a_pending_sign_in_that_the_application_keeps_itself_expires_too() {
    let emulator = emulator().start().await.unwrap();
    let later = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&later);
    let now = move || SystemTime::now() + Duration::from_secs(clock.load(Ordering::SeqCst));
    let config = config_for(&emulator, "http://localhost:1234").clock(now).build().unwrap();
    let client = Client::new(config);
    for (seconds, in_time) in [(3590, true), (3600, false)] {
        later.store(0, Ordering::SeqCst);
        let (url, pending) = client.sign_in(SignIn::to("http://localhost:1234/callback")).await.unwrap();
        let callback = emulator.sign_in("alice", url.as_str()).await.unwrap();
        later.store(seconds, Ordering::SeqCst);
        let outcome = client.finish_sign_in(pending, callback).await;
        let expired = outcome.err().is_some_and(|error| error.to_string().contains("more than an hour ago"));
        assert_eq!(expired, !in_time);
    }
}
