//! Brings the tables up to date.

use std::time::Duration;

use deadpool_postgres::{GenericClient, Transaction};
use tokio::time::timeout;
use tokio_postgres::IsolationLevel;

use super::connections::Connections;
use super::error::PostgresError;

/// The name and the text of each migration, in their order.
pub(super) const MIGRATIONS: &[(&str, &str)] =
    &[("0001_sessions_and_leases.sql", include_str!("schema/0001_sessions_and_leases.sql"))];

/// Instances that start at the same time migrate one after the other.
const LOCK: i64 = i64::from_be_bytes(*b"logto_pg");
/// How long they wait for each other, and a migration may take.
const PATIENCE: Duration = Duration::from_secs(60);

const IS_THERE: &str = "SELECT to_regclass('logto_migrations') IS NOT NULL";
const VERSION: &str = "SELECT coalesce(max(version), 0) FROM logto_migrations";

/// Applies what has not been applied. If that is nothing, reading will do: the role need not own the tables.
pub(super) async fn apply(connections: &Connections) -> Result<(), PostgresError> {
    let mut connection = connections.one().await?;
    let migration = async {
        if next(&connection).await? < MIGRATIONS.len() {
            // Whatever the role's default is: after waiting for the lock, it has to be seen what others have done.
            let read_committed =
                connection.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
            let transaction = read_committed.start().await?;
            apply_in(&transaction).await?;
            transaction.commit().await?;
        }
        Ok(())
    };
    timeout(PATIENCE, migration).await.map_err(|_| PostgresError::NoAnswer(PATIENCE))?
}

async fn apply_in(transaction: &Transaction<'_>) -> Result<(), PostgresError> {
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    // Somebody else may have done it meanwhile.
    let first = next(transaction).await?;
    for (_, sql) in MIGRATIONS.iter().skip(first) {
        transaction.batch_execute(sql).await?;
    }
    Ok(())
}

/// How many have been applied. (A newer version of this crate may have applied more than this one knows.)
async fn next(client: &impl GenericClient) -> Result<usize, PostgresError> {
    if !client.query_one(IS_THERE, &[]).await?.try_get::<_, bool>(0)? {
        return Ok(0);
    }
    let version: i32 = client.query_one(VERSION, &[]).await?.try_get(0)?;
    Ok(usize::try_from(version).unwrap_or_default())
}
