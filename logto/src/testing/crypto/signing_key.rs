//! One key pair, of whichever kind the algorithm asks for.

use aws_lc_rs::digest;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair, RsaEncoding, RsaKeyPair, UnparsedPublicKey,
    VerificationAlgorithm,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

use super::keys::Algorithm;

/// A key pair and its public half as a JWK.
#[derive(Debug)]
pub(in crate::testing) struct SigningKey {
    algorithm: Algorithm,
    kid: String,
    jwk: Value,
    pair: Pair,
}

#[derive(Debug)]
enum Pair {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
}

impl SigningKey {
    #[expect(clippy::expect_used, reason = "aws-lc makes keys unless memory or randomness runs out")]
    pub(in crate::testing) fn generate(algorithm: Algorithm) -> Self {
        let pair = Pair::generate(algorithm).expect("no key pair could be made");
        let (kid, jwk) = pair.describe(algorithm);
        Self { algorithm, kid, jwk, pair }
    }

    pub(in crate::testing) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(in crate::testing) fn kid(&self) -> &str {
        &self.kid
    }

    pub(in crate::testing) fn jwk(&self) -> &Value {
        &self.jwk
    }

    /// The public key's bytes, which key-confusion attacks use as an HMAC secret.
    pub(in crate::testing) fn public_bytes(&self) -> &[u8] {
        match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::Ecdsa(pair) => pair.public_key().as_ref(),
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "signing with a valid key fails only without memory or randomness"
    )]
    pub(in crate::testing) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(self.algorithm, message).expect("no signature could be made")
    }

    pub(in crate::testing) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let algorithm: &'static dyn VerificationAlgorithm = match self.algorithm {
            Algorithm::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
            Algorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
            Algorithm::Es256 => &signature::ECDSA_P256_SHA256_FIXED,
            Algorithm::Es384 => &signature::ECDSA_P384_SHA384_FIXED,
            Algorithm::Es512 => &signature::ECDSA_P521_SHA512_FIXED,
        };
        UnparsedPublicKey::new(algorithm, self.public_bytes()).verify(message, signature).is_ok()
    }
}

impl Pair {
    fn generate(algorithm: Algorithm) -> Result<Self, Unspecified> {
        let curve: &'static EcdsaSigningAlgorithm = match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => {
                return RsaKeyPair::generate(KeySize::Rsa2048).map(Self::Rsa);
            }
            Algorithm::Es256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
            Algorithm::Es384 => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
            Algorithm::Es512 => &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
        };
        EcdsaKeyPair::generate(curve).map(Self::Ecdsa)
    }

    fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let random = SystemRandom::new();
        match self {
            Self::Ecdsa(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            Self::Rsa(pair) => {
                let padding: &'static dyn RsaEncoding = match algorithm {
                    Algorithm::Ps256 => &signature::RSA_PSS_SHA256,
                    _ => &signature::RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, message, &mut signature)?;
                Ok(signature)
            }
        }
    }

    /// The key's ID, which is its [RFC 7638](https://www.rfc-editor.org/rfc/rfc7638) thumbprint, and its JWK.
    fn describe(&self, algorithm: Algorithm) -> (String, Value) {
        // The thumbprint hashes the required members in alphabetical order, which is how serde_json sorts a map.
        let (required, members) = match self {
            Self::Ecdsa(pair) => {
                let point = pair.public_key().as_ref();
                // Uncompressed point: 0x04, x, y; both coordinates have the same length.
                let coordinates = point.get(1..).unwrap_or_default();
                let (x, y) = coordinates.split_at(coordinates.len() / 2);
                let (x, y) = (BASE64URL.encode(x), BASE64URL.encode(y));
                let curve = match algorithm {
                    Algorithm::Es256 => "P-256",
                    Algorithm::Es512 => "P-521",
                    _ => "P-384",
                };
                (
                    format!(r#"{{"crv":"{curve}","kty":"EC","x":"{x}","y":"{y}"}}"#),
                    json!({ "kty": "EC", "crv": curve, "x": x, "y": y }),
                )
            }
            Self::Rsa(pair) => {
                let (modulus, exponent) = rsa_components(pair.public_key().as_ref()).unwrap_or_default();
                let (n, e) = (BASE64URL.encode(modulus), BASE64URL.encode(exponent));
                (format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#), json!({ "kty": "RSA", "e": e, "n": n }))
            }
        };
        let kid = BASE64URL.encode(digest::digest(&digest::SHA256, required.as_bytes()));
        let mut jwk = members;
        if let Some(jwk) = jwk.as_object_mut() {
            jwk.insert("use".to_owned(), json!("sig"));
            jwk.insert("alg".to_owned(), json!(algorithm.as_str()));
            jwk.insert("kid".to_owned(), json!(kid));
        }
        (kid, jwk)
    }
}

/// Modulus and exponent of an `RSAPublicKey` ([RFC 8017 A.1.1](https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1)).
fn rsa_components(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = der_value(der, 0x30)?;
    let (modulus, rest) = der_value(sequence, 0x02)?;
    let (exponent, _) = der_value(rest, 0x02)?;
    // A leading zero keeps the number positive in DER; a JWK has none.
    Some((modulus.strip_prefix(&[0]).unwrap_or(modulus), exponent))
}

fn der_value(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = if short < 0x80 {
        (usize::from(short), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
        (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    (found == tag).then(|| rest.split_at_checked(length))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_signs_what_its_key_verifies() {
        for algorithm in
            [Algorithm::Rs256, Algorithm::Ps256, Algorithm::Es256, Algorithm::Es384, Algorithm::Es512]
        {
            let key = SigningKey::generate(algorithm);
            let signature = key.sign(b"message");
            assert!(key.verifies(b"message", &signature), "{algorithm:?}");
            assert!(!key.verifies(b"massage", &signature), "{algorithm:?}");
        }
    }

    #[test]
    fn jwks_say_what_logto_says() {
        let ec = SigningKey::generate(Algorithm::Es384);
        let members: Vec<_> = ec.jwk().as_object().unwrap().keys().map(String::as_str).collect();
        let mut expected = vec!["kty", "use", "kid", "alg", "crv", "x", "y"];
        expected.sort_unstable();
        let mut found = members.clone();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(ec.kid().len(), 43);

        let rsa = SigningKey::generate(Algorithm::Rs256);
        assert_eq!(rsa.jwk()["e"], "AQAB");
        assert_eq!(BASE64URL.decode(rsa.jwk()["n"].as_str().unwrap()).unwrap().len(), 256);
    }
}
