//! The connection to Redis: one for all requests, made when it is needed and whenever it is lost.

use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use redis::aio::MultiplexedConnection;
use redis::io::tcp::TcpSettings;
use redis::io::tcp::socket2::TcpKeepalive;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ErrorKind, FromRedisValue, IntoConnectionInfo, RedisError,
    RedisResult, ServerErrorKind,
};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio::time::timeout;

use super::failure::{Failure, RedisConfigError};
use super::request::Request;
use crate::session::store::StoreError;

/// How long Redis is waited for, at one stretch.
const STRETCH: Duration = Duration::from_millis(500);
/// For how many stretches connecting may take.
const CONNECTING: usize = 2;
/// For how many stretches an answer may take.
const ANSWERING: usize = 3;
/// How many requests may be on their way. Whoever waits for room would be said to wait for Redis.
const QUEUE: usize = 1 << 16;
/// After how much silence the system asks whether the other end is still there.
const SILENCE: Duration = Duration::from_secs(30);

pub(super) struct Link {
    client: Client,
    current: Mutex<Option<Attempt>>,
}

/// A connection that is there, or about to be.
#[derive(Clone)]
struct Attempt {
    connection: Shared<BoxFuture<'static, RedisResult<MultiplexedConnection>>>,
    /// Tells it from others.
    token: Arc<()>,
}

impl Link {
    pub(super) fn to(url: &str) -> Result<Self, RedisConfigError> {
        let info = url.into_connection_info().map_err(|_| RedisConfigError::Url)?;
        // Certificates that nobody verifies.
        if matches!(info.addr(), ConnectionAddr::TcpTls { insecure: true, .. }) {
            return Err(RedisConfigError::Url);
        }
        let keepalive = TcpKeepalive::new().with_time(SILENCE).with_interval(SILENCE / 3);
        let settings = TcpSettings::default().set_nodelay(true).set_keepalive(keepalive);
        let client = Client::open(info.set_tcp_settings(settings)).map_err(|_| RedisConfigError::Url)?;
        Ok(Self { client, current: Mutex::default() })
    }

    /// Asks, and asks once more if the connection that was there turns out to be of no use.
    pub(super) async fn ask<T: FromRedisValue>(&self, request: &Request) -> Result<T, StoreError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(StoreError::new(Failure::NoRuntime));
        }
        let (attempt, is_own) = self.attempt();
        let mut answer = self.ask_through(attempt, request).await;
        if !is_own && answer.as_ref().is_err_and(is_stale) {
            // In a box: most requests do without it, and their futures are smaller for it.
            answer = Box::pin(self.ask_through(self.attempt().0, request)).await;
        }
        answer.map_err(|error| StoreError::new(Failure::from(&error)))
    }

    async fn ask_through<T: FromRedisValue>(&self, attempt: Attempt, request: &Request) -> RedisResult<T> {
        let answer = match attempt.connection.clone().await {
            Ok(mut connection) => {
                let answer = in_time(ANSWERING, request.send(&mut connection)).await;
                if answer.as_ref().is_err_and(|error| is_stale(error) || error.is_timeout()) {
                    self.give_up(&attempt);
                }
                return answer;
            }
            Err(error) => Err(error),
        };
        self.give_up(&attempt);
        answer
    }

    /// The connection that is there or under way, or the beginning of one; whether it is the latter.
    fn attempt(&self) -> (Attempt, bool) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(attempt) = &*current {
            return (attempt.clone(), false);
        }
        let connection = connect(self.client.clone()).boxed().shared();
        let attempt = current.insert(Attempt { connection, token: Arc::default() });
        (attempt.clone(), true)
    }

    /// Has the next request connect anew, unless somebody has seen to that.
    fn give_up(&self, attempt: &Attempt) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.take_if(|there| Arc::ptr_eq(&there.token, &attempt.token));
    }
}

async fn connect(client: Client) -> RedisResult<MultiplexedConnection> {
    if matches!(client.get_connection_info().addr(), ConnectionAddr::TcpTls { .. }) {
        provide_cryptography();
    }
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(None)
        .set_response_timeout(None)
        .set_pipeline_buffer_size(QUEUE);
    in_time(CONNECTING, client.get_multiplexed_async_connection_with_config(&config)).await
}

/// What Redis says, if it does within so many stretches of time.
///
/// An app with more to do than it can is late itself: when it finds that the time is over, an answer may be there that it has
/// had no time to read. So a stretch begins when the one before is seen to have ended.
async fn in_time<T>(stretches: usize, answer: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    let mut answer = pin!(answer);
    for _ in 0..stretches {
        if let Ok(answer) = timeout(STRETCH, answer.as_mut()).await {
            return answer;
        }
    }
    Err(io::Error::from(io::ErrorKind::TimedOut).into())
}

/// Redis' client takes the cryptography that the process has chosen, and panics if it has not and there are two to
/// choose from, or none.
fn provide_cryptography() {
    if CryptoProvider::get_default().is_none() {
        // If another thread was faster, there is one as well.
        let _ = aws_lc_rs::default_provider().install_default();
    }
}

/// Whether it is the connection's fault: it is broken, or leads to a server that is no longer the primary.
fn is_stale(error: &RedisError) -> bool {
    error.is_unrecoverable_error() || error.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly)
}
