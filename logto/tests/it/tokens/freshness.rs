//! Claims stay true: what Logto changes takes effect within the lifetime of an ID token.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use super::app::{AN_HOUR, rotating, start, start_with, traditional};
use crate::logs::Logs;
use crate::tenant::{Endpoint, Fault};

#[tokio::test]
async fn a_changed_role_is_seen_when_the_id_token_has_expired_and_not_later() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    app.emulator.update_user("alice", |user| user.roles(["admin"])).unwrap();
    app.advance(AN_HOUR - Duration::from_secs(60));
    assert_eq!(visitor.get("/roles").await.json(), json!(["shopper", "payer"]));
    assert!(app.refreshes().is_empty());

    app.advance(Duration::from_secs(60));
    let old = visitor.cookies();
    let replies = join_all((0..100).map(|_| visitor.get_with("/roles", &old))).await;
    assert!(replies.iter().all(|reply| reply.status == 200 && reply.json() == json!(["admin"])));
    assert_eq!(app.refreshes().len(), 1);

    visitor.keep(&replies[0]);
    assert_eq!(visitor.get("/roles").await.json(), json!(["admin"]));
    assert_eq!(app.refreshes().len(), 1);
}

#[tokio::test]
async fn a_suspended_or_deleted_user_is_signed_out_when_the_id_token_has_expired() {
    for suspend in [true, false] {
        let app = start(traditional()).await;
        let visitor = app.visitor().await;
        if suspend {
            app.emulator.suspend_user("alice").unwrap();
        } else {
            app.emulator.delete_user("alice").unwrap();
        }
        assert_eq!(visitor.get("/roles").await.status, 200);
        app.advance(AN_HOUR);
        assert_eq!(visitor.get("/roles").await.status, 303);
        assert!(!visitor.is_signed_in().await);
    }
}

#[tokio::test]
async fn with_the_provider_down_session_and_claims_are_kept_and_it_is_not_asked_at_every_request() {
    let (logs, app) = (Logs::capture(), start(traditional()).await);
    let visitor = app.visitor().await;
    app.emulator.update_user("alice", |user| user.roles(["admin"])).unwrap();
    app.advance(AN_HOUR);
    // Logto is asked again ten seconds later.
    app.clock.stop();
    app.emulator.fault(Endpoint::Token, Fault::Status(503));
    for _ in 0..20 {
        assert_eq!(visitor.get("/roles").await.json(), json!(["shopper", "payer"]));
    }
    assert_eq!(app.refreshes().len(), 1);
    logs.assert_has("claims could not be refreshed: the present ones are kept");

    app.emulator.clear_faults();
    app.advance(Duration::from_secs(10));
    assert_eq!(visitor.get("/roles").await.json(), json!(["admin"]));
}

#[tokio::test]
async fn the_refresh_of_claims_can_be_turned_off() {
    let app = start_with(traditional(), |config| config.refresh_claims(false), |client| client).await;
    let visitor = app.visitor().await;
    app.emulator.suspend_user("alice").unwrap();
    app.advance(AN_HOUR * 2);
    assert_eq!(visitor.get("/roles").await.status, 200);
    assert!(app.refreshes().is_empty());
}

#[tokio::test]
async fn throwing_the_tokens_away_does_not_keep_old_claims_alive() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let claims_only: Vec<_> = visitor
        .cookies()
        .split("; ")
        .filter(|cookie| !cookie.contains("-tokens"))
        .map(str::to_owned)
        .collect();
    app.advance(AN_HOUR);
    assert_eq!(visitor.get_with("/roles", &claims_only.join("; ")).await.status, 303);
}

#[tokio::test]
async fn userinfo_is_asked_every_time_and_shared_by_requests_at_the_same_time() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    assert_eq!(visitor.get("/roles-now").await.json(), json!(["shopper", "payer"]));
    app.emulator.update_user("alice", |user| user.roles(["admin"])).unwrap();
    assert_eq!(visitor.get("/roles-now").await.json(), json!(["admin"]));
    assert_eq!(app.emulator.requests_to("/oidc/me").len(), 2);

    app.emulator.fault(Endpoint::Userinfo, Fault::Delay(Duration::from_millis(50)).times(1));
    let cookies = visitor.cookies();
    let replies = join_all((0..50).map(|_| visitor.get_with("/roles-now", &cookies))).await;
    assert!(replies.iter().all(|reply| reply.json() == json!(["admin"])));
    assert_eq!(app.emulator.requests_to("/oidc/me").len(), 3);
}

#[tokio::test]
async fn userinfo_may_be_kept_for_a_while() {
    let minute = Duration::from_secs(60);
    let app = start_with(traditional(), |config| config.userinfo_time_to_live(minute), |client| client).await;
    let visitor = app.visitor().await;
    for _ in 0..5 {
        visitor.get("/roles-now").await;
    }
    assert_eq!(app.emulator.requests_to("/oidc/me").len(), 1);
    app.advance(minute);
    visitor.get("/roles-now").await;
    assert_eq!(app.emulator.requests_to("/oidc/me").len(), 2);
}

#[tokio::test]
async fn a_revoked_grant_is_seen_by_userinfo_at_once() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    app.advance(Duration::from_secs(60));
    app.emulator.revoke_grants("alice").unwrap();
    assert_eq!(visitor.get("/roles-now").await.status, 303);
    assert!(!visitor.is_signed_in().await);
}

#[tokio::test]
async fn userinfo_with_an_expired_access_token_refreshes_it_first() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    app.advance(AN_HOUR);
    let cookies = visitor.cookies();
    let replies = join_all((0..50).map(|_| visitor.get_with("/roles-now", &cookies))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!(app.refreshes().len(), 1);
}

#[tokio::test]
async fn claims_of_an_older_cookie_are_worth_nothing_beside_newer_tokens() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let old = visitor.cookies();
    app.emulator.update_user("alice", |user| user.roles(["none"])).unwrap();
    for _ in 0..3 {
        app.advance(AN_HOUR);
        assert_eq!(visitor.get("/roles").await.json(), json!(["none"]));
        // The claims cookie from the beginning, all others as they are now.
        let is_claims = |cookie: &&str| cookie.contains("-claims");
        let new = visitor.cookies();
        let mixed: Vec<_> = old
            .split("; ")
            .filter(is_claims)
            .chain(new.split("; ").filter(|cookie| !is_claims(cookie)))
            .collect();
        assert_eq!(visitor.get_with("/roles", &mixed.join("; ")).await.json(), json!(["none"]));
    }
}

#[tokio::test]
async fn a_user_who_asks_logto_for_no_refresh_token_gets_no_longer_session_for_it() {
    let app = start(traditional()).await;
    let visitor = app.visitor_with("");
    let url = visitor.get("/sign-in").await.location.unwrap();
    let url = url.replace("prompt=consent", "prompt=login").replace("+offline_access", "");
    let callback = app.emulator.sign_in("alice", &url).await.unwrap();
    visitor.get(callback.strip_prefix("http://localhost:3000").unwrap()).await;
    assert_eq!(visitor.get("/roles").await.status, 200);
    app.emulator.suspend_user("alice").unwrap();
    app.advance(AN_HOUR);
    assert_eq!(visitor.get("/roles").await.status, 303);
}

#[tokio::test]
async fn with_the_keys_out_of_reach_claims_are_not_refreshed_at_every_request() {
    use crate::tenant::Algorithm;
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    app.advance(AN_HOUR);
    app.emulator.rotate_keys(Algorithm::Es256);
    app.emulator.fault(Endpoint::Jwks, Fault::Status(503));
    app.clock.stop();
    for _ in 0..10 {
        assert_eq!(visitor.get("/roles").await.status, 200);
    }
    assert_eq!(app.refreshes().len(), 1);
}
