//! A guard decides before other extractors are heard, and failures of optional ones are no `None`.

use std::future::{Ready, ready};
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::body::MessageBody as _;
use actix_web::dev::{Payload, Service as _};
use actix_web::http::header::COOKIE;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App as ActixApp, FromRequest, HttpMessage as _, HttpRequest, HttpServer, test};
use futures_util::FutureExt as _;
use logto::guard::{Guarded, Lack, NoRequirement, Policy, Redirect, Requirement};
use logto::testing::{Endpoint, Fault};
use logto::{BearerToken, Client, OrganizationId, Session, User, authenticated};
use serde_json::json;

use super::{pages, start_with};
use crate::app::{Account, App};
use crate::browser::Browser;
use crate::store::Store;
use crate::tokens::app::ShoppingApi;

async fn start() -> (App, Store) {
    let store = Store::default();
    let given = store.clone();
    (start_with(|config| config, |client| client.session_store(given)).await, store)
}

/// With handlers of the test's own.
async fn app_with(store: Store, own: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> App {
    let launch = |listener: TcpListener, logto: Client| {
        let server = HttpServer::new(move || {
            let app = ActixApp::new().configure(own.clone()).configure(pages);
            app.service(logto::actix::routes(&logto)).wrap(logto::actix::layer(logto.clone()))
        });
        tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
    };
    let emulator = crate::app::emulator().start().await.unwrap();
    App::launch(emulator, |config| config, |client| client.session_store(store), launch).await
}

/// A browser with the cookie of a session that is no more.
async fn signed_out(app: &App) -> Browser {
    let browser = app.signed_in().await;
    let before = browser.copy();
    browser.load(&app.url("/sign-out")).await;
    before
}

#[tokio::test]
async fn who_is_refused_does_not_learn_what_else_is_wrong_with_the_request() {
    let (app, store) = start().await;
    let browser = signed_out(&app).await;
    let url = app.url("/echo");
    for slow in [false, true] {
        if slow {
            store.slow_down();
        }
        assert_eq!(browser.post_body(&url, "application/json", "{ malformed").await.status, 401);
        assert_eq!(browser.post_body(&url, "text/plain", "no JSON").await.status, 401);
        assert_eq!(browser.post_body(&url, "application/json", "{}").await.status, 401);
        assert_eq!(browser.load(&app.url("/numbered/x")).await.status, 401);
        assert_eq!(browser.post_body(&app.url("/bare"), "text/plain", b"\xff".as_slice()).await.status, 401);
    }
}

#[tokio::test]
async fn who_is_admitted_gets_the_body_and_learns_what_is_wrong_with_it() {
    let (app, store) = start().await;
    let browser = app.signed_in().await;
    for slow in [false, true] {
        if slow {
            store.slow_down();
        }
        let url = app.url("/echo");
        assert_eq!(browser.post_body(&url, "application/json", r#"{"a":1}"#).await.json()["a"], 1);
        assert_eq!(browser.post_body(&url, "application/json", "{ malformed").await.status, 400);
        assert_eq!(browser.load(&app.url("/numbered/x")).await.status, 404);
        let page = browser.post_body(&app.url("/bare"), "text/plain", "and a body").await;
        assert_eq!(page.body, "Alice Example and a body");
    }
}

#[tokio::test]
async fn a_large_body_passes_when_the_guard_has_admitted() {
    let (app, store) = start().await;
    let browser = app.signed_in().await;
    store.slow_down();
    let body = format!("\"{}\"", "x".repeat(1_000_000));
    let page = browser.post_body(&app.url("/echo"), "application/json", body.clone()).await;
    assert_eq!(page.body, body);
}

#[tokio::test]
async fn an_optional_user_is_none_only_if_nobody_is_signed_in() {
    let (app, store) = start().await;
    let browser = app.signed_in().await;
    let subject = browser.load(&app.url("/optional")).await.json();
    assert_eq!(subject.as_str(), app.emulator.user_id("alice").as_deref());
    assert_eq!(Browser::new().load(&app.url("/optional")).await.body, "null");
    store.set_down(true);
    for _ in 0..2 {
        let page = browser.load(&app.url("/optional")).await;
        page.assert_refused(503);
        assert_eq!(page.headers["retry-after"], "5");
        assert_eq!(browser.fetch(&app.url("/optional")).await.status, 503);
        assert_eq!(browser.fetch(&app.url("/bare")).await.status, 503);
        store.slow_down();
    }
    store.set_down(false);
    assert_eq!(browser.load(&app.url("/optional")).await.json(), subject);
    assert_eq!(signed_out(&app).await.load(&app.url("/optional")).await.body, "null");
}

async fn optional_session(session: Option<Session>) -> String {
    session.is_some().to_string()
}

async fn greeting(token: Option<BearerToken<ShoppingApi>>) -> String {
    token.map_or("nobody".to_owned(), |token| token.subject().to_owned())
}

#[tokio::test]
async fn an_optional_session_is_there_or_cannot_be_had() {
    let store = Store::default();
    let given = store.clone();
    let app = app_with(given, |app| {
        app.route("/optional-session", web::get().to(optional_session));
    });
    let app = app.await;
    let browser = app.signed_in().await;
    let url = app.url("/optional-session");
    assert_eq!(browser.load(&url).await.body, "true");
    assert_eq!(Browser::new().load(&url).await.body, "true");
    store.set_down(true);
    browser.load(&url).await.assert_refused(503);
}

#[tokio::test]
async fn keys_that_cannot_be_had_do_not_look_like_no_credentials() {
    let app = app_with(Store::default(), |app| {
        app.route("/greeting", web::get().to(greeting));
    });
    let app = app.await;
    let token = app.emulator.access_token("alice").resource("https://shopping.example.com/api");
    let token = format!("Bearer {}", token.sign().unwrap());
    app.emulator.fault(Endpoint::Jwks, Fault::Status(503).times(9));
    let page = Browser::new().get_with(&app.url("/greeting"), &[("authorization", &token)]).await;
    assert_eq!((page.status.as_u16(), &page.json()["error"]), (503, &json!("temporarily_unavailable")));
    assert_eq!(Browser::new().load(&app.url("/greeting")).await.body, "nobody");
}

/// Asks for a role that nobody has.
enum Nobodys {}

impl Policy for Nobodys {
    const REDIRECT: Redirect = Redirect::Never;
    const FETCH_USERINFO: bool = false;
    type Requirement = Self;
}

impl<C> Requirement<C> for Nobodys {
    fn check(_: &C, _: Option<&OrganizationId>) -> Result<(), Lack> {
        Err(Lack::Role(&["nobody's"]))
    }
}

/// Asks for nothing but a user.
enum Anybodys {}

impl Policy for Anybodys {
    const REDIRECT: Redirect = Redirect::Never;
    const FETCH_USERINFO: bool = false;
    type Requirement = NoRequirement;
}

async fn two_guards(
    _: Guarded<Account, Nobodys>,
    _: Guarded<Account, Anybodys>,
    number: web::Path<u64>,
) -> String {
    number.to_string()
}

#[authenticated]
async fn one_guard(number: web::Path<u64>) -> String {
    number.to_string()
}

#[tokio::test]
async fn of_two_guards_each_can_refuse_before_others_are_heard() {
    let store = Store::default();
    let given = store.clone();
    let app = app_with(given, |app| {
        app.route("/one/{number}", web::get().to(one_guard))
            .route("/two/{number}", web::get().to(two_guards));
    });
    let app = app.await;
    let browser = app.signed_in().await;
    for slow in [false, true] {
        if slow {
            store.slow_down();
        }
        assert_eq!(browser.fetch(&app.url("/one/x")).await.status, 404);
        assert_eq!(browser.fetch(&app.url("/two/x")).await.status, 403);
        assert_eq!(Browser::new().fetch(&app.url("/two/x")).await.status, 401);
    }
}

/// Fails at once.
struct Broken;

impl FromRequest for Broken {
    type Error = actix_web::Error;
    type Future = Ready<actix_web::Result<Self>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Err(actix_web::error::ErrorImATeapot("broken")))
    }
}

/// Is there for as long as its request.
struct Witness(#[expect(dead_code, reason = "it is counted")] Arc<()>);

#[tokio::test]
async fn a_request_is_let_go_of_when_two_extractors_fail_together() {
    let (store, mut client) = (Store::default(), None);
    let given = store.clone();
    let launch = |listener, logto: Client| {
        client = Some(logto.clone());
        super::spawn(listener, 1, logto);
    };
    let emulator = crate::app::emulator().start().await.unwrap();
    let running = App::launch(emulator, |config| config, |client| client.session_store(given), launch).await;
    let (name, id) = running.signed_in().await.cookie("-session");
    store.set_down(true);
    let app = ActixApp::new()
        .route("/", web::get().to(async |_: User<Account>, _: Broken| "never"))
        .wrap(logto::actix::layer(client.unwrap()));
    let app = test::init_service(app).await;
    let count = Arc::new(());
    let request = test::TestRequest::get().insert_header((COOKIE, format!("{name}={id}"))).to_request();
    request.extensions_mut().insert(Witness(Arc::clone(&count)));
    assert_eq!(Arc::strong_count(&count), 2);
    let answer = test::call_service(&app, request).await;
    assert_eq!(answer.status().as_u16(), 503);
    drop(answer);
    assert_eq!(Arc::strong_count(&count), 1);
}

/// Calls the app without a network, and expects an answer without waiting for anything.
async fn at_once(logto: &Client, path: &str, cookies: &str) -> (u16, String) {
    let app = ActixApp::new().configure(pages).wrap(logto::actix::layer(logto.clone()));
    let app = test::init_service(app).await;
    let request = test::TestRequest::get().uri(path).insert_header((COOKIE, cookies)).to_request();
    let Some(answer) = app.call(request).now_or_never() else { panic!("no answer at the first poll") };
    let response = answer.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().try_into_bytes().unwrap_or_default();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_guard_that_needs_no_io_decides_at_the_first_poll() {
    let mut client = None;
    let emulator = crate::app::emulator().start().await.unwrap();
    let app = App::launch(
        emulator,
        |config| config,
        |client| client,
        |listener, logto| {
            client = Some(logto.clone());
            super::spawn(listener, 1, logto);
        },
    );
    let app = app.await;
    let logto = client.unwrap();
    let cookies = app.signed_in().await.cookies();
    let cookies: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(at_once(&logto, "/plain", "").await.0, 401);
    let (status, body) = at_once(&logto, "/plain", &cookies.join("; ")).await;
    assert_eq!(status, 200);
    assert!(body.contains("Alice Example"), "{body}");
    assert_eq!(at_once(&logto, "/numbered/7", &cookies.join("; ")).await, (200, "7".to_owned()));
    assert_eq!(at_once(&logto, "/numbered/x", "").await.0, 401);
}
