//! What is written when a request ends, and what becomes of it if the store does not take it.

use std::time::Duration;

use futures_util::future::join_all;
use logto::ConfigBuilder;
use logto::testing::{Endpoint, Fault};

use super::scripted::{Ask, Scripted, Turn};
use crate::app::App;
use crate::browser::Browser;
use crate::logs::Logs;
use crate::tokens::app::{TokenApp, rotating, start_with, traditional, until};

async fn token_app() -> (TokenApp, Scripted) {
    let store = Scripted::new();
    let given = store.clone();
    let app = start_with(rotating(), |config| config, |client| client.session_store(given)).await;
    (app, store)
}

async fn app() -> (App, Scripted) {
    let store = Scripted::new();
    let given = store.clone();
    (App::with(|config| config, |client| client.session_store(given)).await, store)
}

#[tokio::test]
async fn what_a_refresh_has_written_is_not_written_again_by_everyone_who_waited_for_it() {
    let (app, store) = token_app().await;
    let old = app.visitor().await.cookies();
    store.play(|_| Turn::Go);
    let visitors: Vec<_> = (0..200).map(|_| app.visitor_with(&old)).collect();
    let replies = join_all(visitors.iter().map(|visitor| visitor.get("/token/shopping"))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!((store.calls(Ask::Update), app.refreshes().len()), (1, 1));
    // One for each request, and a few for the refresh.
    assert!(store.calls(Ask::Load) <= 205, "{}", store.calls(Ask::Load));
}

#[tokio::test]
async fn a_store_that_fails_after_a_refresh_was_written_makes_no_failure_of_it() {
    let (app, store) = token_app().await;
    let visitor = app.visitor().await;
    let mut is_written = false;
    store.play(move |ask| {
        let is_down = is_written;
        is_written |= ask == Ask::Update;
        if is_down { Turn::Fail } else { Turn::Go }
    });
    let reply = visitor.get("/token/shopping").await;
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    assert_eq!(store.calls(Ask::Update), 1);
}

#[tokio::test]
async fn a_write_that_others_keep_outrunning_is_made_all_the_same() {
    let (app, store) = token_app().await;
    let visitor = app.visitor().await;
    visitor.get("/token/shopping").await;
    let mut races = 0;
    store.play(move |ask| {
        races += usize::from(ask == Ask::Update);
        if ask == Ask::Update && races <= 20 { Turn::Refuse } else { Turn::Go }
    });
    assert_eq!(visitor.get("/clear-tokens").await.status, 200);
    assert_eq!(store.calls(Ask::Update), 21);
    // Another instance reads what there is.
    let other = app.sibling(|client| client.session_store(store.clone()));
    app.emulator.clear_requests();
    assert_eq!(other.visitor_with(&visitor.cookies()).get("/token/shopping").await.status, 200);
    assert_eq!(app.refreshes().len(), 1, "the access token was to be cleared");
}

#[tokio::test]
async fn a_write_that_cannot_be_made_is_no_success() {
    let (app, store) = token_app().await;
    let visitor = app.visitor().await;
    visitor.get("/token/shopping").await;
    store.play(|ask| if ask == Ask::Update { Turn::Refuse } else { Turn::Go });
    assert_eq!(visitor.get("/clear-tokens").await.status, 503);
}

#[tokio::test]
async fn a_sign_in_while_the_store_is_down_can_be_finished_when_it_is_back() {
    let (app, store) = app().await;
    let browser = Browser::new();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    store.play(|_| Turn::Fail);
    browser.load(&callback).await.assert_refused(503);
    assert!(app.emulator.requests_to("/oidc/token").is_empty(), "the code is used up");
    store.play(|_| Turn::Go);
    assert_eq!(browser.load(&callback).await.status, 303);
    app.assert_signed_in(&browser, true).await;
    assert_eq!(app.emulator.requests_to("/oidc/token").len(), 1);
}

#[tokio::test]
async fn a_new_session_that_the_store_did_not_keep_is_no_sign_in_and_costs_not_the_one_before() {
    for turn in [|| Turn::Refuse, || Turn::Fail] {
        let (app, store) = app().await;
        let browser = app.signed_in().await;
        let before = browser.cookie("-session");
        let callback = app.sign_in_up_to_callback(&browser, "/sign-in", "bob").await;
        store.play(move |ask| if ask == Ask::Create { turn() } else { Turn::Go });
        browser.load(&callback).await.assert_refused(503);
        assert_eq!(browser.cookie("-session"), before);
        app.assert_signed_in(&browser, true).await;
    }
}

#[tokio::test]
async fn a_former_session_that_cannot_be_deleted_is_in_no_sign_ins_way() {
    let (app, store) = app().await;
    let browser = app.signed_in().await;
    let before = browser.cookie("-session");
    store.play(|ask| if ask == Ask::Delete { Turn::Fail } else { Turn::Go });
    app.sign_in_at(&browser, "/sign-in", "bob").await;
    assert_ne!(browser.cookie("-session"), before);
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn what_is_no_session_is_as_good_as_none_and_nobody_is_locked_out_by_it() {
    let (logs, (app, store)) = (Logs::capture(), app().await);
    let browser = app.signed_in().await;
    store.play(|ask| if ask == Ask::Load { Turn::Garbage } else { Turn::Go });
    app.assert_signed_in(&browser, false).await;
    logs.assert_has("a stored session cannot be read");
    let callback = app.sign_in_up_to_callback(&browser, "/sign-in", "alice").await;
    assert_eq!(browser.load(&callback).await.status, 303);
    store.play(|_| Turn::Go);
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn requests_at_the_same_time_keep_an_idle_session_alive_by_one_write() {
    let timeout = Duration::from_secs(1000);
    let store = Scripted::new();
    let given = store.clone();
    let configure = |config: ConfigBuilder| config.session_idle_timeout(timeout).refresh_claims(false);
    let app = start_with(traditional(), configure, |client| client.session_store(given)).await;
    let visitor = app.visitor().await;
    let cookies = visitor.cookies();
    let slow_touches = |ask| if ask == Ask::Touch { Turn::Wait(Duration::from_millis(50)) } else { Turn::Go };
    for _ in 0..3 {
        app.advance(timeout / 2);
        store.play(slow_touches);
        let replies = join_all((0..200).map(|_| visitor.get_with("/session", &cookies))).await;
        assert!(replies.iter().all(|reply| reply.json()["is_authenticated"] == true));
        assert_eq!(store.calls(Ask::Touch), 1);
    }
    // One that failed is made up for by the next request.
    app.advance(timeout / 2);
    store.play(|ask| if ask == Ask::Touch { Turn::Fail } else { Turn::Go });
    assert!(visitor.is_signed_in().await);
    store.play(|_| Turn::Go);
    assert!(visitor.is_signed_in().await && visitor.is_signed_in().await);
    assert_eq!(store.calls(Ask::Touch), 1);
    app.advance(timeout * 3 / 4);
    assert!(visitor.is_signed_in().await);
}

#[tokio::test]
async fn a_task_that_outlives_a_request_whose_session_could_not_be_saved_still_refreshes_in_the_store() {
    let store = Scripted::new();
    let given = store.clone();
    let (asked, mut answer) = tokio::sync::mpsc::unbounded_channel();
    let spawn = async move |session: logto::Session| {
        session.clear_access_tokens();
        let asked = asked.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            asked.send(session.default_access_token().await.is_ok()).unwrap();
        });
    };
    let serve = |logto: &logto::Client| {
        let own = axum::Router::new().route("/spawn", axum::routing::get(spawn));
        own.layer(logto::axum::layer(logto.clone())).merge(crate::app::assemble(logto))
    };
    let emulator = crate::app::emulator().start().await.unwrap();
    let app = App::serve(emulator, |config| config, |client| client.session_store(given), serve).await;
    let browser = app.signed_in().await;
    let mut is_first = true;
    store.play(move |ask| {
        let fails = ask == Ask::Update && std::mem::take(&mut is_first);
        if fails { Turn::Fail } else { Turn::Go }
    });
    assert_eq!(browser.load(&app.url("/spawn")).await.status, 503);
    assert!(answer.recv().await.unwrap());
    assert_eq!((store.calls(Ask::Acquire), store.calls(Ask::Update)), (1, 2));
}

#[tokio::test]
async fn a_coordinator_beside_a_store_is_not_used_and_the_log_says_so() {
    let (logs, store, coordinator) = (Logs::capture(), Scripted::new(), Scripted::new());
    let (given, unused) = (store.clone(), coordinator.clone());
    let build = |client: logto::ClientBuilder| client.session_store(given).coordinator(unused);
    let app = start_with(rotating(), |config| config, build).await;
    logs.assert_has("the coordinator is not used");
    let visitor = app.visitor().await;
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    visitor.get("/sign-out").await;
    assert!(store.calls(Ask::Acquire) > 0 && store.memory.is_empty());
    assert_eq!((coordinator.calls(Ask::Load), coordinator.calls(Ask::Create)), (0, 0));
}

#[tokio::test]
async fn who_leaves_while_logto_is_asked_to_forget_them_is_signed_out_all_the_same() {
    let (app, store) = token_app().await;
    let visitor = app.visitor().await;
    app.emulator.fault(Endpoint::Revocation, Fault::Delay(Duration::from_secs(60)));
    let is_asked = || !app.emulator.requests_to("/oidc/token/revocation").is_empty();
    tokio::select! {
        reply = visitor.get("/sign-out") => panic!("Logto was not waited for: {reply:?}"),
        () = until("Logto is asked", is_asked) => {}
    }
    assert_eq!(store.memory.len(), 0);
    assert!(!visitor.is_signed_in().await);
}

#[tokio::test]
async fn a_touch_whose_request_was_dropped_is_made_up_for_by_the_next_one() {
    let (store, timeout) = (Scripted::new(), Duration::from_secs(1000));
    let given = store.clone();
    let idle = |config: ConfigBuilder| config.session_idle_timeout(timeout);
    let app = start_with(rotating(), idle, |client| client.session_store(given)).await;
    let visitor = app.visitor().await;
    app.advance(timeout / 2);
    store.play(|ask| if ask == Ask::Touch { Turn::Wait(Duration::from_secs(60)) } else { Turn::Go });
    tokio::select! {
        is_signed_in = visitor.is_signed_in() => panic!("nobody waited for the touch: {is_signed_in}"),
        () = until("the store is told", || store.calls(Ask::Touch) > 0) => {}
    }
    store.play(|_| Turn::Go);
    assert!(visitor.is_signed_in().await);
    assert_eq!(store.calls(Ask::Touch), 1);
}
