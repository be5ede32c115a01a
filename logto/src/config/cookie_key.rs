//! The secret that cookies are sealed with.

use std::fmt;

use zeroize::Zeroizing;

/// Secret bytes, from which the keys that seal cookies are derived.
#[derive(Clone)]
pub(crate) struct CookieKey(Zeroizing<Vec<u8>>);

impl CookieKey {
    /// As much as the key that is derived from it: AES-256.
    pub(crate) const MIN_LENGTH: usize = 32;

    /// Takes bytes as they are, whatever they encode. Too few are refused.
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= Self::MIN_LENGTH).then(|| Self(Zeroizing::new(bytes.to_vec())))
    }

    /// A key that nobody else knows, and that is gone with the process.
    pub(super) fn random() -> Option<Self> {
        let mut bytes = Zeroizing::new(vec![0; Self::MIN_LENGTH]);
        aws_lc_rs::rand::fill(&mut bytes).ok()?;
        Some(Self(bytes))
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for CookieKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CookieKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_32_bytes() {
        assert!(CookieKey::new(&[1; 31]).is_none());
        assert_eq!(CookieKey::new(&[1; 32]).unwrap().expose(), [1; 32]);
    }

    #[test]
    fn random_keys_differ() {
        let key = || CookieKey::random().unwrap().expose().to_vec();
        assert_ne!(key(), key());
    }

    #[test]
    fn debug_shows_no_key() {
        let key = CookieKey::new(b"0123456789abcdef0123456789abcdef").unwrap();
        assert_eq!(format!("{key:?}"), "CookieKey([redacted])");
    }
}
