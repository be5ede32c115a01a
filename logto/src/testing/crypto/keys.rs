//! Signing keys: made at start, rotated on request, published as a JWK set.

use serde_json::{Value, json};

use super::signing_key::SigningKey;

/// A signature algorithm that Logto signs with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSA PKCS #1 v1.5 with SHA-256.
    Rs256,
    /// RSA-PSS with SHA-256.
    Ps256,
    /// ECDSA on P-256.
    Es256,
    /// ECDSA on P-384: what a new tenant has.
    #[default]
    Es384,
    /// ECDSA on P-521.
    Es512,
}

impl Algorithm {
    /// The name in JOSE headers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }
}

/// The current key, the older ones that are still published, and one that never is.
#[derive(Debug)]
pub(in crate::testing) struct KeyRing {
    current: SigningKey,
    previous: Vec<SigningKey>,
    unpublished: Option<SigningKey>,
}

impl KeyRing {
    pub(in crate::testing) fn new(algorithm: Algorithm) -> Self {
        Self { current: SigningKey::generate(algorithm), previous: Vec::new(), unpublished: None }
    }

    pub(in crate::testing) fn current(&self) -> &SigningKey {
        &self.current
    }

    /// A key like the current one that is in no key set.
    pub(in crate::testing) fn unpublished(&mut self) -> &SigningKey {
        let algorithm = self.current.algorithm();
        self.unpublished.get_or_insert_with(|| SigningKey::generate(algorithm))
    }

    /// Signs with a new key from here on; the old one stays published.
    pub(in crate::testing) fn rotate(&mut self, algorithm: Algorithm) {
        let old = std::mem::replace(&mut self.current, SigningKey::generate(algorithm));
        self.previous.insert(0, old);
        self.unpublished = None;
    }

    pub(in crate::testing) fn drop_previous(&mut self) {
        self.previous.clear();
    }

    pub(in crate::testing) fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.published().find(|key| key.kid() == kid)
    }

    pub(in crate::testing) fn jwks(&self) -> Value {
        json!({ "keys": self.published().map(|key| key.jwk().clone()).collect::<Vec<_>>() })
    }

    fn published(&self) -> impl Iterator<Item = &SigningKey> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotated_key_stays_published_until_it_is_dropped() {
        let mut ring = KeyRing::new(Algorithm::Es256);
        let old = ring.current().kid().to_owned();
        ring.rotate(Algorithm::Es384);
        assert_ne!(ring.current().kid(), old);
        assert!(ring.find(&old).is_some());
        ring.drop_previous();
        assert!(ring.find(&old).is_none());
    }

    #[test]
    fn the_unpublished_key_is_in_no_key_set() {
        let mut ring = KeyRing::new(Algorithm::Es256);
        let kid = ring.unpublished().kid().to_owned();
        assert!(ring.find(&kid).is_none());
        assert!(!ring.jwks().to_string().contains(&kid));
    }
}
