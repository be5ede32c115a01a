//! Access tokens of an API.

use serde_json::json;

use crate::script::Who::{Alice, Nobody};
use crate::script::{Ask, Step, ask};

const INVALID: &str = r#"Bearer error="invalid_token", error_description="the access token is not valid", resource_metadata="https://shopping.example.com/.well-known/oauth-protected-resource/api""#;
const AUDIENCE: &str = r#"Bearer error="invalid_token", error_description="the access token is for another API or organization", resource_metadata="https://shopping.example.com/.well-known/oauth-protected-resource/api""#;
const LACKS_WRITE: &str = r#"Bearer error="insufficient_scope", error_description="the access token lacks a permission", scope="read write", resource_metadata="https://shopping.example.com/.well-known/oauth-protected-resource/api""#;
const BARE: &str =
    r#"Bearer resource_metadata="https://shopping.example.com/.well-known/oauth-protected-resource/api""#;

fn refused(line: &'static str, status: u16) -> Ask {
    ask(line, status).header("content-type", "application/json").header("cache-control", "no-store")
}

fn invalid(line: &'static str, token: &'static str) -> Ask {
    refused(line, 401)
        .bearer(token)
        .header("www-authenticate", INVALID)
        .says_json(json!({ "error": "invalid_token", "error_description": "the access token is not valid" }))
}

pub(super) fn script() -> Vec<Step> {
    let asks = vec![
        ask("GET /.well-known/oauth-protected-resource/api", 200)
            .header("content-type", "application/json")
            .says_json(json!({
                "resource": "https://shopping.example.com/api",
                "authorization_servers": ["{logto}/oidc"],
                "scopes_supported": ["read", "write"],
                "bearer_methods_supported": ["header"],
            })),
        // No credentials, or somebody else's.
        refused("GET /api/products", 401).header("www-authenticate", BARE),
        refused("GET /api/products", 401)
            .with("authorization", "Basic YTpi")
            .header("www-authenticate", BARE),
        refused("GET /api/products?access_token=x", 401).header("www-authenticate", BARE),
        refused("GET /api/token", 401).header("www-authenticate", BARE),
        // Credentials that are not understood.
        refused("GET /api/products", 400).with("authorization", "Bearer"),
        refused("GET /api/products", 400).with("authorization", "Bearer a b"),
        refused("GET /api/products", 400).bearer("read").bearer("read"),
        refused("GET /api/products?access_token=x", 400).bearer("read"),
        // Tokens that are not valid, or for somebody else.
        invalid("GET /api/products", "garbage"),
        invalid("GET /api/products", "e30.e30.e30"),
        invalid("GET /api/products", "opaque"),
        invalid("GET /api/products", "forged"),
        invalid("GET /api/products", "other issuer"),
        invalid("GET /api/products", "id token"),
        refused("GET /api/products", 401).bearer("expired"),
        refused("GET /api/products", 401).bearer("other api").header("www-authenticate", AUDIENCE),
        refused("GET /api/products", 401).bearer("invite in org1").header("www-authenticate", AUDIENCE),
        refused("GET /api/products", 401).bearer("read in org1"),
        refused("GET /api/token", 401).bearer("read in org1"),
        // A malformed body of somebody who may not send it.
        refused("POST /api/products", 403)
            .bearer("read")
            .json("{ not json")
            .header("www-authenticate", LACKS_WRITE)
            .says_json(json!({
                "error": "insufficient_scope",
                "error_description": "the access token lacks a permission",
                "scope": "read write",
            })),
        refused("GET /api/products", 403).bearer("no scope"),
        refused("GET /api/products", 403).bearer("unknown scopes"),
        refused("GET /api/either", 403).bearer("no scope"),
        // Good ones.
        ask("GET /api/products", 200).bearer("read").says_json(
            json!({ "machine": false, "client": "web", "permissions": ["read"], "organization": null }),
        ),
        ask("GET /api/products", 200).bearer("read+write"),
        ask("GET /api/token", 200)
            .bearer("no scope")
            .says_json(json!({ "machine": false, "client": "web", "permissions": [], "organization": null })),
        ask("GET /api/either", 200).bearer("read").says("either"),
        ask("POST /api/products", 200)
            .bearer("read+write")
            .json(r#"{"name":"tea"}"#)
            .says_json(json!({ "name": "tea" })),
        ask("POST /api/products", 400).bearer("read+write").json("{ not json").in_the_frameworks_words(),
        // Who may come without credentials has to have good ones otherwise.
        ask("GET /api/optional", 200).says_json(json!("nobody")),
        ask("GET /api/optional", 200).with("authorization", "Basic YTpi").says_json(json!("nobody")),
        ask("GET /api/optional", 200).bearer("read").says_json(
            json!({ "machine": false, "client": "web", "permissions": ["read"], "organization": null }),
        ),
        invalid("GET /api/optional", "forged"),
        refused("GET /api/optional", 401).bearer("expired"),
        refused("GET /api/optional", 401).bearer("read in org1"),
        refused("GET /api/optional", 400).bearer("read").bearer("read"),
        refused("GET /api/optional", 400).with("authorization", "Bearer"),
        // Groups of routes: the rule comes first, and its token is the handler's.
        ask("GET /group/7/token", 200).bearer("read").says_json(
            json!({ "machine": false, "client": "web", "permissions": ["read"], "organization": null }),
        ),
        refused("GET /group/7/token", 401).header("www-authenticate", BARE),
        refused("GET /group/no-number/token", 401).header("www-authenticate", BARE),
        refused("GET /group/no-number/token", 403).bearer("no scope"),
        refused("GET /group/7/token", 401).bearer("read in org1"),
        ask("GET /group/organizations/{org}/token", 200).bearer("read in org1").says_json(
            json!({ "machine": false, "client": "web", "permissions": ["read"], "organization": "org1" }),
        ),
        refused("GET /group/organizations/org2/token", 401).bearer("read in org1"),
        refused("GET /group/organizations/{org}/token", 401).bearer("read"),
        // Organizations.
        ask("GET /api/organizations/{org}/products", 200).bearer("read in org1"),
        ask("GET /api/organizations/org%31/products", 200).bearer("read in org1"),
        refused("GET /api/organizations/{org}/products", 401).bearer("read in org2"),
        refused("GET /api/organizations/{org}/products", 401).bearer("read"),
        ask("GET /api/members", 200).with("x-organization", "org1").bearer("invite in org1"),
        refused("GET /api/members", 401).with("x-organization", "org1").bearer("invite in org2"),
        refused("GET /api/members", 400).bearer("invite in org1"),
        refused("GET /api/members", 400)
            .with("x-organization", "org1")
            .with("x-organization", "org2")
            .bearer("invite in org1"),
    ];
    let session_is_no_token = refused("GET /api/products", 401).by(Alice).header("www-authenticate", BARE);
    asks.into_iter().map(|ask| ask.by(Nobody)).chain([session_is_no_token]).map(Step::from).collect()
}
