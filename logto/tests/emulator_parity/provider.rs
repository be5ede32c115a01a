//! Discovery, keys, and what is not there.

use crate::sample::Sample;
use crate::tenant::Tenant;

#[tokio::test]
async fn the_provider_describes_itself_as_logto_does() {
    let tenant = Tenant::start().await;
    for name in ["discovery", "jwks", "error-route-unknown", "error-token-get"] {
        Sample::load(name).check(&tenant).await;
    }
}
