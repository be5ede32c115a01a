//! A Redis that is not there, not yet there, silent, or not willing.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use logto::session::{RedisSessionStore, SessionStore};

use crate::app::App;
use crate::logs::Logs;
use crate::stores::servers::cutter::Cutter;
use crate::stores::servers::redis::{PASSWORD, RedisServer};

/// Requests wait for it. (A second and a half, and longer where the app itself is late.)
const PATIENCE: Duration = Duration::from_secs(30);

async fn why_not(store: &RedisSessionStore) -> String {
    let began = Instant::now();
    let error = store.ping().await.unwrap_err().to_string();
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    error
}

#[tokio::test]
async fn an_app_starts_while_redis_is_down_and_goes_on_when_it_is_there() {
    let Some(mut server) = RedisServer::start(&[]) else { return };
    server.stop();
    let store = server.store();
    let app = App::with(|config| config, |client| client.session_store(store)).await;
    let browser = crate::browser::Browser::new();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    browser.load(&callback).await.assert_refused(503);
    server.start_again();
    assert_eq!(app.sign_in_at(&browser, "/page", "alice").await.status, 200);
}

#[tokio::test]
async fn a_redis_that_stops_answering_is_given_up_and_found_again() {
    let Some(mut server) = RedisServer::start(&[]) else { return };
    let store = server.store();
    store.ping().await.unwrap();
    server.signal("STOP");
    assert!(why_not(&store).await.ends_with("Redis did not answer in time"));
    assert!(why_not(&store).await.ends_with("Redis did not answer in time"));
    server.signal("CONT");
    store.ping().await.unwrap();
    server.stop();
    assert!(why_not(&store).await.contains("Redis cannot be reached: "));
    server.start_again();
    store.ping().await.unwrap();
}

#[tokio::test]
async fn a_connection_that_has_gone_silent_is_replaced() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (line, port) = Cutter::before(server.port()).await;
    let store = RedisSessionStore::new(&format!("redis://127.0.0.1:{port}")).unwrap();
    store.ping().await.unwrap();
    line.silence();
    assert!(why_not(&store).await.ends_with("Redis did not answer in time"));
    store.ping().await.unwrap();
}

#[tokio::test]
async fn connections_that_redis_has_closed_cost_no_error() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = server.store();
    for _ in 0..20 {
        store.ping().await.unwrap();
        let () = server.ask(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
        let pings = futures_util::future::join_all((0..10).map(|_| store.ping())).await;
        assert!(pings.iter().all(Result::is_ok), "{pings:?}");
    }
}

#[tokio::test]
async fn a_redis_that_refuses_at_first_is_asked_again() {
    let Some(server) = RedisServer::start(&["--requirepass", PASSWORD]) else { return };
    let store = RedisSessionStore::new(&format!("redis://:hunter2@127.0.0.1:{}", server.port())).unwrap();
    for _ in 0..2 {
        let error = why_not(&store).await;
        assert!(error.ends_with("Redis does not accept the password or the user"), "{error}");
    }
    let () = server.ask(&["CONFIG", "SET", "requirepass", "hunter2"]);
    store.ping().await.unwrap();
}

#[tokio::test]
async fn no_password_is_in_an_error_or_a_log_line() {
    let logs = Logs::capture();
    let mut texts = String::new();
    let Some(server) = RedisServer::start(&["--requirepass", PASSWORD]) else { return };
    let port = server.port();
    for url in [
        format!("redis://:hunter2@127.0.0.1:{port}/"),
        format!("redis://hunter2:hunter2@127.0.0.1:{port}/"),
        format!("rediss://:hunter2@127.0.0.1:{port}/"),
        "redis://:hunter2@127.0.0.1:1/".to_owned(),
        "redis://:hunter2@no-such-host.invalid/".to_owned(),
        "unix:///no/such/socket?pass=hunter2".to_owned(),
    ] {
        let error = RedisSessionStore::new(&url).unwrap().ping().await.unwrap_err();
        writeln!(texts, "{error} {error:?} {:?}", error.source()).unwrap();
    }
    assert!(texts.lines().count() == 6 && !texts.contains("hunter2"), "{texts}");
    assert!(!logs.text().contains("hunter2"), "{}", logs.text());
}

#[tokio::test]
async fn tls_with_a_server_that_speaks_none_is_an_error() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = RedisSessionStore::new(&format!("rediss://127.0.0.1:{}/", server.port())).unwrap();
    assert!(why_not(&store).await.contains("Redis "));
}
