//! What goes wrong with Redis, in words that hold nothing secret.
//!
//! What Redis itself says may repeat what it was sent, so only the code of its answer is passed on.

use redis::{ErrorKind, RedisError};

use crate::error::{Error, Kind};

/// What a [`RedisSessionStore`](super::RedisSessionStore) was to be made of is not what it should be.
///
/// It says nothing about the URL, which holds a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedisConfigError {
    /// The URL is none of a Redis, or asks for certificates not to be verified.
    #[error(
        "the Redis URL cannot be read: expected `redis://[[user]:password@]host[:port][/database]`, `rediss://…` with TLS, \
         or `unix:///path`"
    )]
    Url,
}

impl From<RedisConfigError> for Error {
    fn from(error: RedisConfigError) -> Self {
        Self::new(Kind::Configuration, error)
    }
}

/// Why Redis did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("Redis cannot be reached: {0}")]
    Unreachable(String),
    #[error("Redis did not answer in time")]
    TimedOut,
    #[error("Redis does not accept the password or the user")]
    Unauthenticated,
    #[error("Redis refused with {0}")]
    Refused(String),
    #[error("the connection to Redis failed: {0}")]
    Other(String),
    #[error("Redis can be used within a tokio runtime only")]
    NoRuntime,
}

/// The bytes under a session's key are none of ours.
#[derive(Debug, thiserror::Error)]
#[error("what lies under the key of a session is none: does something else use the same key prefix?")]
pub(super) struct NoEntry;

/// Others wrote in between, again and again.
#[derive(Debug, thiserror::Error)]
#[error("the session kept changing its owner while it was touched")]
pub(super) struct Unsettled;

impl From<&RedisError> for Failure {
    fn from(error: &RedisError) -> Self {
        match error.kind() {
            _ if error.is_timeout() => Self::TimedOut,
            // What the system or TLS says: neither knows what is sent.
            ErrorKind::Io => Self::Unreachable(error.to_string()),
            ErrorKind::AuthenticationFailed => Self::Unauthenticated,
            ErrorKind::Server(_) | ErrorKind::Extension => Self::Refused(code(error)),
            _ => Self::Other(error.category().to_owned()),
        }
    }
}

/// The code of an answer, such as `OOM`, if it looks like one.
fn code(error: &RedisError) -> String {
    let is_code = |code: &&str| code.len() <= 32 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    error.code().filter(is_code).unwrap_or("an unknown code").to_owned()
}
