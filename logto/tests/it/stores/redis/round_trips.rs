//! How often Redis is asked.

use std::collections::BTreeMap;

use logto::ConfigBuilder;

use crate::app::Account;
use crate::stores::servers::redis::RedisServer;
use crate::tokens::app::{rotating, start_with};

/// What Redis was asked for while this went on; without what asking for that takes.
async fn asked(server: &RedisServer, act: impl AsyncFnOnce()) -> BTreeMap<String, u64> {
    let before: BTreeMap<_, _> = server.calls().into_iter().collect();
    act().await;
    let calls = server.calls().into_iter();
    let grown = calls.map(|(command, calls)| {
        let grown = calls - before.get(&command).unwrap_or(&0);
        (command, grown)
    });
    let own = ["info", "client|setinfo"];
    grown.filter(|(command, grown)| *grown > 0 && !own.contains(&command.as_str())).collect()
}

#[tokio::test]
async fn a_guarded_request_asks_redis_one_thing() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = server.store();
    let app =
        start_with(rotating(), ConfigBuilder::claims::<Account>, |client| client.session_store(store)).await;
    let visitor = app.visitor().await;
    let asked = asked(&server, async || {
        for _ in 0..50 {
            assert_eq!(visitor.get("/plain").await.status, 200);
        }
    });
    assert_eq!(asked.await, BTreeMap::from([("get".to_owned(), 50)]));
}

#[tokio::test]
async fn a_script_that_redis_has_forgotten_is_sent_again() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = server.store();
    let app =
        start_with(rotating(), ConfigBuilder::claims::<Account>, |client| client.session_store(store)).await;
    app.visitor().await;
    let () = server.ask(&["SCRIPT", "FLUSH"]);
    let visitor = app.visitor().await;
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    let () = server.ask(&["SCRIPT", "FLUSH"]);
    visitor.get("/sign-out").await;
    assert!(!visitor.is_signed_in().await);
}
