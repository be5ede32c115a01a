//! The suite for stores, on Redis.

use futures_util::future::join_all;
use logto::testing::store_conformance::{self, CASES};

use crate::stores::servers::redis::{PASSWORD, RedisServer};

#[tokio::test]
async fn redis_passes_every_case() {
    let Some(server) = RedisServer::start(&[]) else { return };
    assert_eq!(store_conformance::run(&server.store()).await.unwrap(), CASES.len());
}

#[tokio::test]
async fn so_do_several_instances_at_once_with_a_password_and_prefixes_of_their_own() {
    let Some(server) = RedisServer::start(&["--requirepass", PASSWORD]) else { return };
    let stores = [server.store(), server.store(), server.store().key_prefix("{another app}:")];
    for held in join_all(stores.iter().map(store_conformance::run)).await {
        assert_eq!(held.unwrap(), CASES.len());
    }
    assert!(!server.keys("logto:").is_empty() && !server.keys("{another app}:").is_empty());
    assert_eq!(server.keys("").len(), server.keys("logto:").len() + server.keys("{another app}:").len());
}
