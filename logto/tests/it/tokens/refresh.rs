//! Refreshes: one at a time, lost by nobody, and signing out only whom Logto has signed out.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::{Either, join_all, select};
use logto::http::{HttpClient, ReqwestClient, TransportError};

use super::app::{AN_HOUR, TokenApp, rotating, start, start_with, traditional};
use super::visitor::{Reply, Visitor};
use crate::tenant::{Endpoint, Fault};

/// For so long Logto's answer is under way: long enough for whatever has to happen meanwhile.
const UNDER_WAY: Duration = Duration::from_secs(2);

/// Drops a request as soon as Logto has the token request that it leads to.
async fn drop_while_refreshing(app: &TokenApp, request: impl Future<Output = Reply>) {
    match select(pin!(request), pin!(app.asks_for_tokens())).await {
        Either::Left((reply, _)) => panic!("the request was to be dropped: {reply:?}"),
        Either::Right(((), _)) => {}
    }
}

#[tokio::test]
async fn a_thousand_requests_on_an_expired_token_make_one_token_request_per_resource() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    visitor.get("/token/shopping").await;
    visitor.get("/token/billing").await;
    app.emulator.clear_requests();
    app.advance(AN_HOUR);

    let old = visitor.cookies();
    app.emulator.fault(Endpoint::Token, Fault::Delay(Duration::from_millis(50)).times(1));
    let paths = ["/token/shopping", "/token/billing"].into_iter().cycle().take(1000);
    let replies = join_all(paths.map(|path| visitor.get_with(path, &old))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    let tokens: BTreeSet<_> = replies.iter().map(Reply::token).collect();
    assert_eq!(tokens.len(), 2);
    let mut refreshes = app.refreshes();
    refreshes.sort_unstable();
    assert_eq!(refreshes, ["https://billing.example.com/api", "https://shopping.example.com/api"]);

    // Requests that still carry the old cookie get the new tokens, also long after Logto's tolerance of 3 s.
    app.advance(Duration::from_secs(5));
    let late = join_all((0..200).map(|_| visitor.get_with("/token/shopping", &old))).await;
    assert!(late.iter().all(|reply| reply.status == 200), "{:?}", late[0].json());
    assert!(late.iter().all(|reply| tokens.contains(&reply.token())));
    assert_eq!(app.refreshes().len(), 2);

    // The session lives on, from any of the answers.
    visitor.keep(&replies[0]);
    app.advance(AN_HOUR);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    assert!(visitor.is_signed_in().await);
}

#[tokio::test]
async fn answers_that_overtake_each_other_do_not_cost_the_session() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    let first = visitor.get("/token/shopping").await;
    visitor.get("/token/billing").await;
    // The browser ends up with the older answer, whose refresh token has been used since.
    visitor.keep(&first);
    app.advance(Duration::from_secs(60));
    app.emulator.clear_requests();
    assert_eq!(visitor.get("/token/billing").await.status, 200);
    assert!(app.refreshes().is_empty());
    app.advance(AN_HOUR);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
}

#[tokio::test]
async fn the_request_that_leads_may_be_dropped() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    let old = visitor.cookies();
    app.emulator.fault(Endpoint::Token, Fault::DelayAnswer(UNDER_WAY).times(1));

    let leader = drop_while_refreshing(&app, visitor.get_with("/token/shopping", &old));
    let others = join_all((0..10).map(|_| visitor.get_with("/token/shopping", &old)));
    let ((), others) = tokio::join!(leader, others);
    assert!(others.iter().all(|reply| reply.status == 200));
    assert_eq!(app.refreshes().len(), 1);

    visitor.keep(&others[0]);
    app.advance(AN_HOUR);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
}

#[tokio::test]
async fn tokens_of_a_request_that_was_dropped_alone_reach_the_next_one() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    app.emulator.fault(Endpoint::Token, Fault::DelayAnswer(UNDER_WAY).times(1));
    drop_while_refreshing(&app, visitor.get("/token/shopping")).await;
    app.advance(Duration::from_secs(60));
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    assert_eq!(app.refreshes().len(), 1);
    app.advance(AN_HOUR);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
}

#[tokio::test]
async fn a_provider_in_trouble_signs_nobody_out() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    for fault in [Fault::Status(503), Fault::Status(429), Fault::Html, Fault::Garbage, Fault::Drop] {
        app.emulator.fault(Endpoint::Token, fault.clone());
        let reply = visitor.get("/token/shopping").await;
        assert_eq!((reply.status, &reply.json()["kind"]), (503, &"transient".into()), "{fault:?}");
        assert!(reply.set_cookies.is_empty());
        app.emulator.clear_faults();
        assert!(visitor.is_signed_in().await);
    }
    assert_eq!(visitor.get("/token/shopping").await.status, 200);

    app.emulator.fault(Endpoint::Userinfo, Fault::Status(503));
    let reply = visitor.get("/roles-now").await;
    assert_eq!((reply.status, reply.location), (503, None));
    assert_eq!(reply.headers["retry-after"], "5");
}

#[tokio::test]
async fn a_token_in_its_last_minute_is_still_used_while_the_provider_is_down() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let token = visitor.get("/token/shopping").await.token();
    app.advance(AN_HOUR - Duration::from_secs(30));
    app.emulator.fault(Endpoint::Token, Fault::Status(503));
    assert_eq!(visitor.get("/token/shopping").await.token(), token);
    app.advance(Duration::from_secs(30));
    assert_eq!(visitor.get("/token/shopping").await.status, 503);
}

#[tokio::test]
async fn an_ended_grant_ends_the_session_once_and_without_a_loop() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    app.emulator.revoke_grants("alice").unwrap();
    app.advance(AN_HOUR);

    let reply = visitor.get("/roles").await;
    assert_eq!((reply.status, reply.location.as_deref()), (303, Some("/sign-in?return_to=%2Froles")));
    assert!(reply.set_cookies.iter().all(|line| line.contains("Max-Age=0")));
    assert_eq!(app.refreshes().len(), 1);

    assert!(!visitor.is_signed_in().await);
    assert_eq!(visitor.get("/roles").await.status, 303);
    assert_eq!(app.refreshes().len(), 1);
    visitor.sign_in().await;
    assert_eq!(visitor.get("/roles").await.status, 200);
}

#[tokio::test]
async fn a_missing_key_set_does_not_cost_the_new_refresh_token() {
    use crate::tenant::Algorithm;
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    app.emulator.rotate_keys(Algorithm::Rs256);
    app.emulator.fault(Endpoint::Jwks, Fault::Status(503));
    app.advance(Duration::from_secs(60));
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    app.emulator.clear_faults();
    app.advance(AN_HOUR);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    assert!(visitor.is_signed_in().await);
}

#[tokio::test]
async fn the_margin_before_expiry_can_be_chosen() {
    let app =
        start_with(traditional(), |config| config.access_token_margin(Duration::ZERO), |client| client).await;
    let visitor = app.visitor().await;
    let token = visitor.get("/token/shopping").await.token();
    app.advance(AN_HOUR - Duration::from_secs(30));
    assert_eq!(visitor.get("/token/shopping").await.token(), token);
    assert_eq!(app.refreshes().len(), 1);
}

#[tokio::test]
async fn a_key_rotated_just_after_the_keys_were_fetched_does_not_cost_the_session() {
    use crate::tenant::Algorithm;
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    app.emulator.rotate_keys(Algorithm::Rs256);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    app.advance(AN_HOUR);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    assert!(visitor.is_signed_in().await);
}

/// Loads a page that asks for tokens, and signs out meanwhile; what came of the page.
async fn sign_out_during(app: &TokenApp, visitor: &Visitor<'_>, path: &str) -> Reply {
    app.emulator.fault(Endpoint::Token, Fault::DelayAnswer(UNDER_WAY).times(1));
    let old = visitor.cookies();
    let sign_out = async {
        app.asks_for_tokens().await;
        visitor.get("/sign-out").await
    };
    let (page, signed_out) = tokio::join!(visitor.get_with(path, &old), sign_out);
    assert_eq!(signed_out.status, 303);
    page
}

#[tokio::test]
async fn a_refresh_under_way_does_not_undo_a_sign_out() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    let old = visitor.cookies();
    let slow = sign_out_during(&app, &visitor, "/token/shopping").await;
    assert_eq!((slow.status, slow.set_cookies.len()), (401, 0), "{slow:?}");
    assert_eq!(visitor.get_with("/token/shopping", &old).await.status, 401);
}

#[tokio::test]
async fn an_answer_under_way_does_not_bring_the_cookies_of_a_session_back_that_was_signed_out() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    // It has cleared access tokens, and would have the browser know.
    let slow = sign_out_during(&app, &visitor, "/token/anew").await;
    assert_eq!(slow.status, 401, "{slow:?}");
    assert!(!slow.set_cookies.is_empty(), "it had nothing to say");
    assert!(slow.set_cookies.iter().all(|line| line.contains("Max-Age=0")), "{slow:?}");
}

#[tokio::test]
async fn a_refresh_goes_on_when_the_request_that_began_it_is_dropped() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    app.emulator.fault(Endpoint::Token, Fault::DelayAnswer(Duration::from_millis(200)).times(1));
    drop_while_refreshing(&app, visitor.get("/token/shopping")).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    // It has landed with nobody waiting: the next request need not even ask Logto.
    app.emulator.fault(Endpoint::Any, Fault::Drop);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
}

#[tokio::test]
async fn an_answer_for_which_the_session_was_asked_for_is_not_for_caches() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    let reply = visitor.get("/token/shopping").await;
    assert!(!reply.set_cookies.is_empty());
    assert_eq!(reply.headers["cache-control"], "no-store");
    let reply = visitor.get("/token/shopping").await;
    assert!(reply.set_cookies.is_empty());
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert!(!visitor.get("/").await.headers.contains_key("cache-control"));
}

/// The built-in client, for which the token endpoint takes too long while told so.
#[derive(Clone, Default)]
struct TimesOut(Arc<(ReqwestClient, AtomicBool)>);

impl HttpClient for TimesOut {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        let (client, times_out) = &*self.0;
        if times_out.load(Ordering::SeqCst) && request.uri().path() == "/oidc/token" {
            return Err(TransportError::Timeout);
        }
        client.send(request).await
    }
}

#[tokio::test]
async fn a_provider_that_does_not_answer_in_time_signs_nobody_out() {
    let http = TimesOut::default();
    let app = start_with(rotating(), |config| config, |client| client.http_client(http.clone())).await;
    let visitor = app.visitor().await;
    http.0.1.store(true, Ordering::SeqCst);
    let reply = visitor.get("/token/shopping").await;
    assert_eq!((reply.status, &reply.json()["kind"]), (503, &"transient".into()));
    assert!(visitor.is_signed_in().await);
    http.0.1.store(false, Ordering::SeqCst);
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
}
