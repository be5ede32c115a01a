//! The one seam through which the crate talks to Logto: an HTTP request is a value, so is its response.
//!
//! [`HttpClient`] is implemented on reqwest by `ReqwestClient` (feature `reqwest`, on by default). Bring your own to go through a
//! proxy, to add telemetry, or to run where reqwest does not.

mod detach;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::error::Error as StdError;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt as _;

pub(crate) use self::detach::keep_going;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestClient;
use crate::error::{Error, Kind};

/// A request to Logto.
pub type Request = http::Request<Vec<u8>>;
/// Logto's answer.
pub type Response = http::Response<Vec<u8>>;

/// Longest body accepted from Logto, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// Sends one request to Logto and returns its response, whatever the status.
///
/// An implementation
///
/// - does **not** follow redirects (a redirect from an endpoint of Logto is an attack or a mistake),
/// - gives up after a time (the built-in one: 5 s to connect, 10 s in all),
/// - reads no more than [`MAX_BODY`] bytes of body.
///
/// # Example: a client that answers from memory
///
/// ```
/// use logto::http::{HttpClient, Request, Response, TransportError};
///
/// struct Offline;
///
/// impl HttpClient for Offline {
///     async fn send(&self, _request: Request) -> Result<Response, TransportError> {
///         Err(TransportError::Connect("no network here".into()))
///     }
/// }
/// ```
pub trait HttpClient: Send + Sync + 'static {
    /// Sends `request`.
    ///
    /// # Errors
    ///
    /// Where no whole response was received. A response with an error status is not an error here.
    fn send(&self, request: Request) -> impl Future<Output = Result<Response, TransportError>> + Send;
}

/// Why there is no response.
///
/// The texts hold no URL and no body: both may carry secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection to Logto.
    #[error("cannot connect to Logto: {0}")]
    Connect(#[source] Box<dyn StdError + Send + Sync>),
    /// Logto took longer than the client waits.
    #[error("Logto did not answer in time")]
    Timeout,
    /// The body is longer than [`MAX_BODY`].
    #[error("Logto's answer is longer than {MAX_BODY} bytes")]
    TooLarge,
    /// The connection broke while the request or the response was under way.
    #[error("the connection to Logto broke: {0}")]
    Interrupted(#[source] Box<dyn StdError + Send + Sync>),
    /// The HTTP client could not be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(#[source] Box<dyn StdError + Send + Sync>),
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        let kind = match error {
            TransportError::Setup(_) => Kind::Configuration,
            // Nothing that Logto sends is too large: it is somebody else's page, like HTML from a proxy.
            TransportError::Connect(_)
            | TransportError::Timeout
            | TransportError::TooLarge
            | TransportError::Interrupted(_) => Kind::Transient,
        };
        Self::new(kind, error)
    }
}

/// Any [`HttpClient`], as the rest of the crate holds it.
#[derive(Clone)]
pub(crate) struct AnyHttpClient(Arc<dyn DynHttpClient>);

impl AnyHttpClient {
    pub(crate) fn new(client: impl HttpClient) -> Self {
        Self(Arc::new(client))
    }

    pub(crate) async fn send(&self, request: Request) -> Result<Response, TransportError> {
        // Many may wait for one exchange, and all of them, now and later, would panic with a client that users write.
        let sent = AssertUnwindSafe(async { self.0.send(request).await }).catch_unwind().await;
        let response = sent.map_err(|_| TransportError::Interrupted("the HTTP client panicked".into()))??;
        // Clients that users write may forget the limit.
        if response.body().len() > MAX_BODY { Err(TransportError::TooLarge) } else { Ok(response) }
    }
}

impl std::fmt::Debug for AnyHttpClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AnyHttpClient")
    }
}

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// `HttpClient` with its future boxed, so that it can be a trait object.
trait DynHttpClient: Send + Sync {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
}

impl<H: HttpClient> DynHttpClient for H {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(HttpClient::send(self, request))
    }
}
