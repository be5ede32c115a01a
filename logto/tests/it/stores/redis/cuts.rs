//! The connection breaks when Redis has done what it was asked to, and before the store hears of it.

use logto::session::RedisSessionStore;
use logto::testing::store_conformance::run_case;

use crate::app::Account;
use crate::stores::servers::cutter::Cutter;
use crate::stores::servers::redis::RedisServer;
use crate::tokens::app::{AN_HOUR, TokenApp, rotating, start_with};

/// A store with a line to the server that can be cut.
async fn store(server: &RedisServer) -> (RedisSessionStore, Cutter) {
    let (cutter, port) = Cutter::before(server.port()).await;
    (RedisSessionStore::new(&format!("redis://127.0.0.1:{port}")).unwrap(), cutter)
}

async fn app(server: &RedisServer) -> (TokenApp, Cutter) {
    let (store, cutter) = store(server).await;
    let configure = |config: logto::ConfigBuilder| config.claims::<Account>();
    (start_with(rotating(), configure, |client| client.session_store(store)).await, cutter)
}

/// A whole visit, whichever of the answers gets lost; says whether there was one to lose.
async fn visit_with_a_cut_after(answers: usize) -> bool {
    let Some(server) = RedisServer::start(&[]) else { return false };
    let (app, cutter) = app(&server).await;
    // Connected, and with the scripts loaded.
    let visitor = app.visitor().await;
    visitor.get("/token/shopping").await;
    visitor.get("/sign-out").await;
    app.emulator.clear_requests();

    cutter.cut_after(answers);
    let visitor = app.visitor().await;
    assert_eq!(visitor.get("/plain").await.status, 200, "{answers}");
    assert_eq!(visitor.get("/token/shopping").await.status, 200, "{answers}");
    app.advance(AN_HOUR);
    assert_eq!(visitor.get("/token/shopping").await.status, 200, "{answers}");
    assert_eq!(app.refreshes().len(), 2, "{answers}");
    assert_eq!(server.keys("logto:session:").len(), 1, "{answers}");
    visitor.get("/sign-out").await;
    assert!(!visitor.is_signed_in().await, "{answers}");
    assert_eq!(server.keys("logto:session:"), Vec::<String>::new(), "{answers}");
    cutter.cuts() == 1
}

#[tokio::test]
async fn an_answer_that_gets_lost_costs_no_error_no_session_and_no_refresh() {
    let mut lost = 0;
    while visit_with_a_cut_after(lost).await {
        lost += 1;
    }
    assert!(lost >= 12 || RedisServer::start(&[]).is_none(), "{lost}");
}

/// All but those about deletions by what a session is found by: what the lost answer was about is not counted again.
const CASES: &[&str] = &[
    "a_session_that_was_created_is_loaded",
    "a_session_that_is_there_is_not_created_again",
    "a_deleted_session_is_gone",
    "an_update_replaces_the_record_and_the_version",
    "an_update_at_another_version_changes_nothing",
    "of_many_updates_at_one_version_exactly_one_succeeds",
    "of_many_creations_of_one_session_exactly_one_succeeds",
    "a_lease_has_one_holder",
    "only_the_holder_releases_a_lease",
    "of_many_who_ask_for_a_lease_exactly_one_gets_it",
];

#[tokio::test]
async fn what_a_store_says_is_true_whichever_answer_gets_lost() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (store, cutter) = store(&server).await;
    for case in CASES {
        // The first time, scripts are loaded, and all answers arrive.
        run_case(case, &store).await.unwrap();
        let mut lost = 0;
        loop {
            let before = cutter.cuts();
            cutter.cut_after(lost);
            run_case(case, &store).await.unwrap_or_else(|violation| panic!("{lost}: {violation}"));
            if cutter.cuts() == before {
                break;
            }
            lost += 1;
        }
        assert!(lost >= 1, "{case} {lost}");
    }
}
