//! The built-in HTTP client: reqwest with rustls.

use std::sync::OnceLock;
use std::time::Duration;

use super::{HttpClient, MAX_BODY, Request, Response, TransportError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);

/// The built-in [`HttpClient`]: reqwest with rustls, no redirects, 5 s to connect, 10 s in all.
///
/// It is set up on first use, so that creating a [`Client`](crate::Client) cannot fail.
#[derive(Debug, Default)]
pub struct ReqwestClient {
    client: OnceLock<reqwest::Client>,
}

impl ReqwestClient {
    /// A client that connects on first use.
    pub fn new() -> Self {
        Self::default()
    }

    fn client(&self) -> Result<&reqwest::Client, TransportError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .user_agent(concat!("logto-rust/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| TransportError::Setup(Box::new(error)))?;
        Ok(self.client.get_or_init(|| client))
    }
}

impl HttpClient for ReqwestClient {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let request =
            reqwest::Request::try_from(request).map_err(|error| TransportError::Setup(strip(error)))?;
        let mut response = self.client()?.execute(request).await.map_err(classify)?;
        if response.content_length().is_some_and(|length| length > MAX_BODY as u64) {
            return Err(TransportError::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(classify)? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = http::Response::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}

fn classify(error: reqwest::Error) -> TransportError {
    if error.is_timeout() {
        TransportError::Timeout
    } else if error.is_connect() {
        TransportError::Connect(strip(error))
    } else {
        TransportError::Interrupted(strip(error))
    }
}

/// The error without its URL, whose query may hold a secret.
fn strip(error: reqwest::Error) -> Box<dyn std::error::Error + Send + Sync> {
    Box::new(error.without_url())
}
