//! The route of the back-channel logout, for Logto and not for browsers.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use axum::routing::post;

use crate::client::Client;
use crate::guard::routes;

/// The route of Logto's back-channel logout alone, for an application that does not mount all [`routes`](super::routes()):
/// those bring it along.
///
/// Its path is [`back_channel_logout_path`](crate::ConfigBuilder::back_channel_logout_path), or `/back-channel-logout` if
/// none is configured. It needs no layer: Logto sends no cookies. It needs a
/// [session store](crate::ClientBuilder::session_store), without which no session can be ended from outside.
///
/// # Example
///
/// ```
/// use logto::session::MemorySessionStore;
/// # use logto::{Client, Config};
/// # let config = Config::builder("https://tenant.logto.app", "app-id").build()?;
/// let logto = Client::builder(config).session_store(MemorySessionStore::new()).build();
/// let app: axum::Router = axum::Router::new().merge(logto::axum::back_channel_logout(&logto));
/// # Ok::<(), logto::Error>(())
/// ```
pub fn back_channel_logout(client: &Client) -> BackChannelLogout {
    BackChannelLogout(client.clone())
}

/// The route of the back-channel logout; made by [`back_channel_logout`].
#[derive(Clone, Debug)]
pub struct BackChannelLogout(Client);

impl<S: Clone + Send + Sync + 'static> From<BackChannelLogout> for Router<S> {
    fn from(BackChannelLogout(client): BackChannelLogout) -> Self {
        let path = routes::back_channel_logout_path(&client).to_owned();
        Router::new().route(&path, post(async move |request| end_sessions(&client, request).await))
    }
}

async fn end_sessions(client: &Client, request: Request) -> Response {
    // What is cut off has no whole token in it, and is refused for that.
    let body = to_bytes(request.into_body(), routes::MAX_LOGOUT_BODY).await.unwrap_or_default();
    routes::back_channel_logout(client, &body).await.map(Body::from)
}
