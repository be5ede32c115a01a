//! Why claims could not be read.

use crate::error::{Error, Kind};

/// Verified claims that do not fill the struct they were asked for by.
///
/// Names the claim at fault, never its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimsError {
    /// A claim that the struct requires was not sent.
    #[error("the claim `{claim}` is missing: was its scope granted, and does the ID token carry it?")]
    Missing {
        /// The claim.
        claim: String,
    },
    /// A claim that the struct requires is null: this user has none.
    #[error("the claim `{claim}` is null: declare it as an `Option` if users may go without")]
    Null {
        /// The claim, or the path to a value inside it.
        claim: String,
    },
    /// A claim does not have the shape that its field's type reads.
    #[error("the claim `{claim}` cannot be read: expected {expected}")]
    Unreadable {
        /// The claim, or the path to a value inside it.
        claim: String,
        /// What the field's type reads.
        expected: String,
    },
    /// The payload is not a JSON object.
    #[error("the claims are not a JSON object")]
    NotAnObject,
}

impl From<ClaimsError> for Error {
    fn from(error: ClaimsError) -> Self {
        let kind = match error {
            // The token is fine and the user is who they say, but this application does not serve users
            // without that claim.
            ClaimsError::Missing { .. } | ClaimsError::Null { .. } => Kind::Denied,
            // Data of another shape than declared. Neither the user nor a retry mends that, and nothing
            // says that the shape is right and the declaration wrong: it is not trusted.
            ClaimsError::Unreadable { .. } | ClaimsError::NotAnObject => Kind::Untrusted,
        };
        Self::new(kind, error)
    }
}
