//! Logto's key set.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Algorithm, Jwk, SignatureError};

/// A JWK set ([RFC 7517 section 5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
#[derive(Clone, Debug, Default)]
pub(crate) struct JwkSet(Vec<Jwk>);

/// Why a key set cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwkSetError {
    #[error("the key set is not a JSON object with an array of `keys`")]
    Unreadable,
    #[error("the key set holds more than {} keys", JwkSet::MAX_KEYS)]
    TooManyKeys,
    #[error("the key set holds no key that could verify a signature")]
    NoKey,
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    keys: Vec<&'a RawValue>,
}

impl JwkSet {
    /// Logto publishes at most three: the previous, the current and the next.
    pub(crate) const MAX_KEYS: usize = 64;

    /// Reads a key set. Keys that are for something else, or unknown, are skipped.
    ///
    /// Logto publishes a key as long as it issues tokens: a set without any is no news about its keys, but trouble.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, JwkSetError> {
        let document: Document<'_> = serde_json::from_slice(json).map_err(|_| JwkSetError::Unreadable)?;
        if document.keys.len() > Self::MAX_KEYS {
            return Err(JwkSetError::TooManyKeys);
        }
        let keys: Vec<_> =
            document.keys.iter().filter_map(|key| serde_json::from_str(key.get()).ok()).collect();
        if keys.is_empty() { Err(JwkSetError::NoKey) } else { Ok(Self(keys)) }
    }

    /// The key a token names by `kid`; a token without one is only accepted if a single key fits.
    pub(crate) fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<&Jwk, SignatureError> {
        let mut fitting =
            self.0.iter().filter(|key| kid.is_none() || key.kid() == kid).filter(|key| key.fits(algorithm));
        let key = fitting.next().ok_or(SignatureError::UnknownKey)?;
        if fitting.next().is_some() {
            return Err(SignatureError::AmbiguousKey);
        }
        Ok(key)
    }

    /// Whether there is no key that a token like this names: a newer set may have it. One of another algorithm is none that
    /// will ever fit.
    pub(crate) fn lacks(&self, kid: Option<&str>, algorithm: Algorithm) -> bool {
        let is_known = |key: &Jwk| if kid.is_some() { key.kid() == kid } else { key.fits(algorithm) };
        !self.0.iter().any(is_known)
    }

    /// Whether the set still has this very key, under its id and for its algorithm.
    pub(crate) fn contains(&self, key: &Jwk) -> bool {
        self.0.iter().any(|other| other == key)
    }

    /// The keys that can verify signatures.
    pub(crate) fn keys(&self) -> &[Jwk] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::signer::Signer;

    fn set(keys: &serde_json::Value) -> JwkSet {
        JwkSet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    #[test]
    fn keys_are_found_by_id_and_algorithm() {
        let set =
            set(&json!([Signer::shared(Algorithm::Es384).jwk(), Signer::shared(Algorithm::Es256).jwk()]));
        assert!(set.key(Some("es384"), Algorithm::Es384).is_ok());
        assert_eq!(set.key(Some("es384"), Algorithm::Es256).unwrap_err(), SignatureError::UnknownKey);
        assert_eq!(set.key(Some("other"), Algorithm::Es384).unwrap_err(), SignatureError::UnknownKey);
    }

    #[test]
    fn a_key_is_contained_if_its_id_its_algorithm_and_its_material_are() {
        let es384 = Signer::shared(Algorithm::Es384).jwk();
        let one = |jwk: &serde_json::Value| set(&json!([jwk]));
        let known = one(&es384);
        let key = &known.keys()[0];
        assert!(known.contains(key));
        assert!(set(&json!([Signer::shared(Algorithm::Es256).jwk(), es384])).contains(key));
        let mut renamed = es384.clone();
        renamed["kid"] = "second".into();
        assert!(!one(&renamed).contains(key));
        assert!(!one(&Signer::generate(Algorithm::Es384).jwk()).contains(key));
        assert!(!one(&Signer::shared(Algorithm::Es256).jwk()).contains(key));
        let rsa = Signer::shared(Algorithm::Rs256).jwk();
        let mut other_algorithm = rsa.clone();
        other_algorithm["alg"] = "PS256".into();
        assert!(!one(&other_algorithm).contains(&one(&rsa).keys()[0]));
        assert!(!JwkSet::default().contains(key));
    }

    #[test]
    fn without_an_id_exactly_one_key_has_to_fit() {
        let es384 = Signer::shared(Algorithm::Es384).jwk();
        let mut other = es384.clone();
        other["kid"] = "second".into();
        let one = set(&json!([es384, Signer::shared(Algorithm::Es256).jwk()]));
        assert!(one.key(None, Algorithm::Es384).is_ok());
        let two = set(&json!([es384, other]));
        assert_eq!(two.key(None, Algorithm::Es384).unwrap_err(), SignatureError::AmbiguousKey);
        assert!(two.key(Some("second"), Algorithm::Es384).is_ok());
    }

    #[test]
    fn two_keys_of_one_id_are_ambiguous() {
        let es384 = Signer::shared(Algorithm::Es384).jwk();
        let set = set(&json!([es384, es384]));
        assert_eq!(set.key(Some("es384"), Algorithm::Es384).unwrap_err(), SignatureError::AmbiguousKey);
    }

    #[test]
    fn keys_that_are_not_for_us_are_skipped() {
        let set = set(&json!([
            { "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": "AAAA" },
            { "kty": "oct", "kid": "secret", "k": "AAAA" },
            { "kty": "EC", "alg": "ECDH-ES", "kid": "ecdh" },
            { "kid": 7 },
            "no object",
            null,
            Signer::shared(Algorithm::Es512).jwk(),
        ]));
        assert_eq!(set.keys().len(), 1);
    }

    #[test]
    fn what_is_no_key_set_is_refused() {
        for text in ["", "{}", "[]", "<html>", r#"{"keys": {}}"#, r#"{"keys": null}"#] {
            assert_eq!(JwkSet::parse(text.as_bytes()).unwrap_err(), JwkSetError::Unreadable, "{text}");
        }
    }

    #[test]
    fn a_set_without_a_key_of_ours_is_refused() {
        for keys in [json!([]), json!([{ "kty": "oct", "kid": "secret", "k": "AAAA" }]), json!([null, 7])] {
            let text = json!({ "keys": keys }).to_string();
            assert_eq!(JwkSet::parse(text.as_bytes()).unwrap_err(), JwkSetError::NoKey, "{text}");
        }
    }

    #[test]
    fn a_set_lacks_keys_whose_ids_are_not_there() {
        let set = set(&json!([Signer::shared(Algorithm::Es384).jwk()]));
        assert!(set.lacks(Some("other"), Algorithm::Es384) && set.lacks(None, Algorithm::Rs256));
        assert!(!set.lacks(Some("es384"), Algorithm::Es384) && !set.lacks(None, Algorithm::Es384));
        assert!(!set.lacks(Some("es384"), Algorithm::Rs256));
    }

    #[test]
    fn the_number_of_keys_is_bounded() {
        let key = Signer::shared(Algorithm::Es384).jwk();
        let keys = |count| json!({ "keys": vec![key.clone(); count] }).to_string();
        assert!(JwkSet::parse(keys(JwkSet::MAX_KEYS).as_bytes()).is_ok());
        assert_eq!(
            JwkSet::parse(keys(JwkSet::MAX_KEYS + 1).as_bytes()).unwrap_err(),
            JwkSetError::TooManyKeys
        );
    }
}
