//! A record as bytes.
//!
//! ```text
//! version ‖ expires_at: u64, milliseconds since 1970 ‖ subject(32) ‖ 0, or 1 ‖ provider session(32)
//!         ‖ length of the identity: u32 ‖ sealed identity ‖ sealed tokens
//! ```
//!
//! Numbers are big-endian. All before the length is the header, which is bound to both seals.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::session::keys::{ProviderSessionKey, SubjectKey};

const VERSION: u8 = 1;
const LONGEST_HEADER: usize = 1 + 8 + 32 + 1 + 32;

/// What is stored in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) expires_at: SystemTime,
    pub(super) subject: SubjectKey,
    pub(super) provider_session: Option<ProviderSessionKey>,
}

/// The rest: one after the other, as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SealedParts {
    bytes: Vec<u8>,
    identity_length: usize,
}

impl SealedParts {
    pub(super) fn new(mut identity: Vec<u8>, tokens: &[u8]) -> Self {
        let identity_length = identity.len();
        identity.extend_from_slice(tokens);
        Self { bytes: identity, identity_length }
    }

    pub(super) fn identity(&self) -> &[u8] {
        self.bytes.get(..self.identity_length).unwrap_or_default()
    }

    pub(super) fn tokens(&self) -> &[u8] {
        self.bytes.get(self.identity_length..).unwrap_or_default()
    }
}

impl Header {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LONGEST_HEADER);
        bytes.push(VERSION);
        bytes.extend_from_slice(&milliseconds(self.expires_at).to_be_bytes());
        bytes.extend_from_slice(self.subject.as_bytes());
        match &self.provider_session {
            None => bytes.push(0),
            Some(provider_session) => {
                bytes.push(1);
                bytes.extend_from_slice(provider_session.as_bytes());
            }
        }
        bytes
    }
}

pub(super) fn write(header: &Header, parts: &SealedParts) -> Vec<u8> {
    let mut bytes = header.to_bytes();
    // Four gigabytes of claims would not have come this far: the length that does not fit is read as malformed.
    let length = u32::try_from(parts.identity_length).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&parts.bytes);
    bytes
}

pub(super) fn read(bytes: &[u8]) -> Option<(Header, SealedParts)> {
    let (&version, bytes) = bytes.split_first()?;
    if version != VERSION {
        return None;
    }
    let (expires_at, bytes) = bytes.split_first_chunk()?;
    let (subject, bytes) = bytes.split_first_chunk()?;
    let (has_provider_session, bytes) = bytes.split_first()?;
    let (provider_session, bytes) = match has_provider_session {
        0 => (None, bytes),
        1 => bytes.split_first_chunk().map(|(key, rest)| (Some(ProviderSessionKey::new(*key)), rest))?,
        _ => return None,
    };
    let (length, bytes) = bytes.split_first_chunk()?;
    let identity_length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    if identity_length > bytes.len() {
        return None;
    }
    let header = Header {
        expires_at: UNIX_EPOCH.checked_add(Duration::from_millis(u64::from_be_bytes(*expires_at)))?,
        subject: SubjectKey::new(*subject),
        provider_session,
    };
    Some((header, SealedParts { bytes: bytes.to_vec(), identity_length }))
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(provider_session: Option<[u8; 32]>) -> Header {
        Header {
            expires_at: UNIX_EPOCH + Duration::from_millis(1_234_567),
            subject: SubjectKey::new([7; 32]),
            provider_session: provider_session.map(ProviderSessionKey::new),
        }
    }

    fn parts() -> SealedParts {
        SealedParts::new(b"identity".to_vec(), b"the tokens")
    }

    #[test]
    fn a_record_reads_back() {
        for header in [header(None), header(Some([9; 32]))] {
            let (read_header, read_parts) = read(&write(&header, &parts())).unwrap();
            assert_eq!((read_header, read_parts.identity()), (header, b"identity".as_slice()));
            assert_eq!(read_parts.tokens(), b"the tokens");
            assert!(header.to_bytes().len() <= LONGEST_HEADER);
        }
    }

    #[test]
    fn what_is_cut_short_or_of_another_version_is_no_record() {
        let bytes = write(&header(Some([9; 32])), &parts());
        let to_the_end_of_the_identity = bytes.len() - parts().tokens().len();
        for length in 0..to_the_end_of_the_identity {
            assert_eq!(read(&bytes[..length]), None, "{length}");
        }
        assert_eq!(read(&[&[2], &bytes[1..]].concat()), None);
    }
}
