//! Several workers, one client.

use std::collections::BTreeSet;
use std::time::Duration;

use actix_web::web::Json;
use actix_web::{App as ActixApp, HttpServer, web};
use futures_util::future::join_all;
use logto::Session;
use logto::testing::{Endpoint, Fault};

use crate::app::App;
use crate::tokens::app::{AN_HOUR, ShoppingApi, configure, emulator, rotating};

async fn token(session: Session) -> logto::Result<Json<String>> {
    Ok(Json(session.access_token::<ShoppingApi>().await?.secret().expose().to_owned()))
}

async fn start(workers: usize) -> App {
    let emulator = emulator(rotating()).start().await.unwrap();
    App::launch(
        emulator,
        configure,
        |client| client,
        move |listener, logto| {
            let server = HttpServer::new(move || {
                ActixApp::new()
                    .route("/token", web::get().to(token))
                    .service(logto::actix::routes(&logto))
                    .wrap(logto::actix::layer(logto.clone()))
            });
            tokio::spawn(server.workers(workers).disable_signals().listen(listener).unwrap().run());
        },
    )
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_to_four_workers_on_an_expired_token_make_one_token_request() {
    let app = start(4).await;
    let browser = crate::browser::Browser::new();
    app.sign_in_at(&browser, "/sign-in", "alice").await;
    let first = browser.fetch(&app.url("/token")).await;
    app.emulator.clear_requests();
    app.advance(AN_HOUR);
    app.emulator.fault(Endpoint::Token, Fault::Delay(Duration::from_millis(200)).times(1));

    let url = app.url("/token");
    let pages = join_all((0..1000).map(|_| {
        let (browser, url) = (browser.copy(), url.clone());
        async move { browser.fetch(&url).await }
    }))
    .await;
    let bad: Vec<_> = pages.iter().filter(|page| page.status != 200).collect();
    assert!(bad.is_empty(), "{} bad answers: {:?}", bad.len(), bad.first());
    let tokens: BTreeSet<_> = pages.iter().map(|page| &page.body).collect();
    assert_eq!(tokens.len(), 1);
    assert!(!tokens.contains(&first.body));
    assert_eq!(app.emulator.requests_to("/oidc/token").len(), 1);
}
