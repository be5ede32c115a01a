//! The suite for stores, on the store in memory, and on stores that do something wrong.

use std::sync::Arc;

use logto::session::MemorySessionStore;
use logto::testing::store_conformance::{self, CASES};

#[tokio::test]
async fn the_memory_store_passes_every_case() {
    assert_eq!(store_conformance::run(&MemorySessionStore::new()).await.unwrap(), CASES.len());
}

#[tokio::test]
async fn so_does_one_that_is_shared_by_several_runs() {
    let store = Arc::new(MemorySessionStore::new());
    let runs = CASES.iter().chain(CASES).map(|case| store_conformance::run_case(case, &store));
    for outcome in futures_util::future::join_all(runs).await {
        outcome.unwrap();
    }
}

#[tokio::test]
async fn a_case_that_does_not_exist_is_not_passed() {
    let unknown = store_conformance::run_case("misspelt", &MemorySessionStore::new()).await;
    assert_eq!(
        unknown.unwrap_err().to_string(),
        "the store fails the case `misspelt`: there is no such case"
    );
}

#[tokio::test]
async fn a_store_that_is_out_of_order_fails_and_says_why() {
    let store = crate::store::Store::default();
    store.set_down(true);
    let failed = store_conformance::run(&store).await.unwrap_err().to_string();
    assert!(failed.contains("`a_session_that_was_created_is_loaded`"), "{failed}");
    assert!(failed.contains("out of order"), "{failed}");
}
