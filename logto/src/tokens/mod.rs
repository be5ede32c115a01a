//! Tokens that have been verified, and what a session keeps of them.

mod access_token;
mod access_token_claims;
pub(crate) mod bearer;
mod id_token;
pub(crate) mod logout_token;
mod token_set;

pub use access_token::AccessToken;
pub(crate) use access_token::AccessTokenKey;
pub use access_token_claims::{AccessTokenClaims, JwtClaims};
pub(crate) use bearer::{BearerTokenError, VerifiedAccessToken};
pub use id_token::IdToken;
pub(crate) use id_token::{Expected, IdTokenError, verify};
pub(crate) use token_set::TokenSet;
