//! How failures are shown.

use std::pin::Pin;

use logto::resource_server::AccessRule;
use logto::{BearerToken, Session, User, authenticated, authorized};
use rocket::data::{IoHandler, IoStream};
use rocket::error::ErrorKind;
use rocket::http::ContentType;
use rocket::response::{self, Responder, Response};
use rocket::{Request, State, catch, catchers, get, routes};

use super::app::{assemble, quiet, routes, serve, start, with};
use crate::app::Account;
use crate::browser::Browser;
use crate::logs::Logs;
use crate::store::Store;
use crate::tokens::app::ShoppingApi;

#[get("/open")]
fn open() {}

#[authenticated]
#[get("/guarded")]
async fn guarded() {}

#[get("/user")]
fn user(_user: User<Account>) {}

#[get("/optional")]
fn optional(_user: Option<User<Account>>) {}

#[get("/session")]
fn session(_session: Session) {}

#[get("/token")]
fn token(_token: Option<BearerToken<ShoppingApi>>) {}

#[authorized(ShoppingApi::Read)]
#[get("/orders")]
async fn orders() {}

#[tokio::test]
async fn handlers_are_not_launched_without_the_fairing_and_the_log_says_what_to_attach() {
    for guarded in [
        routes![guarded],
        routes![user],
        routes![optional],
        routes![session],
        routes![token],
        routes![orders],
    ] {
        let logs = Logs::capture();
        let error = rocket::custom(quiet()).mount("/", guarded).ignite().await.err().unwrap();
        let ErrorKind::SentinelAborts(aborts) = error.kind() else { panic!("{error}") };
        assert_eq!(aborts.len(), 1, "{error}");
        logs.assert_has("add `.attach(logto::rocket::layer(logto))` to the Rocket");
    }
}

#[tokio::test]
async fn routes_without_the_fairing_are_500_and_the_log_says_what_to_attach() {
    let app = serve(|rocket, logto| {
        let group = logto::rocket::authorized(AccessRule::<ShoppingApi>::global(), routes![open]);
        rocket.mount("/", logto::rocket::routes(logto)).mount("/group", group)
    });
    let (app, browser) = (app.await, Browser::new());
    for path in ["/sign-in", "/sign-up", "/callback", "/sign-out", "/group/open"] {
        let logs = Logs::capture();
        let page = browser.load(&app.url(path)).await;
        assert_eq!((page.status.as_u16(), page.location.as_deref()), (500, None), "{path}");
        logs.assert_has("add `.attach(logto::rocket::layer(logto))` to the Rocket");
    }
}

#[tokio::test]
async fn of_two_fairings_the_last_counts() {
    let app = serve(|rocket, logto| {
        let fairing = logto::rocket::layer(logto.clone())
            .on_failure(|failure| failure.default_response().map(|_| "the last".to_owned()));
        assemble(rocket, logto).attach(fairing)
    });
    assert_eq!(Browser::new().load(&app.await.url("/plain")).await.body, "the last");
}

#[tokio::test]
async fn claims_whose_scope_no_sign_in_requests_are_500_and_the_log_says_what_to_write() {
    let (app, logs) = (start().await, Logs::capture());
    Browser::new().load(&app.url("/scope-not-requested")).await.assert_refused(500);
    logs.assert_has("add `.claims::<…>()`");
}

#[tokio::test]
async fn an_error_that_a_handler_returns_is_shown_like_all_others() {
    let (app, logs) = (start().await, Logs::capture());
    let browser = app.signed_in().await;
    browser.load(&app.url("/returned-error")).await.assert_refused(500);
    assert_eq!(browser.fetch(&app.url("/returned-error")).await.body, r#"{"error":"Server misconfigured"}"#);
    logs.assert_has("https://api.example.com");
}

#[tokio::test]
async fn the_application_chooses_how_failures_are_shown() {
    let app = serve(|rocket, logto| {
        let fairing = logto::rocket::layer(logto.clone()).on_failure(|failure| {
            let mut response = failure.default_response();
            *response.body_mut() = format!("{} {} {}", failure.status, failure.html, failure.sign_in_path);
            response.headers_mut().append("x-mine", http::HeaderValue::from_static("one"));
            response.headers_mut().append("x-mine", http::HeaderValue::from_static("two"));
            response
        });
        rocket.mount("/", routes()).mount("/", logto::rocket::routes(logto)).attach(fairing)
    });
    let app = app.await;
    let browser = Browser::new();
    for (path, text) in [
        ("/plain", "401 Unauthorized false /sign-in"),
        ("/bare", "401 Unauthorized false /sign-in"),
        ("/callback", "400 Bad Request true /sign-in"),
        ("/scope-not-requested", "500 Internal Server Error true /sign-in"),
        ("/returned-error", "500 Internal Server Error true /sign-in"),
    ] {
        let page = browser.load(&app.url(path)).await;
        assert_eq!(page.body, text, "{path}");
        assert_eq!(page.headers.get_all("x-mine").iter().collect::<Vec<_>>(), ["one", "two"]);
    }
    assert_eq!(browser.fetch(&app.url("/page")).await.body, "401 Unauthorized false /sign-in");
}

#[catch(default)]
fn caught() -> (ContentType, &'static str) {
    (ContentType::HTML, "caught")
}

#[tokio::test]
async fn catchers_see_what_is_not_a_matter_of_sign_in() {
    let app = serve(|rocket, logto| assemble(rocket, logto).register("/", catchers![caught])).await;
    let browser = Browser::new();
    assert_eq!(browser.load(&app.url("/nowhere")).await.body, "caught");
    for path in ["/plain", "/bare"] {
        assert_eq!(browser.load(&app.url(path)).await.body, r#"{"error":"Not authenticated"}"#);
    }
    assert_eq!(browser.load(&app.url("/page")).await.status, 303);
}

/// Talks by another protocol than HTTP.
struct Echo;

#[rocket::async_trait]
impl IoHandler for Echo {
    async fn io(self: Pin<Box<Self>>, _: IoStream) -> std::io::Result<()> {
        Ok(())
    }
}

struct Upgraded;

impl<'r> Responder<'r, 'static> for Upgraded {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        Response::build().upgrade("echo", Echo).ok()
    }
}

#[get("/upgraded")]
fn upgraded(session: Session, store: &State<Store>) -> Upgraded {
    store.set_down(session.is_authenticated());
    session.clear_tokens();
    Upgraded
}

/// As with a WebSocket.
#[tokio::test]
async fn an_answer_whose_session_cannot_be_kept_is_not_upgraded_to_another_protocol() {
    let store = Store::default();
    let (given, managed) = (store.clone(), store.clone());
    let app = with(
        |config| config,
        |client| client.session_store(given),
        |rocket, logto| assemble(rocket, logto).mount("/", routes![upgraded]).manage(managed),
    );
    let app = app.await;
    let browser = app.signed_in().await;
    let headers = [("connection", "upgrade"), ("upgrade", "echo")];
    let url = app.url("/upgraded");
    assert_eq!(Browser::new().get_with(&url, &headers).await.status, 101);
    let page = browser.get_with(&url, &headers).await;
    assert_eq!((page.status.as_u16(), page.headers.get("upgrade")), (503, None), "{page:?}");
}

#[get("/store-fails")]
fn store_fails(session: Session, store: &State<Store>) -> (ContentType, &'static str) {
    session.clear_tokens();
    store.set_down(true);
    (ContentType::HTML, "all is well")
}

#[tokio::test]
async fn a_store_that_is_down_does_not_look_like_signed_out() {
    let store = Store::default();
    let given = store.clone();
    let managed = store.clone();
    let app = with(
        |config| config,
        |client| client.session_store(given),
        |rocket, logto| assemble(rocket, logto).mount("/", routes![store_fails]).manage(managed),
    );
    let app = app.await;
    let browser = app.signed_in().await;
    store.set_down(true);
    for path in ["/page", "/optional", "/session", "/bare"] {
        browser.load(&app.url(path)).await.assert_refused(503);
    }
    assert_eq!(browser.fetch(&app.url("/optional")).await.status, 503);
    store.set_down(false);
    app.assert_signed_in(&browser, true).await;
    // An answer whose session cannot be kept must not look like a success.
    browser.load(&app.url("/store-fails")).await.assert_refused(503);
}
