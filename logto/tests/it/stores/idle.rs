//! Sessions that are not used end, and those that are used do not.

use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::app::App;
use crate::store::Store;

const TIMEOUT: Duration = Duration::from_secs(1000);

async fn app(lifetime: Duration) -> (App, Store) {
    let store = Store::default();
    let given = store.clone();
    let app = App::with(
        |config| config.session_idle_timeout(TIMEOUT).session_lifetime(lifetime).refresh_claims(false),
        |client| client.session_store(given),
    )
    .await;
    (app, store)
}

#[tokio::test]
async fn a_session_that_is_not_used_ends() {
    let (app, _) = app(10 * TIMEOUT).await;
    let browser = app.signed_in().await;
    app.advance(TIMEOUT);
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn a_session_that_is_used_goes_on_to_the_end_of_its_lifetime() {
    let (app, _) = app(5 * TIMEOUT).await;
    let browser = app.signed_in().await;
    for _ in 0..5 {
        app.advance(TIMEOUT * 9 / 10);
        app.assert_signed_in(&browser, true).await;
    }
    app.advance(TIMEOUT / 2);
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn most_reads_write_nothing() {
    let (app, store) = app(10 * TIMEOUT).await;
    let browser = app.signed_in().await;
    for _ in 0..20 {
        app.advance(TIMEOUT / 20);
        app.assert_signed_in(&browser, true).await;
    }
    let touches = store.touches.load(Ordering::SeqCst);
    assert!((5..=10).contains(&touches), "{touches}");
}

#[tokio::test]
async fn without_an_idle_timeout_reads_never_write() {
    let store = Store::default();
    let given = store.clone();
    let app = App::with(|config| config, |client| client.session_store(given)).await;
    let browser = app.signed_in().await;
    app.advance(Duration::from_secs(1000));
    app.assert_signed_in(&browser, true).await;
    assert_eq!(store.touches.load(Ordering::SeqCst), 0);
}
