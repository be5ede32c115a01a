//! Key rotation: new keys are picked up at once, and withdrawn ones are forgotten soon.

use std::time::Duration;

use crate::app::App;
use crate::tenant::Algorithm;

fn key_set_requests(app: &App) -> usize {
    app.emulator.requests_to("/oidc/jwks").len()
}

#[tokio::test]
async fn a_new_key_of_another_algorithm_is_picked_up_at_the_next_sign_in() {
    let app = App::start().await;
    let before = app.signed_in().await;
    for algorithm in [Algorithm::Rs256, Algorithm::Es384, Algorithm::Es512, Algorithm::Es512] {
        app.emulator.rotate_keys(algorithm);
        app.emulator.drop_previous_keys();
        app.advance(Duration::from_secs(30));
        app.signed_in().await;
    }
    assert_eq!(key_set_requests(&app), 5);
    // What was verified once stays verified.
    app.assert_signed_in(&before, true).await;
}

/// An ID token comes from Logto itself: nobody can make the key set be fetched with it. And a code is good only once.
#[tokio::test]
async fn a_key_that_is_new_since_a_moment_is_picked_up_at_the_next_sign_in_too() {
    let app = App::start().await;
    for rotations in 1..=3 {
        app.signed_in().await;
        assert_eq!(key_set_requests(&app), rotations);
        app.emulator.rotate_keys(Algorithm::Es384);
        app.advance(Duration::from_secs(2));
    }
}

#[tokio::test]
async fn a_key_that_stays_in_the_set_costs_no_request() {
    let app = App::start().await;
    for _ in 0..3 {
        app.signed_in().await;
        app.advance(Duration::from_secs(60));
    }
    assert_eq!(key_set_requests(&app), 1);
}

#[tokio::test]
async fn a_key_that_was_withdrawn_is_trusted_no_longer_than_ten_minutes() {
    let app = App::start().await;
    app.signed_in().await;
    app.advance(Duration::from_secs(600));
    app.signed_in().await;
    assert_eq!(key_set_requests(&app), 2);
}
