//! Compact JWS: parsing and verification.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use crate::jose::{Algorithm, Jwk, JwkSet, base64url};

/// A parsed compact JWS ([RFC 7515 section 7.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.1)), not verified.
#[derive(Debug)]
pub(crate) struct Jws<'a> {
    algorithm: Algorithm,
    header: Header,
    signing_input: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// The header parameters that are understood. The others mean nothing here, above all those that bring a key
/// along (`jwk`, `jku`, `x5u`, `x5c`): keys come from Logto's key set and from nowhere else.
#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    #[serde(default, deserialize_with = "present")]
    cty: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    crit: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    b64: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    enc: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    zip: Option<IgnoredAny>,
}

/// Why text is not a JWS that could be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwsError {
    #[error("the token is longer than {} bytes", Jws::MAX_LENGTH)]
    TooLong,
    #[error("the token does not have three parts")]
    Parts,
    #[error("the token's {0} is not base64url")]
    Encoding(&'static str),
    #[error("the token's header is not a JSON object with an `alg`")]
    Header,
    #[error("the token's header has `{0}`, which is not supported")]
    Parameter(&'static str),
    #[error("the token's `alg` is not one of RS256, PS256, ES256, ES384 and ES512")]
    Algorithm,
}

/// Why a JWS is not verified by a key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignatureError {
    #[error("no key of the key set fits the token")]
    UnknownKey,
    #[error("more than one key of the key set fits the token")]
    AmbiguousKey,
    #[error("the token's signature is wrong")]
    Signature,
}

impl<'a> Jws<'a> {
    /// Logto's largest tokens, with every claim there is, have a few kilobytes.
    pub(crate) const MAX_LENGTH: usize = 64 * 1024;

    /// Takes a token apart.
    pub(crate) fn parse(token: &'a str) -> Result<Self, JwsError> {
        if token.len() > Self::MAX_LENGTH {
            return Err(JwsError::TooLong);
        }
        let (signing_input, signature) = token.rsplit_once('.').ok_or(JwsError::Parts)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JwsError::Parts)?;
        if payload.contains('.') {
            return Err(JwsError::Parts);
        }
        let header = Header::parse(header)?;
        Ok(Self {
            algorithm: header.algorithm()?,
            header,
            signing_input,
            payload: decode("payload", payload)?,
            signature: decode("signature", signature)?,
        })
    }

    /// The algorithm the token says it is signed with.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The id of the key the token says it is signed with.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// The token's `typ`, as it stands there.
    pub(crate) fn typ(&self) -> Option<&str> {
        self.header.typ.as_deref()
    }

    /// The payload, which nobody has vouched for until [`verify`](Self::verify) has passed.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The same, for good.
    pub(crate) fn into_payload(self) -> Vec<u8> {
        self.payload
    }

    /// The key that the token names.
    pub(crate) fn key<'k>(&self, keys: &'k JwkSet) -> Result<&'k Jwk, SignatureError> {
        keys.key(self.kid(), self.algorithm)
    }

    /// Checks the signature and says which key made it.
    pub(crate) fn verify<'k>(&self, keys: &'k JwkSet) -> Result<&'k Jwk, SignatureError> {
        let key = self.key(keys)?;
        if key.verifies(self.algorithm, self.signing_input.as_bytes(), &self.signature) {
            Ok(key)
        } else {
            Err(SignatureError::Signature)
        }
    }
}

impl Header {
    fn parse(encoded: &str) -> Result<Self, JwsError> {
        let json = decode("header", encoded)?;
        // serde does not look into the members that it skips: not even whether they are text.
        let json = str::from_utf8(&json).map_err(|_| JwsError::Header)?;
        let header: Self = serde_json::from_str(json).map_err(|_| JwsError::Header)?;
        header.check_parameters()?;
        Ok(header)
    }

    /// `crit` and `b64` change what is signed, `enc` and `zip` what the payload is, `cty` announces a nested token.
    fn check_parameters(&self) -> Result<(), JwsError> {
        let refused = [
            ("crit", self.crit.is_some()),
            ("b64", self.b64.is_some()),
            ("enc", self.enc.is_some()),
            ("zip", self.zip.is_some()),
            ("cty", self.cty.is_some()),
        ];
        match refused.iter().find(|(_, present)| *present) {
            Some((name, _)) => Err(JwsError::Parameter(name)),
            None => Ok(()),
        }
    }

    fn algorithm(&self) -> Result<Algorithm, JwsError> {
        let name = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(&self.alg);
        Algorithm::deserialize(name).map_err(|_| JwsError::Algorithm)
    }
}

fn decode(part: &'static str, text: &str) -> Result<Vec<u8>, JwsError> {
    base64url::decode(text).ok_or(JwsError::Encoding(part))
}

/// Something for any value, `null` included: what matters is that the parameter is there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<IgnoredAny>, D::Error> {
    IgnoredAny::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests;
