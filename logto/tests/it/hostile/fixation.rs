//! Values that somebody else would like to choose: states, nonces, verifiers, session ids.

use std::collections::BTreeSet;

use logto::session::MemorySessionStore;
use url::Url;

use crate::app::App;
use crate::browser::Browser;

fn parameter(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn nothing_of_a_sign_in_can_be_chosen_by_who_links_to_it() {
    let (app, browser) = (App::start().await, Browser::new());
    let plain = app.authorization_url(&browser, "/sign-in").await;
    let chosen = "state=chosen&nonce=chosen&code_challenge=chosen&code_challenge_method=plain&code_verifier=chosen\
                  &redirect_uri=https%3A%2F%2Fchosen.example&scope=chosen&resource=chosen&client_id=chosen&prompt=chosen\
                  &login_hint=chosen&response_type=chosen&response_mode=chosen&organization_id=chosen&request=chosen\
                  &request_uri=chosen&direct_sign_in=chosen&one_time_token=chosen&return_to=https%3A%2F%2Fchosen.example";
    for route in ["/sign-in", "/sign-up"] {
        let url = app.authorization_url(&browser, &format!("{route}?{chosen}")).await;
        assert!(!url.contains("chosen"), "{url}");
        for name in ["client_id", "redirect_uri", "scope", "response_type", "prompt", "code_challenge_method"]
        {
            assert_eq!(parameter(&url, name), parameter(&plain, name), "{name}");
        }
    }
}

#[tokio::test]
async fn every_sign_in_has_a_state_a_nonce_and_a_challenge_of_its_own() {
    let (app, browser) = (App::start().await, Browser::new());
    let mut seen = BTreeSet::new();
    for _ in 0..50 {
        let url = app.authorization_url(&browser, "/sign-in").await;
        for name in ["state", "nonce", "code_challenge"] {
            let value = parameter(&url, name).unwrap();
            // 256 bits in base64url.
            assert_eq!(value.len(), 43, "{name}");
            assert!(seen.insert(value), "{name} came twice");
        }
    }
}

/// An attacker has signed in with Logto, intercepted the callback, and made the victim's browser open it.
#[tokio::test]
async fn the_code_of_another_sign_in_is_refused_by_its_verifier() {
    let app = App::start().await;
    let (attacker, victim) = (Browser::new(), Browser::new());
    let stolen = app.sign_in_up_to_callback(&attacker, "/page", "bob").await;
    let own = app.sign_in_up_to_callback(&victim, "/page", "alice").await;
    let code = |url: &str| parameter(url, "code").unwrap();
    victim.load(&own.replace(&code(&own), &code(&stolen))).await.assert_refused(401);
    app.assert_signed_in(&victim, false).await;
    let requests = app.emulator.requests_to("/oidc/token");
    assert_eq!(requests.len(), 1);
    assert!(requests[0].param("code_verifier").is_some_and(|verifier| verifier.len() == 43));
}

#[tokio::test]
async fn a_session_of_before_the_sign_in_does_not_become_the_users() {
    let app = App::with(|config| config, |client| client.session_store(MemorySessionStore::new())).await;
    let attacker = Browser::new();
    app.sign_in_at(&attacker, "/page", "bob").await;
    // The attacker has planted their own session cookie; then the victim signs in.
    let victim = attacker.copy();
    app.sign_in_at(&victim, "/sign-in", "alice").await;
    assert_ne!(attacker.cookie("-session").1, victim.cookie("-session").1);
    assert_eq!(attacker.fetch(&app.url("/plain")).await.status, 401);
    let subject = victim.load(&app.url("/optional")).await.json();
    assert_eq!(subject.as_str(), app.emulator.user_id("alice").as_deref());
}
