//! What lies in Redis and on its disk is of no use to who reads it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::stores::instances::Shared;
use crate::stores::sealed::{assert_absent, contains, visit};
use crate::stores::servers::redis::{PERSISTENT, RedisServer};
use crate::tokens::app::{TokenApp, rotating, start_with};

/// The `sid` that Logto knows the session by.
fn sid(app: &TokenApp) -> String {
    let token = app.emulator.logout_token("alice").unwrap();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["sid"].as_str().unwrap().to_owned()
}

async fn a_dump_contains_nothing(shared: Shared) {
    let Some(server) = RedisServer::start(PERSISTENT) else { return };
    let app = rotating().back_channel_logout_session_required();
    let app = start_with(app, |config| config, |client| shared.build(client, server.store())).await;
    let mut secrets = visit(&app).await;
    secrets.push(sid(&app));
    let dump = server.dump();
    // What is looked for would be found: the keys are there, in Redis and in its file.
    for key in server.keys("logto:session:") {
        let occurrences = dump.windows(key.len()).filter(|window| *window == key.as_bytes()).count();
        assert!(occurrences >= 2, "{key}");
    }
    assert!(
        contains(&dump, "logto:session:")
            && contains(&dump, "logto:subject:")
            && contains(&dump, "logto:lease:")
    );
    assert_absent(&secrets, &dump);
}

#[tokio::test]
async fn a_dump_with_sessions_contains_no_token_no_claim_no_id_and_no_cookie() {
    a_dump_contains_nothing(Shared::Sessions).await;
}

#[tokio::test]
async fn a_dump_with_what_instances_coordinate_contains_none_either() {
    a_dump_contains_nothing(Shared::Refreshes).await;
}
