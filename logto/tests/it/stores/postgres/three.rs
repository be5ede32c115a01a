//! Three instances with stores of their own on one database.

use crate::stores::instances::a_thousand_requests;
use crate::stores::servers::postgres::Postgres;
use crate::tokens::app::{rotating, start_with};

#[tokio::test]
async fn a_thousand_requests_to_three_instances_on_postgres_make_one_token_request() {
    let Some(server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    let first = start_with(rotating(), |config| config, |client| client.session_store(store)).await;
    let second = first.sibling(|client| client.session_store(server.store()));
    let third = first.sibling(|client| client.session_store(server.store()));
    a_thousand_requests(&[first, second, third]).await;
}

#[tokio::test]
async fn with_cookies_and_postgres_as_coordinator_too() {
    let Some(server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    let first = start_with(rotating(), |config| config, |client| client.coordinator(store)).await;
    let second = first.sibling(|client| client.coordinator(server.store()));
    let third = first.sibling(|client| client.coordinator(server.store()));
    a_thousand_requests(&[first, second, third]).await;
}
