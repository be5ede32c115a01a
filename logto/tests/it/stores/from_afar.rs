//! Sessions end from afar: all of a user's and nobody else's, and those that Logto has ended.

use std::time::Duration;

use logto::session::{MemorySessionStore, SessionStore};

use super::scripted::{Ask, Scripted, Turn};
use crate::app::App;
use crate::browser::Browser;
use crate::stores::servers::postgres::Postgres;
use crate::stores::servers::redis::RedisServer;

/// An app whose client the test can ask.
async fn app(store: impl SessionStore) -> (App, logto::Client) {
    let mut client = None;
    let serve = |logto: &logto::Client| {
        client = Some(logto.clone());
        crate::app::assemble(logto)
    };
    let emulator = crate::app::emulator().start().await.unwrap();
    let app = App::serve(emulator, |config| config, |builder| builder.session_store(store), serve).await;
    (app, client.unwrap())
}

async fn the_sessions_of_one_user_end(store: impl SessionStore) {
    let (app, logto) = app(store).await;
    let alice = [app.signed_in().await, app.signed_in().await];
    let bob = Browser::new();
    app.sign_in_at(&bob, "/page", "bob").await;
    assert_eq!(logto.end_sessions_of("nobody").await.unwrap(), 0);
    let sub = app.emulator.user_id("alice").unwrap();
    assert_eq!(logto.end_sessions_of(&sub).await.unwrap(), 2);
    for browser in &alice {
        app.assert_signed_in(browser, false).await;
    }
    app.assert_signed_in(&bob, true).await;
    assert_eq!(logto.end_sessions_of(&sub).await.unwrap(), 0);
}

#[tokio::test]
async fn in_memory() {
    the_sessions_of_one_user_end(MemorySessionStore::new()).await;
}

#[tokio::test]
async fn in_redis() {
    let Some(server) = RedisServer::start(&[]) else { return };
    the_sessions_of_one_user_end(server.store()).await;
}

#[tokio::test]
async fn in_postgres() {
    let Some(server) = Postgres::start() else { return };
    the_sessions_of_one_user_end(server.migrated_store().await).await;
}

#[tokio::test]
async fn sessions_in_cookies_cannot_be_ended_and_the_error_says_what_it_takes() {
    let emulator = crate::app::emulator().start().await.unwrap();
    let config = crate::app::config_for(&emulator, "http://localhost:3000").build().unwrap();
    let error = logto::Client::new(config).end_sessions_of("alice").await.unwrap_err();
    assert!(error.is_configuration());
    assert!(error.to_string().contains("session_store(…)"), "{error}");
}

#[tokio::test]
async fn a_logout_token_whose_sessions_nobody_got_round_to_ending_is_not_used_up() {
    let store = Scripted::new();
    let (app, logto) = app(store.clone()).await;
    let browser = app.signed_in().await;
    app.emulator.tamper_logout_tokens(|token| drop(token.claims.remove("sid")));
    let token = app.emulator.logout_token("alice").unwrap();
    // The instance dies at it.
    store.play(|ask| if ask == Ask::Delete { Turn::Wait(Duration::from_secs(60)) } else { Turn::Go });
    let logout = logto.back_channel_logout(&token);
    assert!(tokio::time::timeout(Duration::from_millis(200), logout).await.is_err());
    store.play(|_| Turn::Go);
    assert!(logto.back_channel_logout(&token).await.unwrap_err().is_untrusted(), "it may still be at it");
    app.advance(Duration::from_secs(11));
    assert_eq!(logto.back_channel_logout(&token).await.unwrap(), 1);
    app.assert_signed_in(&browser, false).await;
    app.advance(Duration::from_secs(11));
    assert!(logto.back_channel_logout(&token).await.unwrap_err().is_untrusted(), "it counts once");
}
