//! The connection breaks when Redis has done what it was asked to, and before the store hears of it.

use logto::session::RedisSessionStore;

use crate::app::Account;
use crate::stores::servers::cutter::Cutter;
use crate::stores::servers::redis::RedisServer;
use crate::tokens::app::{AN_HOUR, TokenApp, rotating, start_with};

async fn app(server: &RedisServer) -> (TokenApp, Cutter) {
    let (cutter, port) = Cutter::before(server.port()).await;
    let store = RedisSessionStore::new(&format!("redis://127.0.0.1:{port}")).unwrap();
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
