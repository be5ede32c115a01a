//! Tokens of machines.

use crate::sample::{Sample, check_decoded};
use crate::tenant::{M2M, M2M_SECRET, Tenant};

#[tokio::test]
async fn machines_get_the_captured_tokens() {
    let tenant = Tenant::start().await;
    for name in [
        "m2m-organization",
        "m2m-organization-resource",
        "m2m-resource",
        "m2m-resource-no-scope",
        "m2m-resource-post-auth",
        "m2m-scope-unknown",
    ] {
        let sample = Sample::load(name).sent_by(M2M, M2M_SECRET).with("client_secret", M2M_SECRET);
        let body = sample.check(&tenant).await;
        check_decoded(&Sample::load(name), &tenant, &body);
    }
}
