//! Our keys as openidconnect's verifier sees them: it runs on aws-lc-rs and knows ES512.

use openidconnect::{
    JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeyId, JsonWebKeyType, JsonWebKeyUse,
    JweContentEncryptionAlgorithm, JwsSigningAlgorithm, SignatureVerificationError,
};
use serde::{Deserialize, Serialize};

use super::{Algorithm, Jwk, KeyType};

/// There is no use but signatures: [`Jwk`] refuses keys for anything else when it parses them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum SignatureUse {}

/// No encryption algorithm is known, so an encrypted token does not parse.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum NoEncryption {}

impl JsonWebKey for Jwk {
    type KeyUse = SignatureUse;
    type SigningAlgorithm = Algorithm;

    fn key_id(&self) -> Option<&JsonWebKeyId> {
        Self::key_id(self)
    }

    fn key_type(&self) -> &KeyType {
        Self::key_type(self)
    }

    fn key_use(&self) -> Option<&SignatureUse> {
        None
    }

    fn signing_alg(&self) -> JsonWebKeyAlgorithm<&Algorithm> {
        self.algorithm().map_or(JsonWebKeyAlgorithm::Unspecified, JsonWebKeyAlgorithm::Algorithm)
    }

    fn new_symmetric(_key: Vec<u8>) -> Self {
        Self::symmetric()
    }

    fn verify_signature(
        &self,
        algorithm: &Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureVerificationError> {
        if self.verifies(*algorithm, message, signature) {
            Ok(())
        } else {
            Err(SignatureVerificationError::CryptoError("bad signature".to_owned()))
        }
    }

    fn hash_bytes(&self, bytes: &[u8], algorithm: &Algorithm) -> Result<Vec<u8>, String> {
        Ok(algorithm.digest(bytes).as_ref().to_vec())
    }
}

impl JwsSigningAlgorithm for Algorithm {
    type KeyType = KeyType;

    fn key_type(&self) -> Option<KeyType> {
        Some(Self::key_type(*self))
    }

    fn uses_shared_secret(&self) -> bool {
        false
    }

    fn rsa_sha_256() -> Self {
        Self::Rs256
    }
}

impl JsonWebKeyType for KeyType {}

impl JsonWebKeyUse for SignatureUse {
    fn allows_signature(&self) -> bool {
        match *self {}
    }

    fn allows_encryption(&self) -> bool {
        match *self {}
    }
}

impl JweContentEncryptionAlgorithm for NoEncryption {
    type KeyType = KeyType;

    fn key_type(&self) -> Result<KeyType, String> {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_secret_verifies_nothing() {
        let key = <Jwk as JsonWebKey>::new_symmetric(b"secret".to_vec());
        for algorithm in Algorithm::ALL {
            assert!(!algorithm.uses_shared_secret());
            assert!(key.verify_signature(&algorithm, b"message", b"signature").is_err());
        }
    }
}
