//! Several instances, each with a connection of its own to one Redis.

use crate::stores::instances::{Shared, a_thousand_requests};
use crate::stores::servers::redis::RedisServer;
use crate::tokens::app::{rotating, start_with};

async fn a_thousand_requests_in(shared: Shared) {
    let Some(server) = RedisServer::start(&[]) else { return };
    let first = start_with(rotating(), |config| config, |client| shared.build(client, server.store())).await;
    let sibling = || first.sibling(|client| shared.build(client, server.store()));
    let (second, third) = (sibling(), sibling());
    a_thousand_requests(&[first, second, third]).await;
}

#[tokio::test]
async fn a_thousand_requests_to_three_instances_make_one_token_request() {
    a_thousand_requests_in(Shared::Sessions).await;
}

#[tokio::test]
async fn with_sessions_in_cookies_and_redis_as_coordinator_too() {
    a_thousand_requests_in(Shared::Refreshes).await;
}
