//! Keys that sign, for tests: made by aws-lc-rs, one per algorithm and test process.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

use super::{Algorithm, JwkSet};

pub(crate) struct Signer {
    algorithm: Algorithm,
    key: Key,
}

enum Key {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

static SHARED: [OnceLock<Signer>; Algorithm::ALL.len()] = [const { OnceLock::new() }; Algorithm::ALL.len()];

#[cfg_attr(fuzzing, allow(dead_code, reason = "a fuzzer signs less than the tests do"))]
impl Signer {
    pub(crate) fn shared(algorithm: Algorithm) -> &'static Self {
        let place = Algorithm::ALL.iter().position(|other| *other == algorithm).unwrap();
        SHARED[place].get_or_init(|| Self::generate(algorithm))
    }

    pub(crate) fn generate(algorithm: Algorithm) -> Self {
        let ec = |algorithm| Key::Ec(EcdsaKeyPair::generate(algorithm).unwrap());
        let key = match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => Key::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
            Algorithm::Es256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Es384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::Es512 => ec(&ECDSA_P521_SHA512_FIXED_SIGNING),
        };
        Self { algorithm, key }
    }

    /// The public key, with the algorithm's name in lower case as its id.
    pub(crate) fn jwk(&self) -> Value {
        let alg = json!(self.algorithm);
        let kid = alg.as_str().unwrap().to_lowercase();
        match &self.key {
            Key::Rsa(pair) => {
                // PKCS #1 of a 2048-bit key: two DER headers and a zero, the modulus, a header, the exponent 65537.
                let der = pair.public_key().as_ref();
                let (n, e) = (BASE64URL.encode(&der[9..265]), BASE64URL.encode(&der[267..]));
                json!({ "kty": "RSA", "use": "sig", "alg": alg, "kid": kid, "n": n, "e": e })
            }
            Key::Ec(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(pair.public_key().as_ref().len() / 2);
                let (x, y) = (BASE64URL.encode(x), BASE64URL.encode(y));
                let crv = match self.algorithm {
                    Algorithm::Es256 => "P-256",
                    Algorithm::Es384 => "P-384",
                    _ => "P-521",
                };
                json!({ "kty": "EC", "use": "sig", "alg": alg, "kid": kid, "crv": crv, "x": x, "y": y })
            }
        }
    }

    /// The key set with this key alone.
    pub(crate) fn key_set(&self) -> JwkSet {
        JwkSet::parse(json!({ "keys": [self.jwk()] }).to_string().as_bytes()).unwrap()
    }

    /// A token with the header that Logto would write.
    pub(crate) fn token(&self, payload: &Value) -> String {
        let jwk = self.jwk();
        self.sign(&json!({ "alg": jwk["alg"], "kid": jwk["kid"] }).to_string(), &payload.to_string())
    }

    /// A token of exactly this header and payload.
    pub(crate) fn sign(&self, header: &str, payload: &str) -> String {
        let signing_input = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload));
        let signature = BASE64URL.encode(self.signature(signing_input.as_bytes()));
        format!("{signing_input}.{signature}")
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Ec(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Key::Rsa(pair) => {
                let encoding =
                    if self.algorithm == Algorithm::Ps256 { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}
