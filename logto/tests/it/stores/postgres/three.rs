//! Three instances with stores of their own on one database.

use std::time::Duration;

use logto::session::PostgresSessionStore;

use crate::stores::instances::a_thousand_requests;
use crate::stores::servers::postgres::Postgres;
use crate::tokens::app::{rotating, start_with};

/// A thousand requests at once keep this test's one thread busy for longer than a request waits by default.
fn patient_store(server: &Postgres) -> PostgresSessionStore {
    server.builder().timeout(Duration::from_secs(30)).build().unwrap()
}

#[tokio::test]
async fn a_thousand_requests_to_three_instances_on_postgres_make_one_token_request() {
    let Some(server) = Postgres::start() else { return };
    server.migrated_store().await;
    let store = patient_store(&server);
    let first = start_with(rotating(), |config| config, |client| client.session_store(store)).await;
    let second = first.sibling(|client| client.session_store(patient_store(&server)));
    let third = first.sibling(|client| client.session_store(patient_store(&server)));
    a_thousand_requests(&[first, second, third]).await;
}

#[tokio::test]
async fn with_cookies_and_postgres_as_coordinator_too() {
    let Some(server) = Postgres::start() else { return };
    server.migrated_store().await;
    let store = patient_store(&server);
    let first = start_with(rotating(), |config| config, |client| client.coordinator(store)).await;
    let second = first.sibling(|client| client.coordinator(patient_store(&server)));
    let third = first.sibling(|client| client.coordinator(patient_store(&server)));
    a_thousand_requests(&[first, second, third]).await;
}
