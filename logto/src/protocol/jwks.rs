//! The key set endpoint.

use http::{Request, Response};

use super::ProviderMetadata;
use super::response::{self, ResponseError};
use crate::error::{Error, Kind};
use crate::jose::{JwkSet, JwkSetError};

/// Why Logto's keys could not be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JwksError {
    #[error("Logto's key set could not be fetched: {0}")]
    Response(#[source] ResponseError),
    #[error("Logto's key set could not be read: {0}")]
    Keys(#[source] JwkSetError),
}

/// The request for Logto's keys.
pub(crate) fn request(metadata: &ProviderMetadata) -> Request<Vec<u8>> {
    metadata.jwks_uri.get()
}

/// Reads Logto's keys.
pub(crate) fn parse(response: &Response<Vec<u8>>) -> Result<JwkSet, JwksError> {
    let body = response::success(response).map_err(JwksError::Response)?;
    JwkSet::parse(body).map_err(JwksError::Keys)
}

impl From<JwksError> for Error {
    fn from(error: JwksError) -> Self {
        let kind = match &error {
            JwksError::Response(error) => error.kind(),
            // As for every endpoint: a page of a proxy's, which goes away.
            JwksError::Keys(JwkSetError::Unreadable | JwkSetError::NoKey) => Kind::Transient,
            JwksError::Keys(JwkSetError::TooManyKeys) => Kind::Untrusted,
        };
        Self::new(kind, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_body(status: u16, body: &[u8]) -> Result<JwkSet, JwksError> {
        parse(&Response::builder().status(status).body(body.to_vec()).unwrap())
    }

    #[test]
    fn the_captured_key_set_parses() {
        let keys = parse_body(200, include_bytes!("../../tests/fixtures/protocol/jwks.json")).unwrap();
        assert_eq!(keys.keys()[0].kid(), Some("ex7uiha7eeZYGQtQgSPH-u4Bhghs9mJhkTeo7F5622A"));
    }

    #[test]
    fn trouble_is_transient() {
        for (status, body) in [(502, ""), (200, "<html>"), (200, ""), (200, r#"{"keys":[]}"#)] {
            assert!(Error::from(parse_body(status, body.as_bytes()).unwrap_err()).is_transient());
        }
    }
}
