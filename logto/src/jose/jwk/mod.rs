//! A public key of Logto's, parsed once.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters,
    RsaPublicKeyComponents,
};
use openidconnect::JsonWebKeyId;
use serde::{Deserialize, Serialize};

use crate::jose::algorithm::{Algorithm, Curve, KeyType};
use crate::jose::base64url;

/// A public signature key ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)), ready to verify. Cheap to clone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub(crate) struct Jwk(Arc<Inner>);

struct Inner {
    fields: Fields,
    key_type: KeyType,
    /// One entry for each algorithm the key may verify.
    keys: Vec<(Algorithm, ParsedPublicKey)>,
}

/// The members of a JWK that say what the key is and what it may do. Private members are not read.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fields {
    #[serde(default)]
    kty: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<JsonWebKeyId>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    usage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_ops: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<Algorithm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<String>,
}

/// Why a JWK is not a key for signatures. Such keys are skipped: a set may hold keys for other purposes.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum JwkError {
    #[error("the key's `kty` is neither RSA nor EC")]
    Type,
    #[error("the key's `use` or `key_ops` is not about verifying signatures")]
    Usage,
    #[error("the key's `crv` is not P-256, P-384 or P-521")]
    Curve,
    #[error("the key's `alg` does not go with its type")]
    Algorithm,
    #[error("the key's `{0}` is missing, or not base64url of the right length")]
    Member(&'static str),
    #[error("an RSA key has to have 2048 to 8192 bits")]
    Size,
    #[error("the key is not a valid public key")]
    Invalid,
}

impl Jwk {
    /// The key's id.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.0.fields.kid.as_ref().map(|kid| kid.as_str())
    }

    /// Whether the key may verify signatures of `algorithm`.
    pub(crate) fn fits(&self, algorithm: Algorithm) -> bool {
        self.key_for(algorithm).is_some()
    }

    /// Whether `signature` is this key's signature of `message`.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        self.key_for(algorithm).is_some_and(|key| key.verify_sig(message, signature).is_ok())
    }

    pub(super) fn key_id(&self) -> Option<&JsonWebKeyId> {
        self.0.fields.kid.as_ref()
    }

    pub(super) fn key_type(&self) -> &KeyType {
        &self.0.key_type
    }

    pub(super) fn algorithm(&self) -> Option<&Algorithm> {
        self.0.fields.alg.as_ref()
    }

    /// A key that verifies nothing.
    pub(super) fn symmetric() -> Self {
        Self(Arc::new(Inner { fields: Fields::default(), key_type: KeyType::Symmetric, keys: Vec::new() }))
    }

    fn key_for(&self, algorithm: Algorithm) -> Option<&ParsedPublicKey> {
        let (_, key) = self.0.keys.iter().find(|(of, _)| *of == algorithm)?;
        Some(key)
    }
}

/// The same members, and so the same key under the same id for the same algorithm.
impl PartialEq for Jwk {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.fields == other.0.fields
    }
}

impl Eq for Jwk {}

impl TryFrom<Fields> for Jwk {
    type Error = JwkError;

    fn try_from(fields: Fields) -> Result<Self, JwkError> {
        fields.check_usage()?;
        let (key_type, mut keys) = match fields.kty.as_str() {
            "RSA" => (KeyType::Rsa, fields.rsa_keys()?),
            "EC" => fields.ec_keys()?,
            _ => return Err(JwkError::Type),
        };
        if let Some(only) = fields.alg {
            keys.retain(|(algorithm, _)| *algorithm == only);
        }
        if keys.is_empty() {
            return Err(JwkError::Algorithm);
        }
        Ok(Self(Arc::new(Inner { fields, key_type, keys })))
    }
}

impl From<Jwk> for Fields {
    fn from(key: Jwk) -> Self {
        key.0.fields.clone()
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwk")
            .field("kid", &self.kid())
            .field("type", &self.0.key_type)
            .field("alg", &self.0.fields.alg)
            .finish_non_exhaustive()
    }
}

impl Fields {
    fn check_usage(&self) -> Result<(), JwkError> {
        let signs = self.usage.as_ref().is_none_or(|usage| usage == "sig");
        let verifies = self.key_ops.as_ref().is_none_or(|ops| ops.iter().any(|op| op == "verify"));
        if signs && verifies { Ok(()) } else { Err(JwkError::Usage) }
    }

    fn rsa_keys(&self) -> Result<Vec<(Algorithm, ParsedPublicKey)>, JwkError> {
        let components =
            RsaPublicKeyComponents { n: member("n", self.n.as_deref())?, e: member("e", self.e.as_deref())? };
        if !(2048..=8192).contains(&bits(&components.n)) {
            return Err(JwkError::Size);
        }
        let parse = |parameters: &'static RsaParameters| {
            components.to_parsed_public_key(parameters).map_err(|_| JwkError::Invalid)
        };
        Ok(vec![
            (Algorithm::Rs256, parse(&RSA_PKCS1_2048_8192_SHA256)?),
            (Algorithm::Ps256, parse(&RSA_PSS_2048_8192_SHA256)?),
        ])
    }

    fn ec_keys(&self) -> Result<(KeyType, Vec<(Algorithm, ParsedPublicKey)>), JwkError> {
        let curve = self.crv.as_deref().and_then(Curve::named).ok_or(JwkError::Curve)?;
        let x = coordinate("x", self.x.as_deref(), &curve)?;
        let y = coordinate("y", self.y.as_deref(), &curve)?;
        // An uncompressed point: SEC 1 section 2.3.3.
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        let key = ParsedPublicKey::new(curve.verification, point).map_err(|_| JwkError::Invalid)?;
        Ok((curve.key_type, vec![(curve.algorithm, key)]))
    }
}

fn member(name: &'static str, value: Option<&str>) -> Result<Vec<u8>, JwkError> {
    let bytes = value.and_then(base64url::decode).unwrap_or_default();
    if bytes.is_empty() { Err(JwkError::Member(name)) } else { Ok(bytes) }
}

fn coordinate(name: &'static str, value: Option<&str>, curve: &Curve) -> Result<Vec<u8>, JwkError> {
    let bytes = member(name, value)?;
    if bytes.len() == curve.coordinate { Ok(bytes) } else { Err(JwkError::Member(name)) }
}

/// The bits of a big-endian number.
fn bits(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |byte| byte.leading_zeros() as usize);
    (number.len() * 8).saturating_sub(leading)
}

#[cfg(test)]
mod tests;
