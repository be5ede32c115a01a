//! The route of the back-channel logout, for Logto and not for browsers.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{HttpResponse, web};

use super::convert;
use crate::client::Client;
use crate::guard::routes;

/// The route of Logto's back-channel logout alone, for an application that does not mount all [`routes`](super::routes()):
/// those bring it along.
///
/// Its path is [`back_channel_logout_path`](crate::ConfigBuilder::back_channel_logout_path), or `/back-channel-logout` if
/// none is configured. It needs no middleware: Logto sends no cookies. It needs a
/// [session store](crate::ClientBuilder::session_store), without which no session can be ended from outside.
///
/// # Example
///
/// ```
/// use logto::session::MemorySessionStore;
/// # use logto::{Client, Config};
/// # let config = Config::builder("https://tenant.logto.app", "app-id").build()?;
/// let logto = Client::builder(config).session_store(MemorySessionStore::new()).build();
/// let app = actix_web::App::new().service(logto::actix::back_channel_logout(&logto));
/// # Ok::<(), logto::Error>(())
/// ```
pub fn back_channel_logout(client: &Client) -> BackChannelLogout {
    BackChannelLogout(client.clone())
}

/// The route of the back-channel logout; made by [`back_channel_logout`].
#[derive(Clone, Debug)]
pub struct BackChannelLogout(Client);

impl HttpServiceFactory for BackChannelLogout {
    fn register(self, service: &mut AppService) {
        let Self(client) = self;
        let path = convert::route_path(routes::back_channel_logout_path(&client));
        let end_sessions = move |body| end_sessions(client.clone(), body);
        web::resource(path).route(web::post().to(end_sessions)).register(service);
    }
}

async fn end_sessions(client: Client, body: web::Payload) -> HttpResponse {
    // What is cut off has no whole token in it, and is refused for that.
    let body = match body.to_bytes_limited(routes::MAX_LOGOUT_BODY).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) | Err(_) => web::Bytes::new(),
    };
    convert::response(routes::back_channel_logout(&client, &body).await)
}
