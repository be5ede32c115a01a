//! No token, code, verifier, state, nonce, secret or key in any log line, `Debug` or `Display`, whatever goes wrong.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use logto::session::MemorySessionStore;
use logto::testing::{Emulator, Endpoint, Fault};
use logto::{Client, OneTimeToken, Session, SignIn, UserClaims};
use serde_json::json;

use crate::app::{App, COOKIE_KEY, config_for, emulator};
use crate::browser::Browser;
use crate::logs::Logs;

/// Parameters whose values are nobody's business.
const SECRET: [&str; 8] =
    ["code", "code_verifier", "state", "nonce", "refresh_token", "token", "client_secret", "id_token_hint"];

/// Everything secret that the emulator was sent.
pub(crate) fn sent_to(emulator: &Emulator) -> BTreeSet<String> {
    let mut secrets = BTreeSet::from([COOKIE_KEY.to_owned(), emulator.app_secret().to_owned()]);
    for request in emulator.requests() {
        let parameters = request.params.iter().filter(|(name, _)| SECRET.contains(&name.as_str()));
        secrets.extend(parameters.map(|(_, value)| value.clone()));
        secrets
            .extend(request.header("authorization").map(|value| value.split_once(' ').unwrap().1.to_owned()));
    }
    secrets
}

pub(crate) fn assert_absent(secrets: &BTreeSet<String>, text: &str) {
    for secret in secrets.iter().filter(|secret| secret.len() >= 16) {
        for line in text.lines() {
            assert!(!line.contains(secret.as_str()), "{secret}\nis in\n{line}");
        }
    }
}

/// A sign-in, everything that can go wrong with one, use of the session, trouble with that, and a sign-out.
async fn eventful_visit(app: &App) -> BTreeSet<String> {
    let browser = Browser::new();
    let mut secrets = BTreeSet::new();
    let callback = app.sign_in_up_to_callback(&browser, "/full", "alice").await;
    secrets.extend(browser.cookies().into_values());
    for trouble in [Fault::Status(503), Fault::Html, Fault::Drop, Fault::LargeBody(2_000_000)] {
        app.emulator.fault(Endpoint::Token, trouble.times(1));
        browser.load(&callback).await;
    }
    browser.load(&format!("{callback}&code=x")).await;
    for tampering in ["iss", "aud", "nonce"] {
        app.emulator.tamper_id_tokens(move |token| drop(token.claims.insert(tampering.into(), json!("x"))));
        app.sign_in_at(&browser, "/page", "alice").await.assert_refused(400);
    }
    app.emulator.stop_tampering();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    browser.load(&callback.replace("code=", "code=x")).await.assert_refused(401);
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    browser.load(&callback.replace("code=", "error=access_denied&x=")).await.assert_refused(403);

    assert_eq!(app.sign_in_at(&browser, "/full", "alice").await.status, 200);
    secrets.extend(browser.cookies().into_values());
    secrets
        .extend(browser.load(&app.url("/session")).await.json()["refresh_token"].as_str().map(str::to_owned));
    for trouble in [Fault::Status(503), Fault::Garbage, Fault::Drop] {
        app.emulator.fault(Endpoint::Userinfo, trouble.clone().times(1));
        browser.load(&app.url("/full")).await;
        app.emulator.fault(Endpoint::Token, trouble.times(1));
        app.advance(Duration::from_secs(3700));
        browser.load(&app.url("/page")).await;
        assert_eq!(browser.load(&app.url("/full")).await.status, 200);
        secrets.extend(browser.cookies().into_values());
    }
    app.emulator.fault(Endpoint::Revocation, Fault::Status(500).times(1));
    browser.load(&app.url("/sign-out")).await;

    assert_eq!(app.sign_in_at(&browser, "/full", "alice").await.status, 200);
    app.emulator.revoke_grants("alice").unwrap();
    app.advance(Duration::from_secs(3700));
    assert_eq!(browser.fetch(&app.url("/full")).await.status, 401);
    secrets.extend(browser.cookies().into_values());
    secrets.extend(sent_to(&app.emulator));
    secrets
}

#[tokio::test]
async fn no_secret_is_logged_with_sessions_in_cookies() {
    let (logs, app) = (Logs::capture(), App::start().await);
    assert_logged_without(&eventful_visit(&app).await, &logs);
}

#[tokio::test]
async fn no_secret_is_logged_with_sessions_in_a_store() {
    let logs = Logs::capture();
    let app = App::with(|config| config, |client| client.session_store(MemorySessionStore::new())).await;
    assert_logged_without(&eventful_visit(&app).await, &logs);
}

/// There was much to keep quiet about, and much was logged: by this crate, and by the HTTP client under it.
fn assert_logged_without(secrets: &BTreeSet<String>, logs: &Logs) {
    assert!(secrets.len() > 40, "{}", secrets.len());
    for event in ["signed in", "refused", "could not be revoked at sign-out", "Logto has ended the session"] {
        logs.assert_has(event);
    }
    logs.assert_has("starting new connection");
    assert_absent(secrets, &logs.text());
}

/// Everything that a program can print of a value's errors.
fn error_texts(error: &logto::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}\n{:?}\n", error.oauth());
    let mut source = error.source();
    while let Some(error) = source {
        writeln!(text, "{error} {error:?}").unwrap();
        source = error.source();
    }
    text
}

struct Printed {
    text: String,
    secrets: BTreeSet<String>,
}

impl Printed {
    fn add(&mut self, value: &impl std::fmt::Debug) {
        writeln!(self.text, "{value:?} {value:#?}").unwrap();
    }

    async fn sign_in(
        &mut self,
        emulator: &Emulator,
        client: &Client,
        change: impl Fn(String) -> String,
    ) -> Option<Session> {
        let options = SignIn::to("http://localhost:1234/callback").login_hint("alice@example.com");
        let (url, pending) = client.sign_in(options).await.unwrap();
        self.add(&pending);
        let sealed = serde_json::to_value(&pending).unwrap();
        self.secrets.extend(
            ["state", "nonce", "code_verifier"].map(|name| sealed[name].as_str().unwrap().to_owned()),
        );
        let callback = emulator.sign_in("alice", url.as_str()).await.unwrap();
        let callback = change(callback);
        let code = url::Url::parse(&callback)
            .unwrap()
            .query_pairs()
            .find(|(name, _)| name == "code")
            .map(|(_, code)| code.into_owned());
        self.secrets.extend(code);
        match client.finish_sign_in(pending, &callback).await {
            Ok(session) => Some(session),
            Err(error) => {
                self.text += &error_texts(&error);
                None
            }
        }
    }
}

#[tokio::test]
async fn no_secret_is_in_the_debug_or_display_of_anything() {
    let emulator = emulator().start().await.unwrap();
    let builder = config_for(&emulator, "http://localhost:1234")
        .previous_cookie_key("a previous cookie key of 32 bytes");
    let mut printed = Printed { text: String::new(), secrets: BTreeSet::new() };
    printed.secrets.insert("a previous cookie key of 32 bytes".to_owned());
    printed.add(&builder);
    let config = builder.build().unwrap();
    printed.add(&config);
    printed.add(&Client::builder(config.clone()));
    let client = Client::new(config);
    printed.add(&client);
    printed.add(&logto::axum::layer(client.clone()));
    printed.add(&logto::axum::routes(&client));

    let one_time_token = "a-one-time-token-from-an-email";
    printed.secrets.insert(one_time_token.to_owned());
    let sign_in = SignIn::to("http://localhost:1234/callback");
    let token = OneTimeToken::new(one_time_token);
    printed.add(&token);
    printed.add(&sign_in.one_time_token(token, "alice@example.com"));

    let session = printed.sign_in(&emulator, &client, |url| url).await.unwrap();
    let id_token = session.id_token().unwrap();
    let (access_token, refresh_token) =
        (session.default_access_token().await.unwrap(), session.refresh_token().unwrap());
    printed.secrets.extend([
        id_token.as_str().to_owned(),
        access_token.secret().expose().to_owned(),
        refresh_token.as_ref().unwrap().expose().to_owned(),
    ]);
    printed.secrets.extend(id_token.as_str().split('.').map(str::to_owned));
    printed.add(&session);
    printed.add(&id_token);
    printed.add(&access_token);
    printed.add(&refresh_token);

    printed.sign_in(&emulator, &client, |url| url.replace("code=", "code=x")).await;
    printed.sign_in(&emulator, &client, |url| url.replace("state=", "state=x")).await;
    printed.sign_in(&emulator, &client, |url| url.replace("iss=http", "iss=https")).await;
    printed.sign_in(&emulator, &client, |url| url.replace("/callback", "/elsewhere")).await;
    printed.sign_in(&emulator, &client, |url| url.replace("code=", "error=access_denied&x=")).await;
    printed.sign_in(&emulator, &client, |url| format!("{url}&code=x")).await;
    for fault in [Fault::Status(500), Fault::Html, Fault::Garbage, Fault::Drop, Fault::LargeBody(2_000_000)] {
        emulator.fault(Endpoint::Token, fault.clone().times(1));
        printed.sign_in(&emulator, &client, |url| url).await;
        emulator.fault(Endpoint::Userinfo, fault.times(1));
        printed.text += &error_texts(&session.userinfo::<UserClaims>().await.unwrap_err());
    }
    emulator.tamper_id_tokens(|token| drop(token.claims.remove("nonce")));
    printed.sign_in(&emulator, &client, |url| url).await;
    emulator.revoke_grants("alice").unwrap();
    printed.text += &error_texts(&session.userinfo::<UserClaims>().await.unwrap_err());

    printed.secrets.extend(sent_to(&emulator));
    assert!(printed.text.lines().count() > 60, "{}", printed.text);
    assert_absent(&printed.secrets, &printed.text);
}
