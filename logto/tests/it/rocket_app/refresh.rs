//! One refresh for everybody, under a server's load.

use std::time::Duration;

use futures_util::future::join_all;
use logto::Session;
use logto::testing::{Endpoint, Fault};
use rocket::{get, routes};

use super::app::{assemble, launch};
use crate::app::App;
use crate::tokens::app::{AN_HOUR, ShoppingApi, configure, emulator, rotating};

#[get("/token")]
async fn token(session: Session) -> logto::Result<String> {
    Ok(session.access_token::<ShoppingApi>().await?.secret().expose().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_requests_on_an_expired_token_make_one_token_request() {
    let run = async |logto: &logto::Client, listener| {
        launch(listener, |rocket| assemble(rocket, logto).mount("/", routes![token])).await;
    };
    let emulator = emulator(rotating()).start().await.unwrap();
    let app = App::run(emulator, configure, |client| client, run).await;
    let browser = app.signed_in().await;
    let expired = browser.load(&app.url("/token")).await.body;
    app.emulator.clear_requests();
    app.advance(AN_HOUR);

    app.emulator.fault(Endpoint::Token, Fault::Delay(Duration::from_millis(50)).times(1));
    let url = app.url("/token");
    let visitors: Vec<_> = (0..1000).map(|_| browser.copy()).collect();
    let pages = join_all(visitors.iter().map(|visitor| visitor.load(&url))).await;
    assert_eq!(app.emulator.requests_to("/oidc/token").len(), 1);
    for page in &pages {
        assert_eq!((page.status.as_u16(), &page.body), (200, &pages[0].body));
    }
    assert_ne!(pages[0].body, expired);
    // The session lives on, from any of the answers.
    app.advance(AN_HOUR);
    let page = visitors[999].load(&url).await;
    assert_eq!(page.status, 200, "{page:?}");
    assert_eq!(app.emulator.requests_to("/oidc/token").len(), 2);
}
