//! Who signs out of a session in cookies, at one instance, gets no more tokens at any.

use super::instances::Shared;
use crate::store::Store;
use crate::tokens::app::{rotating, start_with, traditional};

#[tokio::test]
async fn no_older_cookie_gets_tokens_at_another_instance_after_a_sign_out() {
    for app in [rotating(), traditional()] {
        let store = Store::default();
        let build = || {
            let store = store.clone();
            move |client| Shared::Refreshes.build(client, store)
        };
        let first = start_with(app, |config| config, build()).await;
        let visitor = first.visitor().await;
        let oldest = visitor.cookies();
        assert_eq!(visitor.get("/token/shopping").await.status, 200);
        let older = visitor.cookies();
        assert_eq!(visitor.get("/token/billing").await.status, 200);
        assert_eq!(visitor.get("/sign-out").await.status, 303);
        first.emulator.clear_requests();
        for (cookies, path) in
            [(&oldest, "/token/shopping"), (&oldest, "/token/billing"), (&older, "/token/billing")]
        {
            // Each instance knows of the session what the coordinator says.
            let elsewhere = first.sibling(build());
            let reply = elsewhere.visitor_with(cookies).get(path).await;
            assert_eq!(reply.json()["kind"], "signed out", "{path}: {:?}", reply.json());
        }
        assert!(first.refreshes().is_empty(), "Logto is asked about a session that is over");
    }
}

#[tokio::test]
async fn a_sign_out_at_an_instance_that_has_not_heard_of_the_newest_tokens_ends_those_too() {
    let store = Store::default();
    let build = || {
        let store = store.clone();
        move |client| Shared::Refreshes.build(client, store)
    };
    let first = start_with(rotating(), |config| config, build()).await;
    let second = first.sibling(build());
    let visitor = first.visitor().await;
    let oldest = visitor.cookies();
    let newest = second.visitor_with(&oldest);
    assert_eq!(newest.get("/token/shopping").await.status, 200);
    first.visitor_with(&oldest).get("/sign-out").await;
    first.emulator.clear_requests();
    let third = first.sibling(build());
    let reply = third.visitor_with(&newest.cookies()).get("/token/billing").await;
    assert_eq!(reply.json()["kind"], "signed out", "{:?}", reply.json());
    assert!(first.refreshes().is_empty(), "Logto is asked about a session that is over");
}
