//! JSON Web Signatures, verified on aws-lc-rs: the five algorithms a Logto key can have, and nothing else.
//!
//! There is no HMAC and no `none` here, so there is nothing to switch off. A key decides what it verifies: its
//! `kty`, `crv`, `alg` and `use` all have to agree with the algorithm that a token claims.

mod algorithm;
mod base64url;
mod jwk;
mod jwk_set;
mod jws;
mod openid_connect;
#[cfg(any(test, fuzzing))]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a key that cannot be made ends a test")]
pub(crate) mod signer;

pub(crate) use algorithm::{Algorithm, KeyType};
pub(crate) use jwk::Jwk;
pub(crate) use jwk_set::{JwkSet, JwkSetError};
pub(crate) use jws::{Jws, JwsError, SignatureError};
pub(crate) use openid_connect::NoEncryption;
