//! Compact JWS: how tokens are written, also badly when a test asks for it.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Map, Value};

use super::keys::KeyRing;

/// A token about to be signed, as a tamper hook sees it.
///
/// # Example
///
/// ```
/// use logto::testing::{SignWith, TokenDraft};
/// use serde_json::json;
///
/// fn for_another_app(token: &mut TokenDraft) {
///     token.claims.insert("aud".into(), json!("another-app"));
/// }
///
/// fn unsigned(token: &mut TokenDraft) {
///     token.header.insert("alg".into(), json!("none"));
///     token.sign_with = SignWith::Nothing;
/// }
/// # let _ = (for_another_app, unsigned);
/// ```
#[derive(Clone, Debug)]
pub struct TokenDraft {
    /// The JOSE header. What signs does not follow it: `alg` may lie.
    pub header: Map<String, Value>,
    /// The payload.
    pub claims: Map<String, Value>,
    /// What makes the signature.
    pub sign_with: SignWith,
}

/// What makes the signature of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignWith {
    /// The current key.
    #[default]
    CurrentKey,
    /// A key of the same kind that is in no key set. The header keeps the published key's `kid`.
    UnpublishedKey,
    /// HMAC-SHA256 with the public key as the secret, the classic key confusion.
    PublicKeyAsSecret,
    /// HMAC-SHA256 with this secret.
    Secret(String),
    /// The current key, and then one bit is changed.
    BrokenSignature,
    /// Nothing: the signature is empty.
    Nothing,
}

impl TokenDraft {
    pub(in crate::testing) fn new(header: Map<String, Value>, claims: Map<String, Value>) -> Self {
        Self { header, claims, sign_with: SignWith::CurrentKey }
    }

    /// The compact serialization.
    pub(in crate::testing) fn sign(self, keys: &mut KeyRing) -> String {
        let mut token = format!("{}.{}", encode(self.header), encode(self.claims));
        let signature = self.sign_with.sign(token.as_bytes(), keys);
        token.push('.');
        BASE64URL.encode_string(signature, &mut token);
        token
    }
}

impl SignWith {
    fn sign(&self, message: &[u8], keys: &mut KeyRing) -> Vec<u8> {
        match self {
            Self::CurrentKey => keys.current().sign(message),
            Self::UnpublishedKey => keys.unpublished().sign(message),
            Self::PublicKeyAsSecret => hmac_sha256(keys.current().public_bytes(), message),
            Self::Secret(secret) => hmac_sha256(secret.as_bytes(), message),
            Self::BrokenSignature => {
                let mut signature = keys.current().sign(message);
                if let Some(byte) = signature.last_mut() {
                    *byte ^= 1;
                }
                signature
            }
            Self::Nothing => Vec::new(),
        }
    }
}

/// The payload of a token that one of the published keys signed, whatever its age.
pub(in crate::testing) fn verify(token: &str, keys: &KeyRing) -> Option<Map<String, Value>> {
    let (message, signature) = token.rsplit_once('.')?;
    let (header, payload) = message.split_once('.')?;
    let header = decode(header)?;
    let key = keys.find(header.get("kid")?.as_str()?)?;
    let signature = BASE64URL.decode(signature).ok()?;
    key.verifies(message.as_bytes(), &signature).then(|| decode(payload))?
}

/// Whether this has the form of a JWS, readable or not.
pub(in crate::testing) fn looks_like_jws(token: &str) -> bool {
    token.split('.').count() == 3
}

/// Whether header and payload are JSON objects, signed or not.
pub(in crate::testing) fn is_readable_jws(token: &str) -> bool {
    let mut parts = token.split('.');
    let readable = |part: Option<&str>| part.and_then(decode).is_some();
    readable(parts.next()) && readable(parts.next())
}

fn hmac_sha256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::sign(&key, message).as_ref().to_vec()
}

fn encode(object: Map<String, Value>) -> String {
    BASE64URL.encode(Value::Object(object).to_string())
}

fn decode(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&BASE64URL.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::crypto::Algorithm;

    fn draft(keys: &KeyRing) -> TokenDraft {
        let header = json!({ "alg": "ES256", "kid": keys.current().kid() });
        let claims = json!({ "sub": "alice" });
        TokenDraft::new(header.as_object().unwrap().clone(), claims.as_object().unwrap().clone())
    }

    #[test]
    fn only_the_published_key_verifies() {
        let mut keys = KeyRing::new(Algorithm::Es256);
        for (sign_with, valid) in [
            (SignWith::CurrentKey, true),
            (SignWith::UnpublishedKey, false),
            (SignWith::PublicKeyAsSecret, false),
            (SignWith::Secret("s".into()), false),
            (SignWith::BrokenSignature, false),
            (SignWith::Nothing, false),
        ] {
            let mut token = draft(&keys);
            token.sign_with = sign_with.clone();
            let token = token.sign(&mut keys);
            assert_eq!(verify(&token, &keys).is_some(), valid, "{sign_with:?}");
        }
    }
}
