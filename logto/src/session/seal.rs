//! Sealing: authenticated encryption of what a browser or a store keeps for us.
//!
//! AES-256-GCM with a random 96-bit nonce, under a key derived by HKDF-SHA256 from the configured cookie key. What the
//! value is for is bound as associated data (a cookie's name, a record's place), so that it is worthless under another
//! name, in another application, or in another version of this format. A cookie's expiry lies inside the seal.
//!
//! ```text
//! sealed bytes:  version ‖ nonce(12) ‖ AES-256-GCM( payload ) ‖ tag(16)
//! cookie:        base64url( sealed bytes of ( expires_at: u64 big-endian ‖ payload ) )
//! ```

use std::time::SystemTime;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::epoch::seconds;
use crate::error::{Error, Kind};

const VERSION: u8 = 1;
const EXPIRY_LEN: usize = 8;

/// Seals with the current key, opens with any configured one.
pub(crate) struct Sealer {
    /// The first seals; the rest only open what was sealed before a rotation.
    keys: Vec<LessSafeKey>,
}

/// What a key is for. Keys for different things are derived apart, so that none opens what another sealed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Cookies,
    /// Sessions on the server.
    StoredSession,
    /// What sessions on the server are found by.
    StoreIndex,
}

/// Why a value could not be sealed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealError {
    #[error("no cookie key: call `.cookie_key(…)` on the config builder or set LOGTO_COOKIE_KEY")]
    NoKey,
    #[error("the random generator or the cipher failed")]
    Crypto,
    #[error("the value cannot be serialized")]
    Serialize(#[from] serde_json::Error),
}

impl From<SealError> for Error {
    fn from(error: SealError) -> Self {
        Self::new(Kind::Configuration, error)
    }
}

impl Sealer {
    /// Derives the sealing keys for `purpose` from `cookie_keys`, the current one first.
    pub(crate) fn new<'a>(purpose: Purpose, cookie_keys: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let key = |cookie_key| UnboundKey::new(&AES_256_GCM, &*purpose.derive(cookie_key)?).ok();
        Self { keys: cookie_keys.into_iter().filter_map(key).map(LessSafeKey::new).collect() }
    }

    /// Seals `payload` under `name` until `expires_at`, as text.
    pub(crate) fn seal(
        &self,
        name: &str,
        expires_at: SystemTime,
        payload: &[u8],
    ) -> Result<String, SealError> {
        let text = [&seconds(expires_at).to_be_bytes(), payload].concat();
        Ok(URL_SAFE_NO_PAD.encode(self.seal_bytes(name.as_bytes(), &text)?))
    }

    /// Opens what was sealed under `name`, if the seal is whole and has not expired.
    ///
    /// Anything else (tampered, truncated, foreign, expired) is `None`: to the caller it is as if it were not there.
    pub(crate) fn open(&self, name: &str, now: SystemTime, sealed: &str) -> Option<Vec<u8>> {
        let mut text = self.open_bytes(name.as_bytes(), &URL_SAFE_NO_PAD.decode(sealed).ok()?)?;
        let expires_at = u64::from_be_bytes(*text.first_chunk()?);
        if seconds(now) >= expires_at {
            return None;
        }
        text.drain(..EXPIRY_LEN);
        Some(text)
    }

    /// Seals `payload` and binds `context` to it.
    pub(super) fn seal_bytes(&self, context: &[u8], payload: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = self.keys.first().ok_or(SealError::NoKey)?;
        let mut nonce = [0; NONCE_LEN];
        aws_lc_rs::rand::fill(&mut nonce).map_err(|_| SealError::Crypto)?;
        let mut text = Vec::with_capacity(payload.len() + AES_256_GCM.tag_len());
        text.extend_from_slice(payload);
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut text)
            .map_err(|_| SealError::Crypto)?;
        Ok([&[VERSION], nonce.as_slice(), &text].concat())
    }

    /// Opens what was sealed with the same `context`.
    pub(super) fn open_bytes(&self, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (&version, sealed) = sealed.split_first()?;
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        if version != VERSION {
            return None;
        }
        let (sealed, tag) = sealed.split_at_checked(sealed.len().checked_sub(AES_256_GCM.tag_len())?)?;
        self.keys.iter().find_map(|key| {
            let mut text = vec![0; sealed.len()];
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            key.open_separate_gather(nonce, Aad::from(context), sealed, tag, &mut text).ok()?;
            Some(text)
        })
    }
}

impl Purpose {
    /// The key for this purpose.
    pub(super) fn derive(self, cookie_key: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        let info: &[u8] = match self {
            Self::Cookies => b"sealed cookie v1",
            Self::StoredSession => b"stored session v1",
            Self::StoreIndex => b"store index v1",
        };
        let mut key = Zeroizing::new([0; 32]);
        Salt::new(HKDF_SHA256, b"logto.io rust sdk")
            .extract(cookie_key)
            .expand(&[info], HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut *key))
            .ok()?;
        Some(key)
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealer({} keys)", self.keys.len())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    const OLD: &[u8] = b"an older key of thirty-two bytes";
    const NEW: &[u8] = b"the newer key of thirty-two byte";

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn with_keys(keys: &[&'static [u8]]) -> Sealer {
        Sealer::new(Purpose::Cookies, keys.iter().copied())
    }

    #[test]
    fn what_was_sealed_opens() {
        let sealer = with_keys(&[NEW]);
        let value = sealer.seal("session", at(100), b"payload").unwrap();
        assert_eq!(sealer.open("session", at(99), &value).unwrap(), b"payload");
    }

    #[test]
    fn it_does_not_open_when_it_has_expired() {
        let sealer = with_keys(&[NEW]);
        let value = sealer.seal("session", at(100), b"payload").unwrap();
        assert!(sealer.open("session", at(100), &value).is_none());
    }

    #[test]
    fn it_does_not_open_under_another_name() {
        let sealer = with_keys(&[NEW]);
        let value = sealer.seal("session", at(100), b"payload").unwrap();
        assert!(sealer.open("session2", at(0), &value).is_none());
    }

    #[test]
    fn it_does_not_open_under_another_key() {
        let sealed = with_keys(&[NEW]).seal("session", at(100), b"payload").unwrap();
        assert!(with_keys(&[OLD]).open("session", at(0), &sealed).is_none());
    }

    #[test]
    fn after_a_key_rotation_the_old_key_still_opens_and_the_new_one_seals() {
        let sealed = with_keys(&[OLD]).seal("session", at(100), b"payload").unwrap();
        let rotated = with_keys(&[NEW, OLD]);
        assert_eq!(rotated.open("session", at(0), &sealed).unwrap(), b"payload");
        let resealed = rotated.seal("session", at(100), b"payload").unwrap();
        assert!(with_keys(&[NEW]).open("session", at(0), &resealed).is_some());
    }

    #[test]
    fn no_single_changed_or_missing_byte_opens() {
        let sealer = with_keys(&[NEW]);
        let value = sealer.seal("session", at(100), b"payload").unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(&value).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            assert!(
                sealer.open("session", at(0), &URL_SAFE_NO_PAD.encode(changed)).is_none(),
                "byte {index}"
            );
            assert!(sealer.open("session", at(0), &URL_SAFE_NO_PAD.encode(&bytes[..index])).is_none());
        }
    }

    #[test]
    fn two_seals_of_one_payload_differ() {
        let sealer = with_keys(&[NEW]);
        let seal = || sealer.seal("session", at(100), b"payload").unwrap();
        assert_ne!(seal(), seal());
    }

    #[test]
    fn without_a_key_nothing_is_sealed() {
        assert!(matches!(with_keys(&[]).seal("session", at(100), b""), Err(SealError::NoKey)));
    }
}
