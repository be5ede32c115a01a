//! What has expired is removed in batches, and what has not stays.

use std::time::{Duration, Instant};

use logto::session::SessionStore;
use logto::testing::store_conformance::run_case;

use crate::stores::servers::postgres::Postgres;

const SESSIONS: &str = "SELECT count(*) FROM logto_sessions";

/// Adds sessions that expire after so many hours, and as many leases.
pub(super) async fn add(server: &Postgres, count: usize, hours: i32) {
    let client = server.connect().await;
    for sql in [
        format!(
            "INSERT INTO logto_sessions (key, version, expires_at, subject, record)
             SELECT sha256((random() || ' ' || number)::bytea), 0, now() + interval '{hours} hours', 'subject', 'record'
             FROM generate_series(1, {count}) AS number"
        ),
        format!(
            "INSERT INTO logto_leases
             SELECT sha256((random() || ' ' || number)::bytea), 'holder', now() + interval '{hours} hours'
             FROM generate_series(1, {count}) AS number"
        ),
    ] {
        client.batch_execute(&sql).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_remove_what_has_expired_in_batches_and_nothing_else() {
    let Some(server) = Postgres::start_with(&["log_min_duration_statement=0"]) else { return };
    let (first, second) = (server.migrated_store().await, server.store());
    add(&server, 5500, -2).await;
    add(&server, 300, 1).await;
    let removed = tokio::try_join!(first.remove_expired(), second.remove_expired()).unwrap();
    assert_eq!(removed.0 + removed.1, 5500, "{removed:?}");
    assert_eq!(server.number(SESSIONS).await, 300);
    assert_eq!(server.number("SELECT count(*) FROM logto_leases").await, 300);
    let log = server.log();
    let batches =
        log.lines().filter(|line| line.contains(" execute ") && line.contains("DELETE FROM logto_sessions"));
    assert!(batches.count() >= 6);
    assert_eq!(first.remove_expired().await.unwrap(), 0);
}

#[tokio::test]
async fn rows_that_somebody_else_holds_are_not_waited_for() {
    let Some(server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    add(&server, 10, -2).await;
    let mut client = server.connect().await;
    let transaction = client.transaction().await.unwrap();
    transaction.batch_execute("SELECT FROM logto_sessions LIMIT 1 FOR UPDATE").await.unwrap();
    assert_eq!(store.remove_expired().await.unwrap(), 9);
    transaction.rollback().await.unwrap();
    assert_eq!(store.remove_expired().await.unwrap(), 1);
}

#[tokio::test]
async fn a_store_that_is_written_to_does_it_by_itself() {
    let Some(server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    add(&server, 10, -2).await;
    add(&server, 1, 1).await;
    store.ping().await.unwrap();
    assert_eq!(server.number(SESSIONS).await, 11);
    run_case("a_session_that_was_created_is_loaded", &store).await.unwrap();
    let start = Instant::now();
    while server.number(SESSIONS).await > 2 {
        assert!(start.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.number(SESSIONS).await, 2);
}

#[tokio::test]
async fn few_updates_write_an_index() {
    let Some(server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    for _ in 0..4 {
        for case in
            ["concurrent_writers_that_try_again_lose_nothing", "a_touch_moves_the_expiry_and_nothing_else"]
        {
            run_case(case, &store).await.unwrap();
        }
    }
    // Statistics are written when a connection ends.
    drop(store);
    let count = async |column: &str| {
        server
            .number(&format!("SELECT {column} FROM pg_stat_user_tables WHERE relname = 'logto_sessions'"))
            .await
    };
    let start = Instant::now();
    while count("n_tup_upd").await < 72 {
        assert!(start.elapsed() < Duration::from_secs(60), "{}", count("n_tup_upd").await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (updates, without_index) = (count("n_tup_upd").await, count("n_tup_hot_upd").await);
    assert!(without_index * 10 >= updates * 8, "{without_index} of {updates}");
}
