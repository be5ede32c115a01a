//! Logto's own clients for Node and Python sign in at the emulator: what they cannot do there is a bug of the emulator.

#![allow(missing_docs, reason = "a test binary has no public items")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions, and not the helpers between them"
)]

use std::io::{Write, stderr};
use std::path::Path;
use std::process::Command;

use logto::testing::{ApiResource, App, Emulator, Organization, Role, User};
use serde_json::{Value, json};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");
const API: &str = "https://shopping.example.com/api";

async fn tenant() -> Emulator {
    let user = User::new("alice")
        .id("alice")
        .name("Alice Example")
        .email("alice@example.com")
        .custom_data(json!({ "tier": "gold" }))
        .role("shopper")
        .member_of("acme", ["editor"]);
    Emulator::builder()
        .app(App::traditional("web").secret("a-secret").local_redirect_uris())
        .resource(ApiResource::new(API).permissions(["read", "write"]))
        .role(Role::new("shopper").resource_permissions(API, ["read", "write"]))
        .organization(Organization::new("acme", "Acme"))
        .organization_role(Role::new("editor").organization_permissions(["read:report"]))
        .user(user)
        .start()
        .await
        .unwrap()
}

/// Runs a script, which says what became of a sign-in, or nothing where what it needs is not installed.
fn run(program: &str, script: &str, needs: &str, emulator: &Emulator) -> Option<Value> {
    let installed = Path::new(FOLDER).join(needs).exists();
    let mut command = Command::new(program);
    if !installed || command.arg("--version").output().is_err() {
        let missing = format!("{program} not found, or `tests/official-clients/setup` was not run");
        assert!(std::env::var("LOGTO_TEST_SERVERS").as_deref() != Ok("required"), "{missing}");
        let _ = writeln!(stderr(), "skipped: {missing}");
        return None;
    }
    let given = json!({
        "endpoint": emulator.endpoint(),
        "appId": emulator.app_id(),
        "appSecret": emulator.app_secret(),
        "username": "alice",
        "resource": API,
        "organization": "acme",
    });
    let output =
        Command::new(program).current_dir(FOLDER).args([script, &given.to_string()]).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    Some(serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{script}: {errors}")))
}

fn assert_signed_in(said: &Value) {
    assert_eq!((&said["authenticated"], &said["stillAuthenticated"]), (&json!(true), &json!(false)));
    assert_eq!((&said["idToken"]["sub"], &said["idToken"]["aud"]), (&json!("alice"), &json!("web")));
    assert_eq!(said["idToken"]["name"], "Alice Example");
    assert_eq!(said["userinfo"]["email"], "alice@example.com");
    assert_eq!(said["userinfo"]["custom_data"], json!({ "tier": "gold" }));
    assert_eq!(said["opaqueLength"], 43);
    assert_eq!((&said["keptUntilItExpires"], &said["refreshedIsAnother"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&said["accessToken"]["aud"], &said["accessToken"]["scope"]),
        (&json!(API), &json!("read write"))
    );
    let organization = &said["organizationToken"];
    assert_eq!(organization["aud"], "urn:logto:organization:acme");
    assert_eq!(organization["scope"], "read:report");
    assert_eq!(said["afterSignOut"], "http://localhost:3000/");
}

/// Every request of the client was one that Logto grants.
fn assert_granted(emulator: &Emulator, user_agent: Option<&str>) {
    for request in emulator.requests() {
        assert!(request.status.unwrap().as_u16() < 400, "{request:?}");
    }
    let tokens = emulator.requests_to("/oidc/token");
    let grants: Vec<_> = tokens.iter().map(|request| request.param("grant_type").unwrap()).collect();
    assert_eq!(grants[0], "authorization_code");
    assert!(grants.len() >= 4 && grants[1..].iter().all(|grant| *grant == "refresh_token"), "{grants:?}");
    assert_eq!(emulator.requests_to("/oidc/me").len(), 1);
    assert!(user_agent.is_none_or(|name| tokens[0].header("user-agent").unwrap().contains(name)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_for_node_signs_in_refreshes_reads_userinfo_and_gets_an_organization_token() {
    let emulator = tenant().await;
    let Some(said) = run("node", "node.mjs", "node_modules/@logto/node", &emulator) else { return };
    assert_signed_in(&said);
    assert_granted(&emulator, None);
    assert_eq!(emulator.requests_to("/oidc/token/revocation").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_for_python_signs_in_refreshes_reads_userinfo_and_gets_an_organization_token() {
    let emulator = tenant().await;
    let python = Path::new(FOLDER).join(".venv/bin/python");
    let Some(said) = run(python.to_str().unwrap(), "python.py", ".venv/installed", &emulator) else { return };
    assert_signed_in(&said);
    assert_granted(&emulator, Some("Python"));
}
