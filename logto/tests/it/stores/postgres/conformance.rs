//! The suite for stores, on PostgreSQL, and the migrations that come before it.

use std::time::Duration;

use futures_util::future::try_join_all;
use logto::session::{PostgresSessionStore, SessionStore};
use logto::testing::store_conformance::{self, CASES};

use crate::stores::alternating::Alternating;
use crate::stores::servers::postgres::Postgres;

#[tokio::test]
async fn the_postgres_store_passes_every_case() {
    let Some(server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    assert_eq!(store_conformance::run(&store).await.unwrap(), CASES.len());
}

#[tokio::test]
async fn so_do_two_stores_of_which_each_sees_what_the_other_has_done() {
    let Some(server) = Postgres::start() else { return };
    let both = Alternating::new([server.migrated_store().await, server.store()]);
    assert_eq!(store_conformance::run(&both).await.unwrap(), CASES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_instances_that_start_at_the_same_time_migrate_once() {
    let Some(server) = Postgres::start() else { return };
    let stores: Vec<_> = (0..10).map(|_| server.store()).collect();
    try_join_all(stores.iter().map(PostgresSessionStore::migrate)).await.unwrap();
    assert_eq!(server.number("SELECT count(*) FROM logto_migrations").await, 1);
    for store in &stores {
        store.migrate().await.unwrap();
        store.ping().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn so_they_do_where_transactions_do_not_see_what_others_have_done_meanwhile() {
    for isolation in ["repeatable read", "serializable"] {
        let default = format!("default_transaction_isolation={isolation}");
        let Some(server) = Postgres::start_with(&[&default]) else { return };
        let stores: Vec<_> = (0..10).map(|_| server.store()).collect();
        try_join_all(stores.iter().map(PostgresSessionStore::migrate)).await.unwrap();
        assert_eq!(server.number("SELECT count(*) FROM logto_migrations").await, 1);
        assert_eq!(store_conformance::run(&stores[0]).await.unwrap(), CASES.len());
    }
}

#[tokio::test]
async fn migrations_can_be_run_by_hand_and_twice_and_are_known_to_migrate_then() {
    let Some(server) = Postgres::start() else { return };
    let client = server.connect().await;
    for (_, sql) in PostgresSessionStore::MIGRATIONS.iter().chain(PostgresSessionStore::MIGRATIONS) {
        client.batch_execute(sql).await.unwrap();
    }
    // A role that may use the tables and make none.
    client
        .batch_execute(
            "CREATE ROLE app LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON logto_sessions, logto_leases TO app;
             GRANT SELECT ON logto_migrations TO app",
        )
        .await
        .unwrap();
    let url = server.url().replacen("postgres@", "app@", 1);
    let store = PostgresSessionStore::builder(&url).timeout(Duration::from_secs(30)).build().unwrap();
    store.migrate().await.unwrap();
    store_conformance::run_case("an_update_replaces_the_record_and_the_version", &store).await.unwrap();
}

#[tokio::test]
async fn without_its_tables_the_store_says_what_to_call() {
    let Some(server) = Postgres::start() else { return };
    let error = server.store().ping().await.unwrap_err().to_string();
    assert!(error.contains("call `PostgresSessionStore::migrate`"), "{error}");
    assert!(error.contains("logto_sessions"), "{error}");
}
