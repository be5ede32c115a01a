//! Several instances refresh a session once, and none of them signs anybody out.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use logto::ClientBuilder;
use logto::session::{MemorySessionStore, SessionStore};
use logto::testing::{Endpoint, Fault};

use crate::store::Store;
use crate::tokens::app::{AN_HOUR, TokenApp, rotating, start_with, traditional};

/// A busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the instances keep what they share.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shared {
    Sessions,
    /// Sessions are in cookies.
    Refreshes,
}

impl Shared {
    pub(super) fn build(self, client: ClientBuilder, store: impl SessionStore) -> ClientBuilder {
        match self {
            Self::Sessions => client.session_store(store),
            Self::Refreshes => client.coordinator(store),
        }
    }
}

/// Three instances of one application.
async fn three(shared: Shared, app: logto::testing::App) -> ([TokenApp; 3], Store) {
    let store = Store::default();
    let build = || {
        let store = store.clone();
        move |client| shared.build(client, store)
    };
    let first = start_with(app, |config| config, build()).await;
    let (second, third) = (first.sibling(build()), first.sibling(build()));
    ([first, second, third], store)
}

/// Asks all instances in turn for `path`, all at once.
async fn ask_all(
    instances: &[TokenApp],
    path: &str,
    cookies: &str,
    times: usize,
) -> Vec<crate::tokens::visitor::Reply> {
    let visitors: Vec<_> = instances.iter().map(|instance| instance.visitor_with(cookies)).collect();
    let asked = visitors.iter().cycle().take(times).map(|visitor| visitor.get_with(path, cookies));
    join_all(asked).await
}

/// A thousand requests to instances of an application with rotating refresh tokens, wherever those meet.
pub(super) async fn a_thousand_requests(instances: &[TokenApp; 3]) {
    let [first, second, _] = instances;
    let visitor = first.visitor().await;
    visitor.get("/token/shopping").await;
    first.emulator.clear_requests();
    first.advance(AN_HOUR);

    let old = visitor.cookies();
    first.emulator.fault(Endpoint::Token, Fault::Delay(Duration::from_millis(50)).times(1));
    let replies = ask_all(instances, "/token/shopping", &old, 1000).await;
    let failed: Vec<_> = replies.iter().filter(|reply| reply.status != 200).collect();
    assert!(failed.is_empty(), "{} {:?}", failed.len(), failed[0]);
    assert_eq!(first.refreshes().len(), 1);
    let tokens: BTreeSet<_> = replies.iter().map(crate::tokens::visitor::Reply::token).collect();
    assert_eq!(tokens.len(), 1);

    // Past the three seconds for which Logto tolerates the old refresh token, which nobody uses any more.
    first.advance(Duration::from_secs(5));
    let late = ask_all(instances, "/token/shopping", &old, 30).await;
    assert!(late.iter().all(|reply| reply.status == 200 && tokens.contains(&reply.token())));
    assert_eq!(first.refreshes().len(), 1);

    // Another token, from another instance, by the newest refresh token.
    let billing = second.visitor_with(&old);
    assert_eq!(billing.get("/token/billing").await.status, 200);
    first.advance(AN_HOUR);
    assert_eq!(billing.get("/token/shopping").await.status, 200);
    assert!(billing.is_signed_in().await);
}

/// The store goes by the instances' clock. It stands, so that no lease ends because the machine is busy with others.
async fn a_thousand_requests_with(shared: Shared) {
    let (instances, _) = three(shared, rotating()).await;
    instances[0].clock.stop();
    a_thousand_requests(&instances).await;
}

#[tokio::test]
async fn a_thousand_requests_to_three_instances_with_one_store_make_one_token_request() {
    a_thousand_requests_with(Shared::Sessions).await;
}

#[tokio::test]
async fn a_thousand_requests_to_three_instances_with_cookies_and_a_coordinator_make_one_token_request() {
    a_thousand_requests_with(Shared::Refreshes).await;
}

#[tokio::test]
async fn instances_find_each_others_refreshes_from_any_cookie_of_the_last_ten_minutes() {
    for app in [rotating(), traditional()] {
        let (instances, _) = three(Shared::Refreshes, app).await;
        let [first, second, third] = &instances;
        let visitor = first.visitor().await;
        let oldest = visitor.cookies();
        for (instance, path) in
            [(second, "/token/shopping"), (third, "/token/billing"), (first, "/organization/acme")]
        {
            assert_eq!(instance.visitor_with(&oldest).get(path).await.status, 200);
            first.advance(Duration::from_secs(60));
        }
        assert_eq!(first.refreshes().len(), 3);
        // What one has fetched, all have.
        for path in ["/token/shopping", "/token/billing", "/organization/acme"] {
            let replies = ask_all(&instances, path, &oldest, 3).await;
            assert!(replies.iter().all(|reply| reply.status == 200));
        }
        assert_eq!(first.refreshes().len(), 3);
    }
}

/// Starts a refresh at an instance in a process of its own, and kills that when Logto has the request.
fn kill_during_refresh(instance: TokenApp, cookies: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (emulator, cookies) = (Arc::clone(&instance.emulator), cookies.to_owned());
    emulator.clear_requests();
    emulator.fault(Endpoint::Token, Fault::DelayAnswer(Duration::from_secs(60)).times(1));
    runtime.spawn(async move { instance.visitor_with(&cookies).get("/token/shopping").await });
    let start = Instant::now();
    while emulator.requests_to("/oidc/token").is_empty() {
        assert!(start.elapsed() < PATIENCE, "there is no token request");
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(200));
    runtime.shutdown_timeout(Duration::from_millis(100));
}

/// More than Logto tolerates, so that how busy the machine is does not decide.
const GRACE: Duration = Duration::from_secs(30);

async fn the_leader_is_killed(shared: Shared) {
    let (instances, store) = three(shared, rotating()).await;
    let [first, ..] = &instances;
    let visitor = first.visitor().await;
    let old = visitor.cookies();
    let leader = first.sibling(|client| shared.build(client, store.clone()));
    tokio::task::block_in_place(|| kill_during_refresh(leader, &old));
    first.emulator.turn_clock_back(GRACE);

    let replies = ask_all(&instances, "/token/shopping", &old, 300).await;
    assert!(replies.iter().all(|reply| reply.status == 200), "{:?}", replies[0].json());
    assert_eq!(first.refreshes().len(), 2, "{:?}", first.refreshes());
    first.advance(GRACE + Duration::from_secs(5));
    // Past the tolerance: nobody uses the replaced refresh token any more.
    let late = ask_all(&instances, "/token/shopping", &old, 30).await;
    assert!(late.iter().all(|reply| reply.status == 200), "{:?}", late[0].json());
    assert_eq!(first.refreshes().len(), 2, "{:?}", first.refreshes());
    visitor.keep(&replies[0]);
    first.advance(AN_HOUR);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    assert!(visitor.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_that_is_killed_costs_one_more_token_request_and_no_session() {
    the_leader_is_killed(Shared::Sessions).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_cookies_and_a_coordinator_too() {
    the_leader_is_killed(Shared::Refreshes).await;
}

#[tokio::test]
async fn a_leader_that_takes_long_is_waited_for() {
    let (instances, _) = three(Shared::Sessions, rotating()).await;
    let visitor = instances[0].visitor().await;
    // Longer than a lease lasts that nobody extends.
    instances[0].emulator.fault(Endpoint::Token, Fault::DelayAnswer(Duration::from_secs(4)).times(1));
    let replies = ask_all(&instances, "/token/shopping", &visitor.cookies(), 30).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!(instances[0].refreshes().len(), 1);
}

#[tokio::test]
async fn a_session_that_logto_has_ended_is_ended_for_all_instances() {
    let (instances, store) = three(Shared::Sessions, rotating()).await;
    let visitor = instances[0].visitor().await;
    instances[0].emulator.revoke_grants("alice").unwrap();
    let replies = ask_all(&instances, "/token/shopping", &visitor.cookies(), 30).await;
    assert!(replies.iter().all(|reply| reply.json()["kind"] == "signed out"), "{:?}", replies[0].json());
    assert!(store.memory.is_empty());
    assert_eq!(instances[0].refreshes().len(), 1);
}

#[tokio::test]
async fn who_signs_out_at_one_instance_is_signed_out_at_all() {
    let (instances, _) = three(Shared::Sessions, rotating()).await;
    let visitor = instances[0].visitor().await;
    let old = visitor.cookies();
    visitor.get("/sign-out").await;
    let replies = ask_all(&instances, "/token/shopping", &old, 3).await;
    assert!(replies.iter().all(|reply| reply.json()["kind"] == "signed out"));
    assert!(instances[0].refreshes().is_empty());
}

#[tokio::test]
async fn while_the_coordinator_is_down_nobody_risks_a_refresh_and_nobody_is_signed_out() {
    let (instances, store) = three(Shared::Refreshes, rotating()).await;
    let visitor = instances[0].visitor().await;
    store.set_down(true);
    let reply = visitor.get("/token/shopping").await;
    assert_eq!((reply.status, &reply.json()["kind"]), (503, &"transient".into()));
    assert!(visitor.is_signed_in().await);
    assert!(instances[0].refreshes().is_empty());
    store.set_down(false);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
}

#[tokio::test]
async fn tokens_that_the_store_refused_are_written_when_it_is_back() {
    let (instances, store) = three(Shared::Sessions, rotating()).await;
    let [first, second, _] = &instances;
    let visitor = first.visitor().await;
    first.emulator.fault(Endpoint::Token, Fault::DelayAnswer(Duration::from_secs(2)).times(1));
    let (reply, ()) = tokio::join!(visitor.get("/token/shopping"), async {
        first.asks_for_tokens().await;
        store.set_down(true);
    });
    assert_eq!(reply.status, 200);
    store.set_down(false);
    tokio::time::sleep(Duration::from_millis(500)).await;
    first.advance(Duration::from_secs(5));
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    assert_eq!(first.refreshes().len(), 1);
    first.advance(AN_HOUR);
    assert_eq!(second.visitor_with(&visitor.cookies()).get("/token/shopping").await.status, 200);
}

#[tokio::test]
async fn tokens_that_were_cleared_stay_cleared() {
    let store = Arc::new(MemorySessionStore::new());
    let app = start_with(traditional(), |config| config, |client| client.session_store(store)).await;
    let visitor = app.visitor().await;
    visitor.get("/token/shopping").await;
    visitor.get("/clear-tokens").await;
    visitor.get("/token/shopping").await;
    assert_eq!(app.refreshes().len(), 2);
}
