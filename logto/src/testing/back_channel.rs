//! Back-channel logout: telling apps that a session has ended.

use std::io;
use std::time::Duration;

use serde_json::{Map, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::testing::crypto::random;
use crate::testing::emulator::{Emulator, SharedWorld};
use crate::testing::error::EmulatorError;
use crate::testing::model::App;
use crate::testing::state::{Session, World};

/// The event that a logout token is about.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How long a logout token is good for.
const TOKEN_TTL: u64 = 120;
/// How long Logto waits for an app.
const PATIENCE: Duration = Duration::from_millis(2500);

/// A logout token that was sent to an app ([`App::back_channel_logout_uri`]).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BackChannelLogout {
    /// The app.
    pub app_id: String,
    /// Where it was sent.
    pub uri: String,
    /// What was sent in the form field `logout_token`.
    pub logout_token: String,
    /// The status of the app's answer, if there was one.
    pub status: Option<u16>,
}

/// What is to be sent, and what was.
#[derive(Debug, Default)]
pub(in crate::testing) struct BackChannel {
    waiting: Vec<BackChannelLogout>,
    sent: Vec<BackChannelLogout>,
}

/// Back-channel logout.
impl Emulator {
    /// The logout tokens that were sent since the start.
    pub fn back_channel_logouts(&self) -> Vec<BackChannelLogout> {
        self.world.lock().back_channel.sent.clone()
    }

    /// A logout token for the first app about a session of a user, without ending the session and without sending it:
    /// to try an app's own route.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`] also if the user has no session.
    pub fn logout_token(&self, username: &str) -> Result<String, EmulatorError> {
        let unknown = || EmulatorError::UnknownUser(username.to_owned());
        let user = self.user_id(username).ok_or_else(unknown)?;
        let mut world = self.world.lock();
        let session = world.browsers.session_of(&user).cloned().ok_or_else(unknown)?;
        let app = world.apps.first().cloned().ok_or_else(unknown)?;
        Ok(token(&mut world, &app, &user, session.sids.get(&app.id)))
    }

    /// Sends the logout tokens of sessions that have ended without a request.
    pub(in crate::testing) fn deliver_logout_tokens(&self) {
        let world = self.world.clone();
        self.runtime().spawn(async move { deliver(&world).await });
    }
}

impl World {
    /// Has the apps told that took part in a session.
    pub(in crate::testing) fn announce_end_of(&mut self, session: &Session) {
        let Some(user) = &session.user else { return };
        for (app, sid) in &session.sids {
            let Some(app) = self.app(app).cloned() else { continue };
            let Some(uri) = app.back_channel_logout.uri.clone() else { continue };
            let logout_token = token(self, &app, user, Some(sid));
            let logout = BackChannelLogout { app_id: app.id, uri, logout_token, status: None };
            self.back_channel.waiting.push(logout);
        }
    }
}

fn token(world: &mut World, app: &App, user: &str, sid: Option<&String>) -> String {
    let now = world.now().seconds();
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(user));
    claims.insert("events".into(), json!({ EVENT: {} }));
    claims.insert("jti".into(), json!(random::token()));
    if app.back_channel_logout.is_session_required {
        claims.extend(sid.map(|sid| ("sid".into(), json!(sid))));
    }
    claims.insert("aud".into(), json!(app.id));
    claims.insert("exp".into(), json!(now + TOKEN_TTL));
    claims.insert("iat".into(), json!(now));
    claims.insert("iss".into(), json!(world.issuer));
    let mut token = world.draft(Some("logout+jwt"), claims);
    world.tampering.logout_token(&mut token);
    token.sign(&mut world.keys)
}

/// Sends what waits. Logto does not answer a sign-out before.
pub(in crate::testing) async fn deliver(world: &SharedWorld) {
    let waiting = std::mem::take(&mut world.lock().back_channel.waiting);
    for mut logout in waiting {
        let answered = tokio::time::timeout(PATIENCE, post(&logout.uri, &logout.logout_token)).await;
        logout.status = answered.ok().and_then(Result::ok);
        world.lock().back_channel.sent.push(logout);
    }
}

/// Posts the form over plain http, which is all that a test needs; says the status of the answer.
async fn post(uri: &str, logout_token: &str) -> io::Result<u16> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidInput);
    let url = Url::parse(uri).map_err(|_| invalid())?;
    let host = url.host_str().ok_or_else(invalid)?;
    let mut connection = TcpStream::connect((host, url.port_or_known_default().unwrap_or(80))).await?;
    let body = format!("logout_token={logout_token}");
    let request = format!(
        "POST {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        url.path(),
        url.authority(),
        body.len(),
    );
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await?;
    let status = str::from_utf8(&answer).ok().and_then(|answer| answer.split(' ').nth(1)?.parse().ok());
    status.ok_or_else(|| io::ErrorKind::InvalidData.into())
}
