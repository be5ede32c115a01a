//! The route of the back-channel logout, for Logto and not for browsers.

use rocket::data::ToByteUnit as _;
use rocket::http::Method;
use rocket::route::{Handler, Outcome, Route};
use rocket::{Data, Request};

use super::convert::respond;
use super::not_allowed::not_allowed;
use crate::client::Client;
use crate::guard::routes;

/// The route of Logto's back-channel logout alone, for an application that does not mount all [`routes`](super::routes()):
/// those bring it along.
///
/// Its path is [`back_channel_logout_path`](crate::ConfigBuilder::back_channel_logout_path), or `/back-channel-logout` if
/// none is configured. It needs no fairing: Logto sends no cookies. Mount it where
/// [`routes`](super::routes()) would be. It needs a
/// [session store](crate::ClientBuilder::session_store), without which no session can be ended from outside.
///
/// # Example
///
/// ```
/// use logto::session::MemorySessionStore;
/// # use logto::{Client, Config};
/// # let config = Config::builder("https://tenant.logto.app", "app-id").build()?;
/// let logto = Client::builder(config).session_store(MemorySessionStore::new()).build();
/// let rocket = rocket::build().mount("/", logto::rocket::back_channel_logout(&logto));
/// # Ok::<(), logto::Error>(())
/// ```
pub fn back_channel_logout(client: &Client) -> BackChannelLogout {
    BackChannelLogout(client.clone())
}

/// The route of the back-channel logout; made by [`back_channel_logout`].
#[derive(Clone, Debug)]
pub struct BackChannelLogout(Client);

impl From<BackChannelLogout> for Vec<Route> {
    fn from(BackChannelLogout(client): BackChannelLogout) -> Self {
        let path = routes::back_channel_logout_path(&client).to_owned();
        let others = not_allowed(&path, "POST");
        others.chain([Route::new(Method::Post, &path, EndSessions(client))]).collect()
    }
}

#[derive(Clone)]
struct EndSessions(Client);

#[rocket::async_trait]
impl Handler for EndSessions {
    async fn handle<'r>(&self, _: &'r Request<'_>, body: Data<'r>) -> Outcome<'r> {
        // What is cut off has no whole token in it, and is refused for that.
        let body = match body.open(routes::MAX_LOGOUT_BODY.bytes()).into_bytes().await {
            Ok(body) if body.is_complete() => body.into_inner(),
            Ok(_) | Err(_) => Vec::new(),
        };
        Outcome::Success(respond(routes::back_channel_logout(&self.0, &body).await))
    }
}
