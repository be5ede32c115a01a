//! What went wrong with PostgreSQL, in words that may stand in a log.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use deadpool_postgres::PoolError;
use tokio_postgres::error::{DbError, SqlState};

use crate::error::{Error, Kind};
use crate::session::store::StoreError;

/// What a [`PostgresSessionStore`](super::PostgresSessionStore) was to be made of is not what it should be.
///
/// It says nothing about the URL, which holds a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PostgresConfigError {
    /// The URL is none, or it has options that are not known.
    #[error(
        "the PostgreSQL URL cannot be read: expected `postgres://user:password@host:5432/database?sslmode=require`, \
         with special characters in user name and password percent-encoded"
    )]
    Url,
    /// The root certificates are no PEM file with certificates.
    #[error("the root certificates are not PEM, or there is none among them")]
    RootCertificates,
}

impl From<PostgresConfigError> for Error {
    fn from(error: PostgresConfigError) -> Self {
        Self::new(Kind::Configuration, error)
    }
}

/// Why the store could not do what it was asked to.
///
/// The client's own errors stay outside: their `Debug` shows the server's detail, hint and context, in which the values
/// of rows may stand.
#[derive(Debug, thiserror::Error)]
pub(super) enum PostgresError {
    #[error("the PostgreSQL store needs a tokio runtime")]
    NoRuntime,
    #[error("no connection to PostgreSQL within {0:?}")]
    NoConnection(Duration),
    #[error("no answer from PostgreSQL within {0:?}")]
    NoAnswer(Duration),
    #[error("{what}{}", cause.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default())]
    Connection {
        what: String,
        #[source]
        cause: Option<Box<dyn StdError + Send + Sync>>,
    },
    #[error("PostgreSQL refused: {0}")]
    Refused(Refusal),
    #[error(
        "the tables of the session store are missing, or older than this crate: call `PostgresSessionStore::migrate` \
         when the application starts ({0})"
    )]
    NotMigrated(Refusal),
    #[error("a row of the session store is not as it was written")]
    Row,
}

/// What the server said, without what it added: the message names tables and users, and no values of rows.
#[derive(Debug)]
pub(super) struct Refusal {
    message: String,
    code: SqlState,
}

impl PostgresError {
    pub(super) fn is_refused_with(&self, codes: &[SqlState]) -> bool {
        match self {
            Self::Refused(refusal) | Self::NotMigrated(refusal) => codes.contains(&refusal.code),
            _ => false,
        }
    }
}

impl From<&DbError> for PostgresError {
    fn from(error: &DbError) -> Self {
        let message = error.message().replace(char::is_control, " ");
        let refusal = Refusal { message, code: error.code().clone() };
        match refusal.code {
            SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_COLUMN => Self::NotMigrated(refusal),
            _ => Self::Refused(refusal),
        }
    }
}

impl From<tokio_postgres::Error> for PostgresError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(refusal) => Self::from(refusal),
            None => Self::Connection { what: error.to_string(), cause: error.into_source() },
        }
    }
}

impl From<PoolError> for PostgresError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => Self::from(error),
            // Without hooks and timeouts of the pool's own there is nothing else.
            other => Self::Connection { what: other.to_string(), cause: None },
        }
    }
}

impl From<PostgresError> for StoreError {
    fn from(error: PostgresError) -> Self {
        Self::new(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (SQLSTATE {})", self.message, self.code.code())
    }
}
