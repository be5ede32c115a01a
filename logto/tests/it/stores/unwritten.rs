//! Tokens that Logto has issued and the store did not take reach the other instances all the same.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use logto::session::MemorySessionStore;
use logto::testing::{App, Endpoint, Fault};

use super::instances::Shared;
use super::scripted::{Ask, Scripted, Turn};
use super::servers::postgres::{Postgres, Stop};
use super::servers::redis::{PERSISTENT, RedisServer};
use crate::store::Store;
use crate::tokens::app::{AN_HOUR, TokenApp, rotating, start_with};

/// Longer than a request waits for the store.
const AN_OUTAGE: Duration = Duration::from_millis(2500);
/// Longer than Logto tolerates a refresh token that was replaced.
const NO_LONGER_TOLERATED: Duration = Duration::from_secs(5);

async fn two(shared: Shared, app: App) -> (TokenApp, TokenApp, Store) {
    let store = Store::default();
    let (given, shared_store) = (store.clone(), store.clone());
    let first = start_with(app, |config| config, |client| shared.build(client, given)).await;
    let second = first.sibling(|client| shared.build(client, shared_store));
    (first, second, store)
}

async fn a_refresh_is_under_way(app: &TokenApp) {
    while app.refreshes().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The store goes down while Logto answers the first instance, and the next request comes to the second one.
async fn an_outage_during_a_refresh(
    (first, second): (TokenApp, TokenApp),
    stop: impl AsyncFnOnce(),
    start_again: impl AsyncFnOnce(),
) {
    let visitor = first.visitor().await;
    let old = visitor.cookies();
    first.emulator.fault(Endpoint::Token, Fault::DelayAnswer(Duration::from_secs(1)).times(1));
    let (reply, ()) = tokio::join!(visitor.get("/token/shopping"), async {
        a_refresh_is_under_way(&first).await;
        stop().await;
    });
    assert_eq!(reply.status, 200, "the tokens are there: {:?}", reply.json());
    tokio::time::sleep(AN_OUTAGE).await;
    first.advance(NO_LONGER_TOLERATED);
    start_again().await;
    tokio::time::sleep(Duration::from_secs(1)).await;

    let elsewhere = second.visitor_with(&old);
    let reply = elsewhere.get("/token/shopping").await;
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    assert_eq!(first.refreshes().len(), 1);
    first.advance(AN_HOUR);
    assert_eq!(elsewhere.get("/token/shopping").await.status, 200);
    assert!(elsewhere.is_signed_in().await);
}

async fn an_outage_of_what_is(shared: Shared) {
    let (first, second, store) = two(shared, rotating()).await;
    let (stop, start_again) = (async || store.set_down(true), async || store.set_down(false));
    an_outage_during_a_refresh((first, second), stop, start_again).await;
}

#[tokio::test]
async fn an_outage_of_the_store_during_a_refresh_costs_no_session_at_another_instance() {
    an_outage_of_what_is(Shared::Sessions).await;
}

#[tokio::test]
async fn nor_does_one_of_the_coordinator() {
    an_outage_of_what_is(Shared::Refreshes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_one_of_postgres() {
    let Some(server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    let first = start_with(rotating(), |config| config, |client| client.session_store(store)).await;
    let second = first.sibling(|client| client.session_store(server.store()));
    let server = Mutex::new(server);
    let stop = async || tokio::task::block_in_place(|| server.lock().unwrap().stop(Stop::Fast));
    let start_again = async || tokio::task::block_in_place(|| server.lock().unwrap().start_again());
    an_outage_during_a_refresh((first, second), stop, start_again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_one_of_redis() {
    let Some(server) = RedisServer::start(PERSISTENT) else { return };
    let store = server.store();
    let first = start_with(rotating(), |config| config, |client| client.session_store(store)).await;
    let second = first.sibling(|client| client.session_store(server.store()));
    let server = Mutex::new(server);
    let stop = async || tokio::task::block_in_place(|| server.lock().unwrap().stop());
    let start_again = async || tokio::task::block_in_place(|| server.lock().unwrap().start_again());
    an_outage_during_a_refresh((first, second), stop, start_again).await;
}

#[tokio::test]
async fn who_signs_out_before_the_coordinator_is_back_is_not_brought_back() {
    let (first, second, store) = two(Shared::Refreshes, rotating()).await;
    let visitor = first.visitor().await;
    let old = visitor.cookies();
    first.emulator.fault(Endpoint::Token, Fault::DelayAnswer(Duration::from_secs(1)).times(1));
    let (reply, ()) = tokio::join!(visitor.get("/token/shopping"), async {
        a_refresh_is_under_way(&first).await;
        store.set_down(true);
    });
    assert_eq!(reply.status, 200);
    visitor.get("/sign-out").await;
    store.set_down(false);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let reply = second.visitor_with(&old).get("/token/shopping").await;
    assert_eq!(reply.json()["kind"], "signed out", "{:?}", reply.json());
}

#[tokio::test]
async fn a_holder_whose_lease_ran_out_while_it_waited_for_the_store_does_not_use_the_refresh_token() {
    let memory = Arc::<MemorySessionStore>::default();
    let (slow, quick) = (Scripted::over(&memory), Scripted::over(&memory));
    let (given, other) = (slow.clone(), quick.clone());
    let first = start_with(rotating(), |config| config, |client| client.session_store(given)).await;
    let second = first.sibling(|client| client.session_store(other));
    let old = first.visitor().await.cookies();
    let mut holds = false;
    slow.play(move |ask| match ask {
        Ask::Acquire => {
            holds = true;
            Turn::Go
        }
        // Longer than the lease lasts.
        Ask::Load if std::mem::take(&mut holds) => Turn::Wait(Duration::from_secs(2)),
        _ => Turn::Go,
    });
    // Under way when the first instance goes on.
    first.emulator.fault(Endpoint::Token, Fault::DelayAnswer(Duration::from_secs(1)).times(1));
    let (one, two) = (first.visitor_with(&old), second.visitor_with(&old));
    let (late, other) = tokio::join!(one.get("/token/shopping"), async {
        tokio::time::sleep(Duration::from_millis(1600)).await;
        two.get("/token/shopping").await
    });
    assert_eq!((late.status, other.status), (200, 200), "{:?} {:?}", late.json(), other.json());
    assert_eq!(first.refreshes().len(), 1);
}

#[tokio::test]
async fn a_refresh_token_that_is_refused_ends_no_session_that_has_a_newer_one() {
    let store = Scripted::new();
    let given = store.clone();
    let first = start_with(rotating(), |config| config, |client| client.session_store(given)).await;
    let second = first.sibling(|client| client.session_store(Arc::clone(&store.memory)));
    let old = first.visitor().await.cookies();
    // Its lease is lost, as when a database fails over.
    let mut leases = 0;
    store.play(move |ask| {
        leases += usize::from(ask == Ask::Acquire);
        if ask == Ask::Acquire && leases > 1 { Turn::Refuse } else { Turn::Go }
    });
    first.emulator.fault(Endpoint::Token, Fault::Delay(Duration::from_secs(3)).times(1));
    let (one, two) = (first.visitor_with(&old), second.visitor_with(&old));
    let (late, early) = tokio::join!(one.get("/token/shopping"), async {
        a_refresh_is_under_way(&first).await;
        first.advance(Duration::from_secs(2));
        let reply = two.get("/token/shopping").await;
        first.advance(NO_LONGER_TOLERATED);
        reply
    });
    assert_eq!(first.refreshes().len(), 2, "both were to use the refresh token");
    assert_eq!((early.status, late.status), (200, 200), "{:?} {:?}", early.json(), late.json());
    assert_eq!(early.token(), late.token());
    assert_eq!(store.memory.len(), 1);
}

#[tokio::test]
async fn clearing_access_tokens_at_one_instance_brings_back_no_refresh_token_that_another_has_used() {
    let store = Scripted::new();
    let given = store.clone();
    let first = start_with(rotating(), |config| config, |client| client.session_store(given)).await;
    let second = first.sibling(|client| client.session_store(Arc::clone(&store.memory)));
    let visitor = first.visitor().await;
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    // Two requests have read the session; before they write it, the other instance refreshes it.
    let mut loads = 0;
    store.play(move |ask| {
        loads += usize::from(ask == Ask::Load);
        match ask {
            Ask::Load if loads <= 2 => Turn::Wait(Duration::from_millis(50)),
            Ask::Load => Turn::Wait(Duration::from_millis(600)),
            _ => Turn::Go,
        }
    });
    let elsewhere = second.visitor_with(&visitor.cookies());
    let (_, _, reply) = tokio::join!(
        visitor.get("/clear-tokens"),
        visitor.get("/clear-tokens"),
        elsewhere.get("/token/billing")
    );
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    assert_eq!(first.refreshes().len(), 2);

    first.advance(NO_LONGER_TOLERATED);
    let third = first.sibling(|client| client.session_store(Arc::clone(&store.memory)));
    let reply = third.visitor_with(&visitor.cookies()).get("/token/shopping").await;
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    assert_eq!(first.refreshes().len(), 3, "the cleared access token was still there");
}
