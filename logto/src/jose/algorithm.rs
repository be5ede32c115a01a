//! The signature algorithms Logto signs with, and the keys each of them takes.

use aws_lc_rs::digest::{self, Digest, SHA256, SHA384, SHA512};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, EcdsaVerificationAlgorithm,
};
use serde::{Deserialize, Serialize};

/// A JWS signature algorithm ([RFC 7518 section 3.1](https://www.rfc-editor.org/rfc/rfc7518#section-3.1)).
///
/// An `alg` that is not here does not parse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    #[serde(rename = "RS256")]
    Rs256,
    #[serde(rename = "PS256")]
    Ps256,
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "ES384")]
    Es384,
    #[serde(rename = "ES512")]
    Es512,
}

/// What a key is: its `kty`, and for elliptic curves its `crv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum KeyType {
    Rsa,
    P256,
    P384,
    P521,
    /// A shared secret, which verifies nothing here.
    Symmetric,
}

impl Algorithm {
    /// All algorithms, which is also what an ID token may be signed with.
    pub(crate) const ALL: [Self; 5] = [Self::Rs256, Self::Ps256, Self::Es256, Self::Es384, Self::Es512];

    /// The one type of key this algorithm takes.
    pub(crate) fn key_type(self) -> KeyType {
        match self {
            Self::Rs256 | Self::Ps256 => KeyType::Rsa,
            Self::Es256 => KeyType::P256,
            Self::Es384 => KeyType::P384,
            Self::Es512 => KeyType::P521,
        }
    }

    /// Hashes with the algorithm's hash function.
    pub(crate) fn digest(self, bytes: &[u8]) -> Digest {
        let hash = match self {
            Self::Rs256 | Self::Ps256 | Self::Es256 => &SHA256,
            Self::Es384 => &SHA384,
            Self::Es512 => &SHA512,
        };
        digest::digest(hash, bytes)
    }
}

/// An elliptic curve as JWKs name it.
pub(super) struct Curve {
    pub(super) key_type: KeyType,
    pub(super) algorithm: Algorithm,
    pub(super) verification: &'static EcdsaVerificationAlgorithm,
    /// Bytes of a coordinate, which RFC 7518 section 6.2.1.2 wants at full length.
    pub(super) coordinate: usize,
}

impl Curve {
    /// The curve of a `crv`.
    pub(super) fn named(crv: &str) -> Option<Self> {
        let (algorithm, verification, coordinate) = match crv {
            "P-256" => (Algorithm::Es256, &ECDSA_P256_SHA256_FIXED, 32),
            "P-384" => (Algorithm::Es384, &ECDSA_P384_SHA384_FIXED, 48),
            "P-521" => (Algorithm::Es512, &ECDSA_P521_SHA512_FIXED, 66),
            _ => return None,
        };
        Some(Self { key_type: algorithm.key_type(), algorithm, verification, coordinate })
    }
}
