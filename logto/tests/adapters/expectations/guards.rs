//! Who gets in, who is sent to sign in, and who is told why not.

use serde_json::json;

use super::change;
use crate::script::Who::{Alice, Bob, Carol, Nobody};
use crate::script::{Ask, Step, ask, load};

const NOT_AUTHENTICATED: &str = r#"{"error":"Not authenticated"}"#;

fn refused(line: &'static str) -> Ask {
    ask(line, 401)
        .header("content-type", "application/json")
        .header("cache-control", "no-store")
        // The application has chosen how it is shown.
        .header("x-shown", "größte 401 false")
        .says(NOT_AUTHENTICATED)
}

fn sent(line: &'static str, location: &'static str) -> Ask {
    load(line, 303).header("location", location).header("cache-control", "no-store").says("")
}

pub(super) fn signed_out() -> Vec<Step> {
    let asks = vec![
        ask("GET /", 200).says("home").without("cache-control"),
        ask("GET /nowhere", 404).in_the_frameworks_words(),
        // Without `redirect`: 401 for everybody.
        refused("GET /plain"),
        refused("GET /plain").with("accept", "text/html"),
        refused("GET /plain").with("cookie", "logto-0-claims=x; other=y"),
        // What else is wrong with a request is not said to somebody who is not signed in.
        refused("POST /plain").json("{ not json"),
        refused("POST /plain").with("content-type", "text/plain"),
        refused("GET /numbered/not-a-number"),
        // With `redirect`: page loads go to sign in, everything else gets 401.
        sent("GET /page", "/sign-in?return_to=%2Fpage"),
        sent("GET /page?tab=a%20b&x=1", "/sign-in?return_to=%2Fpage%3Ftab%3Da%2520b%26x%3D1"),
        sent("HEAD /page", "/sign-in?return_to=%2Fpage"),
        ask("GET /page", 303).with("accept", "text/html").header("location", "/sign-in?return_to=%2Fpage"),
        refused("GET /page"),
        refused("GET /page").with("accept", "*/*"),
        refused("GET /page").with("accept", "text/html").with("sec-fetch-mode", "cors"),
        refused("GET /page").with("accept", "text/html").with("x-requested-with", "XMLHttpRequest"),
        refused("POST /page").with("accept", "text/html"),
        sent("GET /elsewhere", "/welcome"),
        refused("GET /elsewhere"),
        sent("GET /full", "/sign-in?return_to=%2Ffull"),
        sent("GET /guarded-only", "/sign-in?return_to=%2Fguarded-only"),
        sent("GET /admins", "/sign-in?return_to=%2Fadmins"),
        refused("GET /organizations/{org}/editors"),
        refused("GET /editors"),
        ask("GET /scope-not-requested", 500).says(r#"{"error":"Server misconfigured"}"#),
        // Extractors without an attribute.
        refused("GET /bare"),
        refused("GET /bare").with("accept", "text/html"),
        ask("GET /optional", 200).says_json(json!(null)).header("cache-control", "no-store"),
        ask("GET /session", 200).says_json(json!({ "is_authenticated": false })),
        ask("GET /call-api", 401).says(NOT_AUTHENTICATED),
    ];
    asks.into_iter().map(|ask| Step::from(ask.by(Nobody))).collect()
}

pub(super) fn signed_in() -> Vec<Step> {
    let alice = || json!({ "name": "Alice Example", "email": "alice@example.com", "roles": ["admin"] });
    let bob = || json!({ "name": "Bob Example", "email": null, "roles": [] });
    let forbidden = |line| ask(line, 403).says(r#"{"error":"Access denied"}"#);
    let by_alice = vec![
        ask("GET /plain", 200).header("content-type", "application/json").says_json(alice()),
        ask("POST /plain", 200).json(r#"{"a":1}"#).says_json(json!({ "a": 1 })),
        ask("POST /plain", 400).json("{ not json").in_the_frameworks_words(),
        ask("GET /numbered/7", 200).says("7"),
        // The browser must not show it again after the sign-out, unless the application wants that.
        load("GET /page", 200).header("cache-control", "no-store").says_json(alice()),
        load("GET /picture", 200).header("cache-control", "private, max-age=60").says("a picture"),
        ask("GET /", 200).without("cache-control"),
        ask("HEAD /page", 200).says(""),
        load("GET /elsewhere", 200).says_json(alice()),
        load("GET /full", 200)
            .says_json(json!({ "name": "Alice Example", "custom_data": { "tier": "gold" } })),
        load("GET /guarded-only", 200).says("guarded"),
        ask("GET /scope-not-requested", 500),
        load("GET /admins", 200).says("admins only"),
        ask("GET /organizations/{org}/editors", 200).says("editors only"),
        ask("GET /organizations/org%31/editors", 200).says("editors only"),
        forbidden("GET /organizations/org2/editors"),
        ask("GET /editors", 200).with("x-organization", "org1").says("editors only"),
        forbidden("GET /editors").with("x-organization", "org2"),
        forbidden("GET /editors"),
        ask("GET /organizations/{org}/wrong-parameter", 500),
        ask("GET /bare", 200).says_json(alice()),
        ask("GET /optional", 200).says_json(json!("Alice Example")),
        ask("GET /session", 200).says_json(json!({ "is_authenticated": true })),
        // The roles of alice permit to read.
        ask("GET /call-api", 200).says_json(json!({ "may_read": true, "may_write": false })),
        // A cookie may come in a header of its own.
        ask("GET /plain", 200).cookies_apart().says_json(alice()),
        // Errors that handlers return.
        ask("GET /returned-error", 500)
            .header("x-shown", "größte 500 false")
            .says(r#"{"error":"Server misconfigured"}"#),
        load("GET /returned-error", 500)
            .header("x-shown", "größte 500 true")
            .shows("<h1>Server misconfigured"),
        load("GET /error-beside-headers", 500)
            .header("content-type", "text/html; charset=utf-8")
            .header("link", "</one>; rel=help")
            .header("link", "</two>; rel=help")
            .shows("<h1>Server misconfigured"),
        ask("GET /error-beside-status", 410).says(r#"{"error":"Server misconfigured"}"#),
    ];
    let by_bob = vec![
        ask("GET /plain", 200).says_json(bob()),
        load("GET /admins", 403).header("content-type", "text/html; charset=utf-8").shows("Access denied"),
        forbidden("GET /admins"),
        forbidden("GET /organizations/{org}/editors"),
    ];
    let spoiled =
        vec![refused("GET /plain").by(Carol), ask("GET /optional", 200).says_json(json!(null)).by(Carol)];
    by_alice
        .into_iter()
        .map(|ask| Step::from(ask.by(Alice)))
        .chain(by_bob.into_iter().map(|ask| Step::from(ask.by(Bob))))
        .chain([change(|world| world.spoil_cookies(Carol))])
        .chain(spoiled.into_iter().map(Step::from))
        .collect()
}
