//! Who may connect, and what is said when it does not work.

use std::time::{Duration, Instant};

use logto::session::{PostgresSessionStore, SessionStore};
use logto::testing::store_conformance;

use crate::app::App;
use crate::browser::Browser;
use crate::logs::Logs;
use crate::stores::servers::postgres::{Postgres, Stop};

const ROOT: &str = include_str!("../../../fixtures/postgres_tls/root.crt");

const PASSWORD: &str = "s3cret@/?%";

/// Deriving a key from a password takes a while without optimization.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server with a role that needs [`PASSWORD`], and its URL with another password.
async fn locked() -> Option<(Postgres, impl Fn(&str) -> String)> {
    let server = Postgres::start()?;
    server.migrated_store().await;
    let client = server.connect().await;
    let role = format!("CREATE ROLE locked LOGIN SUPERUSER PASSWORD '{PASSWORD}'");
    client.batch_execute(&role).await.unwrap();
    let port = server.port();
    let url = move |password: &str| format!("postgres://locked:{password}@127.0.0.1:{port}/postgres");
    Some((server, url))
}

#[tokio::test]
async fn the_password_opens_the_database() {
    let Some((_server, url)) = locked().await else { return };
    let store = PostgresSessionStore::builder(&url("s3cret%40%2F%3F%25")).timeout(PATIENCE).build().unwrap();
    store_conformance::run_case("a_session_that_was_created_is_loaded", &store).await.unwrap();
}

#[tokio::test]
async fn a_wrong_password_is_an_error_that_does_not_show_it() {
    let Some((_server, url)) = locked().await else { return };
    let logs = Logs::capture();
    let builder = PostgresSessionStore::builder(&url("wr0ng-s3cret")).timeout(PATIENCE);
    let shown = format!("{builder:?}");
    let store = builder.build().unwrap();
    let error = store.ping().await.unwrap_err();
    assert!(error.to_string().contains("password authentication failed for user \"locked\""), "{error}");
    store.migrate().await.unwrap_err();
    let told = format!("{error} {error:?} {store:?} {shown} {}", logs.text());
    assert!(!told.contains("wr0ng"), "{told}");
    let error = PostgresSessionStore::new("postgres://locked:wr0ng-s3cret@/").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("wr0ng"), "{error}");
}

#[tokio::test]
async fn values_of_rows_are_in_no_error() {
    let Some(server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    let client = server.connect().await;
    // Whatever is written, the server says in its detail which row it is about.
    let check = "ALTER TABLE logto_leases ADD CONSTRAINT nobody CHECK (length(holder) = 0)";
    client.batch_execute(check).await.unwrap();
    let failed = store_conformance::run_case("a_lease_has_one_holder", &store).await.unwrap_err();
    let told = format!("{failed} {failed:?}");
    assert!(told.contains("violates check constraint \\\"nobody\\\""), "{told}");
    assert!(!told.contains("Failing row") && !told.contains("\\x"), "{told}");
}

#[tokio::test]
async fn an_app_starts_while_its_database_is_down_and_serves_when_it_is_up() {
    let Some(mut server) = Postgres::start() else { return };
    server.migrated_store().await;
    server.stop(Stop::Fast);
    // Longer than anybody waits for a server that says no.
    let store = server.builder().timeout(2 * PATIENCE).build().unwrap();
    let app = App::with(|config| config, |client| client.session_store(store)).await;
    let browser = Browser::new();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    let start = Instant::now();
    browser.load(&callback).await.assert_refused(503);
    assert!(start.elapsed() < PATIENCE);
    server.start_again();
    assert_eq!(app.sign_in_at(&browser, "/page", "alice").await.status, 200);
    app.assert_signed_in(&browser, true).await;
}

/// A server that speaks TLS, with a certificate for `localhost` that a root of its own has signed.
fn encrypted() -> Option<Postgres> {
    Postgres::start_with(&["ssl=on", "ssl_cert_file=server.crt", "ssl_key_file=server.key"])
}

#[tokio::test]
async fn with_tls_the_certificate_is_verified() {
    let Some(server) = encrypted() else { return };
    for mode in ["require", "verify-full"] {
        let url = |host| format!("postgres://postgres@{host}:{}/postgres?sslmode={mode}", server.port());
        let store = PostgresSessionStore::builder(&url("localhost")).timeout(PATIENCE).build().unwrap();
        let error = store.migrate().await.unwrap_err().to_string();
        assert!(error.contains("certificate"), "{error}");

        let trusting = |host| {
            let builder = PostgresSessionStore::builder(&url(host)).timeout(PATIENCE);
            builder.root_certificates(ROOT).build().unwrap()
        };
        let error = trusting("127.0.0.1").migrate().await.unwrap_err().to_string();
        assert!(error.contains("certificate"), "the name is not verified: {error}");
        let store = trusting("localhost");
        store.migrate().await.unwrap();
        let encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                         WHERE ssl AND application_name = 'logto'";
        assert_eq!(server.number(encrypted).await, 1);
    }
}

#[tokio::test]
async fn tls_that_is_required_of_a_server_without_is_an_error() {
    let Some(server) = Postgres::start() else { return };
    let url = server.url() + "?sslmode=require";
    let error = PostgresSessionStore::new(&url).unwrap().ping().await.unwrap_err().to_string();
    assert!(error.contains("server does not support TLS"), "{error}");
}

#[tokio::test]
async fn root_certificates_that_are_none_are_refused() {
    for pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\n%%\n-----END CERTIFICATE-----\n"] {
        let builder = PostgresSessionStore::builder("postgres://localhost/app").root_certificates(pem);
        let error = builder.build().unwrap_err().to_string();
        assert!(error.contains("root certificates"), "{error}");
    }
}

#[test]
fn without_a_tokio_runtime_the_store_says_so() {
    let store = PostgresSessionStore::new("postgres://localhost/app").unwrap();
    let error = futures_util::FutureExt::now_or_never(store.ping()).unwrap().unwrap_err().to_string();
    assert!(error.contains("needs a tokio runtime"), "{error}");
}

#[test]
fn a_url_that_cannot_be_read_is_a_mistake_in_the_configuration() {
    let error = logto::Error::from(PostgresSessionStore::new("redis://localhost").unwrap_err());
    assert!(error.is_configuration(), "{error}");
}
