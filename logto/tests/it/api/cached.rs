//! A token that was verified is not verified again, and not used for longer than it is good.

use std::time::Duration;

use logto::testing::{Endpoint, Fault};

use super::Api;
use crate::logs::Logs;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_token_that_was_seen_needs_no_request_while_it_is_good() {
    let api = Api::start().await;
    let token = api.token().await;
    api.assert_accepted(&token).await;
    api.emulator.clear_requests();
    for _ in 0..100 {
        api.assert_accepted(&token).await;
    }
    assert!(api.emulator.requests().is_empty());
}

#[tokio::test]
async fn a_token_that_was_seen_survives_an_outage_and_still_expires_on_time() {
    let api = Api::start().await;
    let token = api.token().await;
    let end = api.verify(&token).await.unwrap().expires_at();
    api.emulator.fault(Endpoint::Any, Fault::Drop);
    // From its end on the leeway is all that carries it.
    for time in [end - SECOND, end, end + 59 * SECOND] {
        api.clock.set(time);
        api.assert_accepted(&token).await;
    }
    api.clock.set(end + 60 * SECOND);
    api.assert_rejected(&token, "expired").await;
}

#[tokio::test]
async fn without_leeway_a_token_that_was_seen_ends_with_its_expiry() {
    let api = Api::with(|config| config.leeway(Duration::ZERO)).await;
    let token = api.token().await;
    api.clock.set(api.emulator.now());
    let end = api.verify(&token).await.unwrap().expires_at();
    api.clock.set(end - SECOND);
    api.assert_accepted(&token).await;
    api.clock.set(end);
    api.assert_rejected(&token, "expired").await;
}

#[tokio::test]
async fn what_was_refused_is_refused_again() {
    let api = Api::start().await;
    let token = api.token().await;
    api.assert_accepted(&token).await;
    for changed in [token.replacen('.', "..", 1), format!("{token}A"), token.to_uppercase()] {
        assert!(api.verify(&changed).await.unwrap_err().is_untrusted());
        assert!(api.verify(&changed).await.unwrap_err().is_untrusted());
    }
}

#[tokio::test]
async fn no_token_is_logged() {
    let (logs, api) = (Logs::capture(), Api::start().await);
    let token = api.token().await;
    api.assert_accepted(&token).await;
    assert_eq!(super::ask(&api.logto, "/readers", &token).await.0, 200);
    assert_eq!(super::ask(&api.logto, "/readers", &format!("{token}A")).await.0, 401);
    logs.assert_has("refused");
    assert!(!logs.text().contains(&token));
    assert!(!format!("{:?}", api.verify(&token).await.unwrap()).contains(&token));
}
