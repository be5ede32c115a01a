//! What tests do with an emulator besides signing in: faults, lies, keys, time, and starting more than one.
#![cfg(feature = "testing")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions, and not the helpers between them"
)]

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use logto::testing::{Algorithm, App, Emulator, EmulatorError, Endpoint, Fault, SignWith};
use serde_json::{Value, json};
use url::Url;

const CALLBACK: &str = "http://localhost:3000/callback";

fn authorization_url(emulator: &Emulator) -> String {
    let mut url = Url::parse(emulator.endpoint()).unwrap().join("/oidc/auth").unwrap();
    url.query_pairs_mut()
        .extend_pairs([("client_id", emulator.app_id()), ("redirect_uri", CALLBACK)])
        .extend_pairs([("response_type", "code"), ("scope", "openid profile"), ("state", "s")]);
    url.into()
}

fn parameter(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn tokens(emulator: &Emulator) -> Value {
    let callback = emulator.sign_in("alice", &authorization_url(emulator)).await.unwrap();
    let code = parameter(&callback, "code").unwrap();
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    let request = reqwest::Client::new().post(format!("{}/oidc/token", emulator.endpoint())).form(&form);
    let request = request.basic_auth(emulator.app_id(), Some(emulator.app_secret()));
    request.send().await.unwrap().json().await.unwrap()
}

async fn get(emulator: &Emulator, path: &str) -> reqwest::Result<String> {
    let response = reqwest::get(format!("{}{path}", emulator.endpoint())).await?;
    response.error_for_status()?.text().await
}

fn parts(token: &Value) -> (Value, Value, Vec<u8>) {
    let decoded: Vec<_> =
        token.as_str().unwrap().split('.').map(|part| BASE64URL.decode(part).unwrap()).collect();
    let read = |part: &[u8]| serde_json::from_slice(part).unwrap();
    (read(&decoded[0]), read(&decoded[1]), decoded[2].clone())
}

#[tokio::test]
async fn faults_come_as_planned_and_go() {
    let emulator = Emulator::start().await.unwrap();
    let jwks = || get(&emulator, "/oidc/jwks");
    let healthy = jwks().await.unwrap();

    emulator.fault(Endpoint::Jwks, Fault::Status(503).times(2));
    for _ in 0..2 {
        assert_eq!(jwks().await.unwrap_err().status().unwrap(), 503);
    }
    assert_eq!(jwks().await.unwrap(), healthy);

    emulator.fault(Endpoint::Jwks, Fault::Html);
    assert!(jwks().await.unwrap().starts_with("<!DOCTYPE html>"));
    emulator.clear_faults();

    for fault in [Fault::Drop, Fault::Reset, Fault::LoseResponse] {
        emulator.fault(Endpoint::Any, fault.clone().times(1));
        assert!(jwks().await.unwrap_err().is_request(), "{fault:?}");
    }
    emulator.fault(Endpoint::Jwks, Fault::Truncate.times(1));
    assert!(jwks().await.unwrap_err().is_decode());
    emulator.fault(Endpoint::Jwks, Fault::LargeBody(3 << 20).times(1));
    assert_eq!(jwks().await.unwrap().len(), 3 << 20);
    emulator.fault(Endpoint::Jwks, Fault::Garbage.times(1));
    assert!(serde_json::from_str::<Value>(&jwks().await.unwrap()).is_err());

    let elsewhere = format!("{}/oidc/.well-known/openid-configuration", emulator.endpoint());
    emulator.fault(Endpoint::Jwks, Fault::Redirect(elsewhere).times(1));
    assert!(jwks().await.unwrap().contains("token_endpoint"));

    let while_waiting = Duration::from_millis(80);
    for fault in [Fault::Delay(while_waiting), Fault::DelayAnswer(while_waiting)] {
        emulator.fault(Endpoint::Jwks, fault.times(1));
        let start = Instant::now();
        assert_eq!(jwks().await.unwrap(), healthy);
        assert!(start.elapsed() >= while_waiting);
    }
}

#[tokio::test]
async fn a_reset_connection_ends_with_an_error_and_a_dropped_one_just_ends() {
    let emulator = Emulator::start().await.unwrap();
    let address = emulator.endpoint().strip_prefix("http://").unwrap();
    for (fault, end) in [(Fault::Drop, None), (Fault::Reset, Some(ErrorKind::ConnectionReset))] {
        emulator.fault(Endpoint::Jwks, fault.times(1));
        let mut connection = TcpStream::connect(address).unwrap();
        write!(connection, "GET /oidc/jwks HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let read = connection.read_to_end(&mut Vec::new());
        assert_eq!(read.err().map(|error| error.kind()), end);
    }
}

#[tokio::test]
async fn a_stopped_emulator_is_not_there_and_a_restarted_one_has_forgotten_nothing() {
    let emulator = Emulator::start().await.unwrap();
    let tokens = tokens(&emulator).await;
    let (user, keys) = (emulator.user_id("alice"), get(&emulator, "/oidc/jwks").await.unwrap());
    emulator.fault(Endpoint::Jwks, Fault::Delay(Duration::from_secs(60)));
    let waiting = async {
        let answer = get(&emulator, "/oidc/jwks").await;
        assert!(answer.unwrap_err().is_request(), "a request under way was answered");
    };
    let stop = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        emulator.stop();
    };
    tokio::join!(waiting, stop);
    assert!(get(&emulator, "/oidc/jwks").await.unwrap_err().is_connect());
    let url = authorization_url(&emulator);
    assert!(matches!(emulator.sign_in("alice", &url).await, Err(EmulatorError::ConnectionLost)));
    emulator.stop();

    emulator.restart().await.unwrap();
    emulator.clear_faults();
    assert_eq!(get(&emulator, "/oidc/jwks").await.unwrap(), keys);
    assert_eq!(emulator.user_id("alice"), user);
    let userinfo = reqwest::Client::new().get(format!("{}/oidc/me", emulator.endpoint()));
    let userinfo = userinfo.bearer_auth(tokens["access_token"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(userinfo.status(), 200);
    emulator.restart().await.unwrap();
    assert_eq!(get(&emulator, "/oidc/jwks").await.unwrap(), keys);
}

#[tokio::test]
async fn a_lost_response_has_had_its_effect_and_a_dropped_request_has_not() {
    let emulator = Emulator::start().await.unwrap();
    let mut browser = emulator.browser();
    emulator.fault(Endpoint::SignInPage, Fault::Drop.times(1));
    let url = authorization_url(&emulator);
    assert!(matches!(browser.sign_in("alice", &url).await, Err(EmulatorError::ConnectionLost)));
    assert!(browser.sign_in("alice", &url).await.is_ok());
    assert_eq!(emulator.requests_to("/sign-in")[0].status, None);
}

#[tokio::test]
async fn lies_are_told_until_they_are_stopped() {
    let emulator = Emulator::start().await.unwrap();
    emulator.tamper_id_tokens(|token| {
        token.header.insert("alg".into(), json!("none"));
        token.claims.insert("aud".into(), json!("another-app"));
        token.sign_with = SignWith::Nothing;
    });
    emulator.tamper_callbacks(|params| {
        for (name, value) in params {
            if name == "iss" {
                *value = "https://evil.example.com/oidc".into();
            }
        }
    });
    emulator.tamper_responses(Endpoint::Discovery, |document| {
        document.insert("issuer".into(), json!("https://evil.example.com/oidc"));
    });

    let (header, claims, signature) = parts(&tokens(&emulator).await["id_token"]);
    assert_eq!((&header["alg"], &claims["aud"]), (&json!("none"), &json!("another-app")));
    assert!(signature.is_empty());
    let callback = emulator.sign_in("alice", &authorization_url(&emulator)).await.unwrap();
    assert_eq!(parameter(&callback, "iss").unwrap(), "https://evil.example.com/oidc");
    let document = get(&emulator, "/oidc/.well-known/openid-configuration").await.unwrap();
    assert!(document.contains(r#""issuer":"https://evil.example.com/oidc""#));

    emulator.stop_tampering();
    let (header, claims, _) = parts(&tokens(&emulator).await["id_token"]);
    assert_eq!((&header["alg"], &claims["aud"]), (&json!("ES384"), &json!(emulator.app_id())));
}

#[tokio::test]
async fn keys_rotate_to_another_algorithm() {
    let emulator = Emulator::start().await.unwrap();
    for (algorithm, published) in [(Algorithm::Rs256, 2), (Algorithm::Es512, 3)] {
        emulator.rotate_keys(algorithm);
        let (header, ..) = parts(&tokens(&emulator).await["id_token"]);
        assert_eq!(header["alg"], algorithm.as_str());
        let jwks: Value = serde_json::from_str(&get(&emulator, "/oidc/jwks").await.unwrap()).unwrap();
        assert_eq!(jwks["keys"].as_array().unwrap().len(), published);
        assert_eq!(jwks["keys"][0]["kid"], header["kid"]);
    }
    emulator.drop_previous_keys();
    assert_eq!(get(&emulator, "/oidc/jwks").await.unwrap().matches("\"kid\"").count(), 1);
}

#[tokio::test]
async fn time_passes_when_told() {
    let emulator = Emulator::start().await.unwrap();
    let before = emulator.now();
    emulator.advance_clock(Duration::from_secs(7200));
    assert!(emulator.now().duration_since(before).unwrap() >= Duration::from_secs(7200));
    let (_, claims, _) = parts(&tokens(&emulator).await["id_token"]);
    let since_epoch = before.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert!(claims["iat"].as_u64().unwrap() >= since_epoch + 7200);
}

#[tokio::test]
async fn requests_are_remembered_and_their_debug_text_holds_no_values() {
    let emulator = Emulator::start().await.unwrap();
    tokens(&emulator).await;
    let requests = emulator.requests_to("/oidc/token");
    assert_eq!(requests.len(), 1);
    let request = &requests[0];
    assert_eq!(request.param("grant_type"), Some("authorization_code"));
    assert!(request.header("authorization").unwrap().starts_with("Basic "));
    assert_eq!(request.status.unwrap(), 200);
    assert!(!format!("{request:?}").contains(request.param("code").unwrap()));
    assert!(!format!("{emulator:?}").contains(emulator.app_secret()), "{emulator:?}");
    emulator.clear_requests();
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn two_emulators_run_side_by_side_and_free_their_ports() {
    let first = Emulator::start().await.unwrap();
    let second = Emulator::start().await.unwrap();
    assert_ne!(first.endpoint(), second.endpoint());
    let port = Url::parse(first.endpoint()).unwrap().port().unwrap();
    assert!(matches!(Emulator::builder().port(port).start().await, Err(EmulatorError::Start(_))));
    drop(first);
    let again = Emulator::builder().port(port).start().await.unwrap();
    assert!(get(&again, "/oidc/jwks").await.is_ok());
    assert!(get(&second, "/oidc/jwks").await.is_ok());
}

#[tokio::test]
async fn a_client_that_blocks_the_only_thread_is_answered() {
    let emulator = Emulator::start().await.unwrap();
    let address = emulator.endpoint().strip_prefix("http://").unwrap().replace("localhost", "127.0.0.1");
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(b"GET /oidc/jwks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test]
async fn a_thousand_requests_at_once_are_answered() {
    let emulator = Emulator::start().await.unwrap();
    let http = reqwest::Client::new();
    let requests: Vec<_> = (0..1000)
        .map(|_| tokio::spawn(http.get(format!("{}/oidc/jwks", emulator.endpoint())).send()))
        .collect();
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(emulator.requests_to("/oidc/jwks").len(), 1000);
}

#[tokio::test]
async fn a_simulated_browser_says_where_it_stopped() {
    let emulator = Emulator::builder()
        .app(App::traditional("strict").redirect_uri("https://app.example.com/callback"))
        .start()
        .await
        .unwrap();
    let url = authorization_url(&emulator);
    let refused = emulator.sign_in("alice", &url).await.unwrap_err();
    assert!(refused.to_string().contains("invalid_redirect_uri"), "{refused}");
    assert!(matches!(emulator.sign_in("nobody", &url).await, Err(EmulatorError::UnknownUser(_))));
    let foreign = emulator.sign_in("alice", "https://example.com/").await;
    assert!(matches!(foreign, Err(EmulatorError::ForeignUrl)));
    let asked = Emulator::start().await.unwrap();
    let stopped = asked.browser().open(&authorization_url(&asked)).await;
    assert!(matches!(stopped, Err(EmulatorError::StoppedAt { page }) if page == "/sign-in"));
}
