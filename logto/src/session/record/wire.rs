//! A record as bytes.
//!
//! ```text
//! version ‖ expires_at: u64, milliseconds since 1970 ‖ subject(32) ‖ 0, or 1 ‖ provider session(32)
//!         ‖ length of the identity: u32 ‖ sealed identity ‖ sealed tokens
//! ```
//!
//! Numbers are big-endian. All before the length is the header, which is bound to both seals.

use std::ops::Range;
use std::sync::Arc;
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

/// The rest, where a store has put it.
#[derive(Clone)]
pub(super) struct SealedParts {
    stored: Arc<Stored>,
    /// The tokens come behind it.
    identity: Range<usize>,
}

/// What a database gave. It is kept as it came: a guard looks at a third of it, and would copy the whole.
type Stored = dyn AsRef<[u8]> + Send + Sync;

impl SealedParts {
    pub(super) fn identity(&self) -> &[u8] {
        self.bytes().get(self.identity.clone()).unwrap_or_default()
    }

    pub(super) fn tokens(&self) -> &[u8] {
        self.bytes().get(self.identity.end..).unwrap_or_default()
    }

    fn bytes(&self) -> &[u8] {
        (*self.stored).as_ref()
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

pub(super) fn write(header: &Header, identity: &[u8], tokens: &[u8]) -> Vec<u8> {
    let mut bytes = header.to_bytes();
    // Four gigabytes of claims would not have come this far: the length that does not fit is read as malformed.
    let length = u32::try_from(identity.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(identity);
    bytes.extend_from_slice(tokens);
    bytes
}

/// Reads the record that begins at `start` and ends where `stored` ends.
pub(super) fn read(stored: Arc<Stored>, start: usize) -> Option<(Header, SealedParts)> {
    let all = (*stored).as_ref();
    let (&version, bytes) = all.get(start..)?.split_first()?;
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
    if length > bytes.len() {
        return None;
    }
    let identity = all.len() - bytes.len();
    let header = Header {
        expires_at: UNIX_EPOCH.checked_add(Duration::from_millis(u64::from_be_bytes(*expires_at)))?,
        subject: SubjectKey::new(*subject),
        provider_session,
    };
    Some((header, SealedParts { identity: identity..identity + length, stored }))
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

    const IDENTITY: &[u8] = b"identity";
    const TOKENS: &[u8] = b"the tokens";

    #[test]
    fn a_record_reads_back() {
        for header in [header(None), header(Some([9; 32]))] {
            let bytes = write(&header, IDENTITY, TOKENS);
            for before in [[].as_slice(), b"of a store"] {
                let stored = Arc::new([before, &bytes].concat());
                let (read_header, read_parts) = read(stored, before.len()).unwrap();
                assert_eq!(
                    (read_header, read_parts.identity(), read_parts.tokens()),
                    (header, IDENTITY, TOKENS)
                );
            }
            assert!(header.to_bytes().len() <= LONGEST_HEADER);
        }
    }

    #[test]
    fn what_is_cut_short_or_of_another_version_is_no_record() {
        let bytes = write(&header(Some([9; 32])), IDENTITY, TOKENS);
        let to_the_end_of_the_identity = bytes.len() - TOKENS.len();
        for length in 0..to_the_end_of_the_identity {
            assert!(read(Arc::new(bytes[..length].to_vec()), 0).is_none(), "{length}");
        }
        assert!(read(Arc::new([&[2], &bytes[1..]].concat()), 0).is_none());
        assert!(read(Arc::new(bytes), usize::MAX).is_none());
    }
}
