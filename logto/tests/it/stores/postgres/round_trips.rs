//! What a guarded request costs, and what it does when the connection is gone.

use std::time::{Duration, Instant};

use logto::ConfigBuilder;
use logto::session::{PostgresSessionStore, PostgresSessionStoreBuilder, SessionStore};

use super::expired;
use super::proxy::Proxy;
use crate::app::Account;
use crate::stores::servers::postgres::Postgres;
use crate::tokens::app::{TokenApp, rotating, start_with};
use crate::tokens::visitor::Visitor;

async fn app(store: PostgresSessionStore) -> TokenApp {
    start_with(rotating(), ConfigBuilder::claims::<Account>, |client| client.session_store(store)).await
}

/// A busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(30);

/// A store at the other end of a network.
async fn distant_store(server: &Postgres, pool_size: usize) -> (PostgresSessionStore, Proxy) {
    distant_store_with(server, |builder| builder.pool_size(pool_size).timeout(PATIENCE)).await
}

async fn distant_store_with(
    server: &Postgres,
    configure: impl FnOnce(PostgresSessionStoreBuilder) -> PostgresSessionStoreBuilder,
) -> (PostgresSessionStore, Proxy) {
    let proxy = Proxy::to(server).await;
    let store = configure(PostgresSessionStore::builder(&proxy.url())).build().unwrap();
    store.migrate().await.unwrap();
    (store, proxy)
}

/// A visitor who has signed in. The store's first write also removed what had expired, which is over.
///
/// The store has one connection only.
async fn visitor_of<'a>(app: &'a TokenApp, server: &Postgres, store: &PostgresSessionStore) -> Visitor<'a> {
    expired::add(server, 1, -2).await;
    let visitor = app.visitor().await;
    let start = Instant::now();
    while server.number("SELECT count(*) FROM logto_sessions WHERE expires_at < now()").await > 0 {
        assert!(start.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // The removal ends with these rows; whoever gets the connection after it finds it free.
    store.ping().await.unwrap();
    visitor
}

#[tokio::test]
async fn a_guarded_request_is_one_round_trip_and_one_statement() {
    let Some(server) = Postgres::start_with(&["log_min_duration_statement=0"]) else { return };
    let (store, proxy) = distant_store(&server, 1).await;
    let app = app(store.clone()).await;
    let visitor = visitor_of(&app, &server, &store).await;
    assert_eq!(visitor.get("/plain").await.status, 200);

    let (round_trips, logged) = (proxy.round_trips(), server.log().len());
    for _ in 0..20 {
        assert_eq!(visitor.get("/plain").await.status, 200);
    }
    assert_eq!(proxy.round_trips() - round_trips, 20);
    let log = server.log();
    let count = |text: &str| log[logged..].matches(text).count();
    assert_eq!(
        (count(" execute "), count(" bind "), count(" parse "), count(" statement: ")),
        (20, 20, 0, 0)
    );
    assert_eq!(count("FROM logto_sessions WHERE key = $1"), 40);
}

#[tokio::test]
async fn a_connection_that_has_died_in_the_pool_is_replaced_before_it_is_used() {
    let Some(server) = Postgres::start() else { return };
    let (store, proxy) = distant_store(&server, 1).await;
    store.ping().await.unwrap();
    for connections in 2..5 {
        proxy.cut();
        tokio::time::sleep(Duration::from_millis(50)).await;
        store.ping().await.unwrap();
        assert_eq!(proxy.connections(), connections);
    }
}

#[tokio::test]
async fn what_was_asked_when_the_connection_died_is_asked_again_on_a_new_one() {
    let Some(server) = Postgres::start() else { return };
    let (store, proxy) = distant_store(&server, 1).await;
    let app = app(store.clone()).await;
    let visitor = visitor_of(&app, &server, &store).await;
    assert_eq!(visitor.get("/plain").await.status, 200);
    let connections = proxy.connections();
    // The session is loaded within the cut, and the answer has to come over another connection.
    proxy.stall(true);
    let (reply, ()) = tokio::join!(visitor.get("/plain"), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        proxy.cut();
        proxy.stall(false);
    });
    assert_eq!(reply.status, 200);
    assert_eq!(proxy.connections(), connections + 1);
}

#[tokio::test]
async fn a_server_that_ends_the_connection_of_a_request_does_not_fail_it() {
    let Some(server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    store.ping().await.unwrap();
    let terminate =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'logto'";
    for _ in 0..20 {
        assert!(server.number(terminate).await > 0);
        store.ping().await.unwrap();
    }
}

#[tokio::test]
async fn a_request_gives_up_after_two_seconds_and_the_next_one_uses_another_connection() {
    let Some(server) = Postgres::start() else { return };
    let (store, proxy) = distant_store_with(&server, |builder| builder.pool_size(4)).await;
    store.ping().await.unwrap();
    proxy.stall(true);
    for expected in ["no answer from PostgreSQL within 2s", "no connection to PostgreSQL within 2s"] {
        let start = Instant::now();
        let error = store.ping().await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!((1900..60_000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    }
    proxy.stall(false);
    store.ping().await.unwrap();
}

#[tokio::test]
async fn who_finds_all_connections_busy_waits_for_one() {
    let Some(server) = Postgres::start() else { return };
    let (store, proxy) = distant_store(&server, 2).await;
    let pings = (0..200).map(|_| store.ping());
    futures_util::future::try_join_all(pings).await.unwrap();
    assert!(proxy.connections() <= 2);
}
