//! A readiness route says whether an instance can serve.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use logto::testing::{Emulator, Endpoint, Fault};
use logto::{Client, Condition, Health};

use crate::app::{config_for, emulator};
use crate::store::Store;

const BASE_URL: &str = "http://localhost:3000";

async fn client() -> (Emulator, Store, Client) {
    let (emulator, store) = (emulator().start().await.unwrap(), Store::default());
    let config = config_for(&emulator, BASE_URL).build().unwrap();
    let client = Client::builder(config).session_store(store.clone()).build();
    (emulator, store, client)
}

fn json(health: Health) -> String {
    serde_json::to_string(&health).unwrap()
}

#[tokio::test]
async fn an_instance_that_knows_logto_and_reaches_its_store_is_ready() {
    let (_emulator, _, client) = client().await;
    let health = client.health().await;
    assert!(health.is_ready());
    assert_eq!(json(health), r#"{"provider":"up","store":"up"}"#);
}

#[tokio::test]
async fn without_a_store_nothing_is_said_of_one() {
    let emulator = emulator().start().await.unwrap();
    let client = Client::new(config_for(&emulator, BASE_URL).build().unwrap());
    assert_eq!(json(client.health().await), r#"{"provider":"up"}"#);
}

#[tokio::test]
async fn a_store_that_is_down_makes_it_not_ready_until_it_is_back() {
    let (_emulator, store, client) = client().await;
    store.set_down(true);
    let health = client.health().await;
    assert_eq!((health.is_ready(), health.store), (false, Some(Condition::Down)));
    store.set_down(false);
    assert!(client.health().await.is_ready());
}

#[tokio::test]
async fn logto_may_go_down_once_it_is_known() {
    let (emulator, _, client) = client().await;
    emulator.fault(Endpoint::Any, Fault::Status(503));
    assert_eq!(client.health().await.provider, Condition::Down);
    emulator.clear_faults();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert!(client.health().await.is_ready());
    emulator.clear_requests();
    emulator.fault(Endpoint::Any, Fault::Status(503));
    assert!(client.health().await.is_ready());
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn logto_may_hang_when_its_keys_have_grown_old() {
    let (emulator, store) = (emulator().start().await.unwrap(), Store::default());
    let ahead = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&ahead);
    let config = config_for(&emulator, BASE_URL)
        .clock(move || SystemTime::now() + Duration::from_secs(clock.load(Ordering::SeqCst)));
    let client = Client::builder(config.build().unwrap()).session_store(store).build();
    assert!(client.health().await.is_ready());
    ahead.store(3600, Ordering::SeqCst);
    emulator.fault(Endpoint::Any, Fault::Delay(Duration::from_secs(30)));
    assert_eq!(client.health().await.provider, Condition::Up);
}
