//! Connections to PostgreSQL: waited for no longer than a request may wait, and replaced when they are lost.

use std::time::Duration;

use deadpool_postgres::{Client as Connection, Manager, ManagerConfig, Pool, QueueMode, RecyclingMethod};
use futures_util::TryStreamExt;
use rustls::pki_types::CertificateDer;
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, NoTls, Row};

use super::error::PostgresError;
use super::statement::Statement;
use super::tls::Tls;

/// The server is going down or the connection has been ended: it may or may not have done what it was told.
const ENDED: &[SqlState] =
    &[SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::IDLE_SESSION_TIMEOUT];
/// What was prepared on this connection is no longer good, or the server is none that can be written to since a
/// failover. Nothing was done.
const OUTDATED: &[SqlState] = &[
    SqlState::INVALID_SQL_STATEMENT_NAME,
    SqlState::FEATURE_NOT_SUPPORTED,
    SqlState::READ_ONLY_SQL_TRANSACTION,
];
/// Somebody else came first, and nothing was done.
const ROLLED_BACK: &[SqlState] = &[SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];

#[derive(Clone)]
pub(super) struct Connections {
    pool: Pool,
    /// How long a request waits, for a connection and its answer together.
    patience: Duration,
}

/// What came back.
pub(super) struct Answer {
    /// No statement has more than one.
    pub(super) row: Option<Row>,
    /// How many rows were written or read.
    pub(super) count: u64,
}

pub(super) type Parameter<'a> = &'a (dyn ToSql + Sync);

impl Connections {
    /// Connects when there is something to say, up to `size` times.
    pub(super) fn new(
        config: Config,
        roots: Vec<CertificateDer<'static>>,
        size: usize,
        patience: Duration,
    ) -> Self {
        // A look at the connection's own task, and no round trip, tells whether a connection is still there.
        let settings = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match config.get_ssl_mode() {
            SslMode::Disable => Manager::from_config(config, NoTls, settings),
            _ => Manager::from_config(config, Tls::new(roots), settings),
        };
        let pool = Pool::builder(manager).max_size(size.max(1)).queue_mode(QueueMode::Lifo).build();
        // What can be wrong with a pool is to have timeouts of its own and no runtime to measure them.
        #[expect(clippy::expect_used, reason = "it has no timeouts")]
        let pool = pool.expect("a pool without timeouts");
        Self { pool, patience }
    }

    pub(super) fn at_most(&self) -> usize {
        self.pool.status().max_size
    }

    /// A connection for whoever knows by themselves how long to wait.
    pub(super) async fn one(&self) -> Result<Connection, PostgresError> {
        let deadline = self.deadline()?;
        let connection = timeout_at(deadline, self.pool.get()).await;
        Ok(connection.map_err(|_| PostgresError::NoConnection(self.patience))??)
    }

    /// Says `statement` in one round trip (on a connection's first time: two), and once more on a new connection if the
    /// one there was had been lost.
    pub(super) async fn say(
        &self,
        statement: &Statement,
        parameters: &[Parameter<'_>],
    ) -> Result<Answer, PostgresError> {
        let deadline = self.deadline()?;
        match self.say_once(statement, parameters, deadline).await {
            Err(Failure { again: Some(again), .. }) => {
                if again == Again::OnNewConnection {
                    // What ended this connection has most probably ended the others too.
                    self.pool.retain(|_, _| false);
                }
                let answer = self.say_once(statement, parameters, deadline).await;
                answer.map_err(|failure| failure.error)
            }
            answer => answer.map_err(|failure| failure.error),
        }
    }

    fn deadline(&self) -> Result<Instant, PostgresError> {
        Handle::try_current().map_err(|_| PostgresError::NoRuntime)?;
        Ok(Instant::now() + self.patience)
    }

    async fn say_once(
        &self,
        statement: &Statement,
        parameters: &[Parameter<'_>],
        deadline: Instant,
    ) -> Result<Answer, Failure> {
        let mut taken = None;
        let answering = async {
            let connection = taken.insert(self.pool.get().await.map_err(PostgresError::from)?);
            ask(connection, statement, parameters).await
        };
        let answer = timeout_at(deadline, answering).await;
        match (answer, taken) {
            (Ok(Err(failure)), Some(connection)) => {
                if failure.again == Some(Again::OnNewConnection) || connection.is_closed() {
                    drop(Connection::take(connection));
                }
                Err(failure)
            }
            (Ok(answer), _) => answer,
            (Err(_), None) => Err(PostgresError::NoConnection(self.patience).into()),
            (Err(_), Some(connection)) => {
                // The next one would wait for this answer too. Connections that were idle meanwhile have not been heard
                // of for as long.
                drop(Connection::take(connection));
                self.pool.retain(|_, metrics| metrics.last_used() < self.patience);
                Err(PostgresError::NoAnswer(self.patience).into())
            }
        }
    }
}

async fn ask(
    connection: &Connection,
    statement: &Statement,
    parameters: &[Parameter<'_>],
) -> Result<Answer, Failure> {
    let prepared = connection.prepare_cached(statement.text).await;
    let prepared = prepared.map_err(|error| Failure::of(error, true))?;
    let failure = |error| Failure::of(error, statement.is_repeatable);
    let rows = connection.query_raw(&prepared, parameters.iter().copied()).await.map_err(failure)?;
    let mut rows = std::pin::pin!(rows);
    let mut read = None;
    while let Some(row) = rows.try_next().await.map_err(failure)? {
        read = Some(row);
    }
    Ok(Answer { row: read, count: rows.rows_affected().unwrap_or_default() })
}

/// What went wrong, and whether it may go well another time.
struct Failure {
    error: PostgresError,
    again: Option<Again>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    OnNewConnection,
    OnAnyConnection,
}

impl Failure {
    /// `may_repeat`: whether it does no harm if the server had done already what it was told.
    fn of(error: tokio_postgres::Error, may_repeat: bool) -> Self {
        let is_closed = error.is_closed();
        let error = PostgresError::from(error);
        let again = if error.is_refused_with(ROLLED_BACK) {
            Some(Again::OnAnyConnection)
        } else if error.is_refused_with(OUTDATED) || may_repeat && (is_closed || error.is_refused_with(ENDED))
        {
            Some(Again::OnNewConnection)
        } else {
            None
        };
        Self { error, again }
    }
}

impl From<PostgresError> for Failure {
    fn from(error: PostgresError) -> Self {
        Self { error, again: None }
    }
}
