//! A store with options.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::connections::Connections;
use super::error::PostgresConfigError;
use super::expired::LastRemoval;
use super::{PostgresSessionStore, address, tls};

/// Far more than a machine's share of a database that answers within a millisecond.
const DEFAULT_POOL_SIZE: usize = 10;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(2);
/// Longer than anybody waits for a page.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Builds a [`PostgresSessionStore`] with options.
///
/// ```
/// use logto::session::PostgresSessionStore;
///
/// let store = PostgresSessionStore::builder("postgres://app:password@db.internal/app?sslmode=require")
///     .pool_size(4)
///     .build()?;
/// # Ok::<(), logto::session::PostgresConfigError>(())
/// ```
#[must_use = "a builder builds nothing until `build` is called"]
pub struct PostgresSessionStoreBuilder {
    url: String,
    pool_size: usize,
    timeout: Duration,
    root_certificates: Option<Vec<u8>>,
}

impl PostgresSessionStoreBuilder {
    pub(super) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            pool_size: DEFAULT_POOL_SIZE,
            timeout: DEFAULT_TIMEOUT,
            root_certificates: None,
        }
    }

    /// How many connections there are at most, ten if this is not said. Each is busy for one statement at a time; a request
    /// that finds them all busy waits. All instances together must stay below the server's `max_connections`.
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool_size = connections;
        self
    }

    /// How long a request waits for PostgreSQL before it gets 503, for a connection and the answer together: two seconds
    /// if this is not said, a minute at most. A database that sleeps when nobody uses it may need longer to wake up.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(LONGEST_TIMEOUT);
        self
    }

    /// Certificates, as PEM, that are trusted to sign the server's, beside those that the platform trusts: those of a
    /// private authority, or of a cloud provider's databases.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates = Some(pem.into());
        self
    }

    /// The store. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// If the URL or the certificates cannot be read. The error shows neither.
    pub fn build(self) -> Result<PostgresSessionStore, PostgresConfigError> {
        let config = address::parse(&self.url)?;
        let roots = self.root_certificates.as_deref().map(tls::certificates).transpose()?;
        let connections = Connections::new(config, roots.unwrap_or_default(), self.pool_size, self.timeout);
        Ok(PostgresSessionStore { connections, last_removal: Arc::new(LastRemoval::default()) })
    }
}

impl fmt::Debug for PostgresSessionStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresSessionStoreBuilder")
            .field("pool_size", &self.pool_size)
            .finish_non_exhaustive()
    }
}
