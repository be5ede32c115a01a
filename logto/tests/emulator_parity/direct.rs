//! Access tokens that are made without a request say what the captured ones say.

use serde_json::json;

use crate::sample::{Sample, check_decoded};
use crate::tenant::{M2M, SHOPPING, Tenant};

const ACME: &str = "mornafq2vbax";

#[tokio::test]
async fn tokens_without_a_request_are_like_the_captured_ones() {
    let tenant = Tenant::start().await;
    let alice = || tenant.emulator.access_token("alice");
    let machine = || tenant.emulator.access_token(M2M);
    for (name, token) in [
        ("token-refresh-resource", alice().resource(SHOPPING)),
        ("token-refresh-resource-scope-read", alice().resource(SHOPPING).scopes(["read"])),
        ("token-refresh-organization", alice().organization(ACME)),
        ("token-refresh-resource-organization", alice().resource(SHOPPING).organization(ACME)),
        ("refresh-bob-resource-no-role", tenant.emulator.access_token("bob").resource(SHOPPING)),
        ("m2m-resource", machine().resource(SHOPPING)),
        ("m2m-resource-no-scope", machine().resource(SHOPPING).scopes([""; 0])),
        ("m2m-organization", machine().organization(ACME).scopes(["read:report"])),
        ("m2m-organization-resource", machine().organization(ACME).resource(SHOPPING).scopes(["delete"])),
    ] {
        let mut sample = Sample::load(name);
        // The answers to refreshes hold ID tokens too.
        sample.content["decoded"].as_object_mut().unwrap().retain(|token, _| token == "access_token");
        check_decoded(&sample, &tenant, &json!({ "access_token": token.sign().unwrap() }));
    }
}
