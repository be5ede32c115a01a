//! The end of a session.

use serde_json::json;

use crate::script::Who::{Alice, Nobody};
use crate::script::{Step, ask, load};

pub(super) fn script() -> Vec<Step> {
    let asks = vec![
        // Signing out is not for other sites to do, nor for who looks ahead.
        load("GET /sign-out", 403).with("sec-fetch-site", "cross-site"),
        load("POST /sign-out", 403).with("origin", "https://mallory.example"),
        load("GET /sign-out", 403).with("sec-purpose", "prefetch"),
        ask("HEAD /sign-out", 405),
        ask("GET /session", 200).says_json(json!({ "is_authenticated": true })),
        load("GET /sign-out", 303)
            .header("location", "{logto}/oidc/session/end?client_id=web&post_logout_redirect_uri={app}%2F")
            .header("cache-control", "no-store"),
        ask("GET /session", 200).says_json(json!({ "is_authenticated": false })),
        ask("GET /plain", 401),
        ask("GET /call-api", 401),
    ];
    let without_session = load("POST /sign-out", 303).by(Nobody);
    asks.into_iter().map(|ask| ask.by(Alice)).chain([without_session]).map(Step::from).collect()
}
