//! Errors that take the place of an answer that is there already.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App as ActixApp, HttpServer, Responder};
use logto::{Client, Session};

use super::pages;
use crate::app::App;
use crate::browser::Browser;
use crate::store::Store;

/// Some describe a body that is not sent after all.
fn beside(answer: impl Responder) -> impl Responder {
    answer
        .customize()
        .insert_header(("content-encoding", "gzip"))
        .insert_header(("content-disposition", "attachment"))
        .insert_header(("etag", "\"of-the-former\""))
        .insert_header(("x-mine", "kept"))
        .append_header(("set-cookie", "mine=1"))
        .append_header(("set-cookie", "yours=2"))
}

async fn beside_an_error(session: Session) -> impl Responder {
    let token = session.access_token_for("https://api.example.com").await;
    beside(token.map(|_| "a token"))
}

async fn beside_a_lost_session(session: Session, store: Data<Store>) -> impl Responder {
    session.clear_tokens();
    store.set_down(true);
    beside("all is well")
}

async fn fail(
    session: Session,
    _: ServiceRequest,
    _: Next<impl MessageBody>,
) -> actix_web::Result<ServiceResponse> {
    Err(session.access_token_for("https://api.example.com").await.err().unwrap().into())
}

async fn start() -> App {
    let store = Store::default();
    let given = store.clone();
    let launch = |listener: std::net::TcpListener, logto: Client| {
        let server = HttpServer::new(move || {
            let own = |app: &mut ServiceConfig| {
                app.app_data(Data::new(store.clone()))
                    .route("/beside-an-error", web::get().to(beside_an_error))
                    .route("/beside-a-lost-session", web::get().to(beside_a_lost_session))
                    .service(web::scope("/fails").wrap(from_fn(fail)));
            };
            let layer = logto::actix::layer(logto.clone()).on_failure(|failure| {
                let mut response = failure.default_response();
                response.headers_mut().insert("x-shown", http::HeaderValue::from_static("yes"));
                response
            });
            let app = ActixApp::new().configure(own).configure(pages);
            app.service(logto::actix::routes(&logto)).wrap(layer)
        });
        tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
    };
    let emulator = crate::app::emulator().start().await.unwrap();
    App::launch(emulator, |config| config, |client| client.session_store(given), launch).await
}

#[tokio::test]
async fn an_error_in_the_place_of_an_answer_has_its_headers_but_not_those_of_its_body() {
    let app = start().await;
    let browser = app.signed_in().await;
    for (path, status) in [("/beside-an-error", 500), ("/beside-a-lost-session", 503)] {
        let page = browser.load(&app.url(path)).await;
        page.assert_refused(status);
        assert_eq!((page.set_cookies.len(), &page.headers["x-mine"]), (2, &"kept".parse().unwrap()));
        for gone in ["content-encoding", "content-disposition", "etag"] {
            assert_eq!(page.headers.get(gone), None, "{path}");
        }
    }
}

#[tokio::test]
async fn an_error_that_a_middleware_returns_is_shown_as_the_application_chose() {
    let (app, browser) = (start().await, Browser::new());
    let page = browser.load(&app.url("/fails/somewhere")).await;
    page.assert_refused(500);
    assert_eq!(page.headers["x-shown"], "yes");
    let answer = browser.fetch(&app.url("/fails/somewhere")).await;
    assert_eq!(
        (answer.body.as_str(), &answer.headers["x-shown"]),
        (r#"{"error":"Server misconfigured"}"#, &"yes".parse().unwrap())
    );
}
