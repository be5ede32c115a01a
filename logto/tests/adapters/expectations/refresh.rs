//! What happens when tokens get old, and when Logto is out of reach.

use std::time::Duration;

use logto::testing::{Endpoint, Fault};
use serde_json::json;

use super::change;
use crate::script::Who::{Alice, Bob, Nobody};
use crate::script::{Step, ask, load};

const UNAVAILABLE: &str = r#"{"error":"Temporarily unavailable, try again in a moment"}"#;

/// Longer than access and ID tokens live.
const LATER: Duration = Duration::from_secs(2 * 3600);

pub(super) fn script() -> Vec<Step> {
    vec![
        // Claims are brought up to date by the next guarded request.
        change(|world| {
            world.advance(LATER);
            world.emulator.update_user("alice", |user| user.roles(["support"])).unwrap();
            world.emulator.clear_requests();
        }),
        load("GET /admins", 403).by(Alice).into(),
        ask("GET /plain", 200)
            .by(Alice)
            .says_json(json!({ "name": "Alice Example", "email": "alice@example.com", "roles": ["support"] }))
            .into(),
        change(|world| assert_eq!(world.emulator.requests_to("/oidc/token").len(), 1)),
        // Logto out of reach: nobody is signed out, and what needs Logto says so.
        change(|world| {
            world.advance(LATER);
            world.emulator.fault(Endpoint::Any, Fault::Status(503));
        }),
        ask("GET /plain", 200).by(Alice).into(),
        ask("GET /call-api", 503).by(Alice).header("retry-after", "5").says(UNAVAILABLE).into(),
        load("GET /full", 503).by(Alice).header("content-type", "text/html; charset=utf-8").into(),
        ask("GET /session", 200).by(Alice).says_json(json!({ "is_authenticated": true })).into(),
        ask("GET /optional", 200).by(Nobody).says_json(json!(null)).into(),
        change(|world| world.emulator.clear_faults()),
        ask("GET /call-api", 200).by(Alice).says_json(json!({ "may_read": false, "may_write": false })).into(),
        load("GET /full", 200).by(Alice).into(),
        // The grant is over: signed out once, and not sent round in circles.
        change(|world| {
            world.advance(LATER);
            world.emulator.revoke_grants("bob").unwrap();
        }),
        ask("GET /plain", 401).by(Bob).into(),
        load("GET /page", 303).by(Bob).header("location", "/sign-in?return_to=%2Fpage").into(),
        ask("GET /optional", 200).by(Bob).says_json(json!(null)).into(),
    ]
}
