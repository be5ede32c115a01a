//! Why a request is not let in.

use super::credentials::CredentialsError;
use crate::client::VerificationFailure;
use crate::error::{Error, Kind};
use crate::organization::OrganizationInError;
use crate::tokens::BearerTokenError;

/// Why a request is not let in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the request brings no access token")]
    NoCredentials,
    #[error(transparent)]
    Credentials(CredentialsError),
    #[error(transparent)]
    Token(BearerTokenError),
    #[error("the access token is for another API or organization")]
    Audience,
    #[error("the access token is for an organization, and the request is not about one")]
    UnexpectedOrganization,
    #[error("the access token is not for the organization of the request")]
    Organization,
    #[error("the access token lacks one of these permissions: {0:?}")]
    LacksScopes(Vec<&'static str>),
    #[error("the access token has none of these permissions: {0:?}")]
    LacksAnyScope(Vec<&'static str>),
    #[error(transparent)]
    NoOrganization(OrganizationInError),
    /// Keys cannot be had, or something is set up wrongly.
    #[error(transparent)]
    Unavailable(Error),
}

impl From<CredentialsError> for Refusal {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(error)
    }
}

impl From<VerificationFailure> for Refusal {
    fn from(failure: VerificationFailure) -> Self {
        match failure {
            VerificationFailure::Invalid(error) => Self::Token(error),
            VerificationFailure::Unavailable(error) => Self::Unavailable(error),
        }
    }
}

impl From<OrganizationInError> for Refusal {
    fn from(error: OrganizationInError) -> Self {
        Self::NoOrganization(error)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let kind = match &refusal {
            Refusal::Unavailable(error) => error.kind(),
            Refusal::NoOrganization(error) if error.is_mistake() => Kind::Configuration,
            Refusal::LacksScopes(_) | Refusal::LacksAnyScope(_) => Kind::Denied,
            _ => Kind::Untrusted,
        };
        match refusal {
            Refusal::Unavailable(error) => error,
            refusal => Self::new(kind, refusal),
        }
    }
}
