//! Tokens that have been verified, and what a session keeps of them.

mod access_token;
mod id_token;
mod token_set;

pub(crate) use access_token::{AccessToken, AccessTokenKey};
pub use id_token::IdToken;
pub(crate) use id_token::{Expected, IdTokenError, verify};
pub(crate) use token_set::TokenSet;
