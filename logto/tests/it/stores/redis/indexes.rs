//! What sessions are found by: it lasts as long as they do, and no longer.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use logto::ConfigBuilder;
use logto::session::SessionStore;
use logto::testing::Emulator;

use crate::app::{App, alice};
use crate::browser::Browser;
use crate::stores::later::Later;
use crate::stores::servers::redis::RedisServer;

const SESSIONS: usize = 12;

const PATH: &str = "/back-channel-logout";

async fn app(server: &RedisServer, configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> App {
    app_with(server.store(), configure).await
}

async fn app_with(store: impl SessionStore, configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> App {
    let web = logto::testing::App::traditional("web").secret("secret").local_redirect_uris();
    let web = web.back_channel_logout_session_required();
    let emulator = Emulator::builder().app(web).user(alice()).start().await.unwrap();
    let configure = |config: ConfigBuilder| configure(config.back_channel_logout_path(PATH));
    App::at(emulator, configure, |client| client.session_store(store)).await
}

/// The shortest lifetime that there is.
const A_MINUTE: Duration = Duration::from_secs(60);

/// All but ten seconds of it: enough to sign in.
const ALMOST_A_MINUTE: Duration = Duration::from_secs(50);

/// For how much longer than its session an index knows of it, at most.
const LATER: Duration = Duration::from_secs(6);

async fn sign_in(app: &App, sessions: usize) -> Vec<Browser> {
    let mut browsers = Vec::new();
    for _ in 0..sessions {
        browsers.push(app.signed_in().await);
    }
    browsers
}

/// How many members the index of the only user has.
fn members(server: &RedisServer) -> usize {
    let [index] = server.keys("logto:subject:").try_into().unwrap();
    server.ask(&["ZCARD", &index])
}

fn expiry(server: &RedisServer, key: &str) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(server.ask(&["PEXPIRETIME", key]))
}

#[tokio::test]
async fn nothing_is_left_of_sessions_that_were_signed_out() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let app = app(&server, |config| config).await;
    for browser in sign_in(&app, SESSIONS).await {
        browser.load(&app.url("/sign-out")).await;
    }
    assert_eq!(server.keys(""), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_is_left_of_sessions_that_logto_has_ended_but_the_memory_of_the_logout_token() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let app = app(&server, |config| config).await;
    let browsers = sign_in(&app, SESSIONS).await;
    assert_eq!(server.keys("logto:session:").len(), SESSIONS);
    assert_eq!(server.keys("logto:provider-session:").len(), SESSIONS);
    // The first token names a session, the second one the user.
    for left in [SESSIONS - 1, 0] {
        let token = app.emulator.logout_token("alice").unwrap();
        let page = Browser::new().post(&app.url(PATH), &[("logout_token", &token)]).await;
        assert_eq!(page.status, 200);
        assert_eq!(server.keys("logto:session:").len(), left);
        assert_eq!(server.keys("logto:provider-session:").len(), left);
        app.emulator.tamper_logout_tokens(|token| drop(token.claims.remove("sid")));
    }
    let leases = server.keys("logto:lease:");
    assert_eq!((leases.len(), server.keys("").len()), (2, 2));
    assert!(leases.iter().all(|lease| server.ask::<i64>(&["PTTL", lease]) > 0));
    for browser in browsers {
        app.assert_signed_in(&browser, false).await;
    }
}

#[tokio::test]
async fn nothing_is_left_of_sessions_that_have_expired() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = Later::by(&Arc::new(Mutex::new(ALMOST_A_MINUTE)), server.store());
    let app = app_with(store, |config| config.session_lifetime(A_MINUTE)).await;
    sign_in(&app, SESSIONS).await;
    let until = Instant::now() + Duration::from_secs(60);
    while !server.keys("").is_empty() {
        assert!(Instant::now() < until, "{:?}", server.keys(""));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn an_index_lets_go_of_expired_sessions_when_another_one_comes() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let later = Arc::default();
    let store = Later::by(&later, server.store());
    let app = app_with(store, |config| config.session_lifetime(A_MINUTE)).await;
    // One that keeps the index alive.
    sign_in(&app, 1).await;
    *later.lock().unwrap() = ALMOST_A_MINUTE;
    sign_in(&app, SESSIONS).await;
    assert_eq!(members(&server), SESSIONS + 1);
    tokio::time::sleep(A_MINUTE - ALMOST_A_MINUTE + LATER).await;
    sign_in(&app, 1).await;
    assert_eq!(members(&server), 2);
}

#[tokio::test]
async fn an_index_lasts_as_long_as_the_sessions_that_were_used() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let timeout = Duration::from_secs(1000);
    let app = app(&server, |config| config.session_idle_timeout(timeout).refresh_claims(false)).await;
    let browser = sign_in(&app, 1).await.pop().unwrap();
    let [session] = server.keys("logto:session:").try_into().unwrap();
    let indexes = [server.keys("logto:subject:"), server.keys("logto:provider-session:")].concat();
    assert_eq!(indexes.len(), 2);
    // As if all of the time but a minute had passed for Redis, too.
    for key in indexes.iter().chain([&session]) {
        let () = server.ask(&["PEXPIRE", key, "60000"]);
    }
    app.advance(timeout / 2);
    app.assert_signed_in(&browser, true).await;
    let after = expiry(&server, &session);
    assert!(after.duration_since(SystemTime::now()).unwrap() > timeout * 9 / 10);
    for index in indexes {
        assert!(expiry(&server, &index) >= after);
        let scores: Vec<Vec<u8>> = server.ask(&["ZRANGE", &index, "0", "-1", "WITHSCORES"]);
        let score: u64 = String::from_utf8(scores[1].clone()).unwrap().parse().unwrap();
        assert!(UNIX_EPOCH + Duration::from_millis(score) >= after);
    }
}

#[tokio::test]
async fn an_app_whose_clock_is_slow_has_sessions_that_last_as_long_as_any() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let app = app(&server, |config| {
        config.session_lifetime(A_MINUTE).clock(|| SystemTime::now() - ALMOST_A_MINUTE)
    })
    .await;
    let browser = app.signed_in().await;
    for key in server.keys("") {
        let left: u64 = server.ask(&["PTTL", &key]);
        assert!(Duration::from_millis(left) > ALMOST_A_MINUTE, "{key} {left}");
    }
    tokio::time::sleep(A_MINUTE - ALMOST_A_MINUTE).await;
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn everything_in_redis_expires() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let app = app(&server, |config| config).await;
    let browser = app.signed_in().await;
    app.advance(Duration::from_secs(3700));
    app.assert_signed_in(&browser, true).await;
    let keys = server.keys("");
    assert!(keys.len() >= 3, "{keys:?}");
    assert!(keys.iter().all(|key| server.ask::<i64>(&["PTTL", key]) > 0));
}
