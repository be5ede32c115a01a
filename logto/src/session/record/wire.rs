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

/// What is stored in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) expires_at: SystemTime,
    pub(super) subject: SubjectKey,
    pub(super) provider_session: Option<ProviderSessionKey>,
}

/// The rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SealedParts {
    pub(super) identity: Vec<u8>,
    pub(super) tokens: Vec<u8>,
}

impl Header {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
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
    let length = u32::try_from(parts.identity.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&parts.identity);
    bytes.extend_from_slice(&parts.tokens);
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
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (identity, tokens) = bytes.split_at_checked(length)?;
    let header = Header {
        expires_at: UNIX_EPOCH.checked_add(Duration::from_millis(u64::from_be_bytes(*expires_at)))?,
        subject: SubjectKey::new(*subject),
        provider_session,
    };
    Some((header, SealedParts { identity: identity.to_vec(), tokens: tokens.to_vec() }))
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
        SealedParts { identity: b"identity".to_vec(), tokens: b"the tokens".to_vec() }
    }

    #[test]
    fn a_record_reads_back() {
        for header in [header(None), header(Some([9; 32]))] {
            assert_eq!(read(&write(&header, &parts())), Some((header, parts())));
        }
    }

    #[test]
    fn what_is_cut_short_or_of_another_version_is_no_record() {
        let bytes = write(&header(Some([9; 32])), &parts());
        let to_the_end_of_the_identity = bytes.len() - parts().tokens.len();
        for length in 0..to_the_end_of_the_identity {
            assert_eq!(read(&bytes[..length]), None, "{length}");
        }
        assert_eq!(read(&[&[2], &bytes[1..]].concat()), None);
    }
}
