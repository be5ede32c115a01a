//! Keys, signatures and randomness.

mod jws;
mod keys;
pub(super) mod random;
mod signing_key;

pub use jws::{SignWith, TokenDraft};
pub(super) use jws::{is_readable_jws, looks_like_jws, verify};
pub use keys::Algorithm;
pub(super) use keys::KeyRing;
