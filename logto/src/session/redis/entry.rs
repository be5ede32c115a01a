//! What lies under the key of a session.
//!
//! ```text
//! version: u64 ‖ expires_at: u64, milliseconds since 1970 ‖ subject(32) ‖ 0, or 1 ‖ provider session(32) or zeros ‖ record
//! ```
//!
//! Numbers are big-endian. What comes before the record is the header: it has one length, so that scripts can find their
//! way in it, and none of them has to know what a record is made of. Its expiry is by the clock of whoever wrote it, and
//! is for telling how long ago that was; when the session ends, Redis knows by its own clock.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::failure::NoEntry;
use crate::session::keys::{ProviderSessionKey, SubjectKey};
use crate::session::record::SessionRecord;
use crate::session::store::{StoreError, StoredSession};

/// Where the expiry begins.
pub(super) const EXPIRY: usize = 8;
/// Where the owner begins.
pub(super) const OWNER: usize = 16;
/// Where the record begins.
pub(super) const RECORD: usize = OWNER + OWNER_LENGTH;

const OWNER_LENGTH: usize = 32 + 1 + 32;
const PROVIDER_SESSION: usize = OWNER + 32;

/// The year 9999.
const LATEST: u64 = 253_402_300_799_999;

/// A hundred years. Numbers in Lua and scores of sorted sets are exact up to there, and far beyond.
const LONGEST: u64 = 100 * 365 * 24 * 3_600_000;

/// A session on its way to Redis.
pub(super) struct Entry {
    pub(super) owner: Owner,
    pub(super) lifetime: Lifetime,
    pub(super) bytes: Vec<u8>,
}

/// How long something lasts from now on: the clocks of the application's machines do not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lifetime(u64);

/// What a session is found by.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) subject: [u8; 32],
    pub(super) provider_session: Option<[u8; 32]>,
}

/// Bytes that a header must have somewhere.
pub(super) struct Condition {
    pub(super) offset: usize,
    pub(super) bytes: Vec<u8>,
}

impl Entry {
    pub(super) fn new(version: u64, record: &SessionRecord, now: SystemTime) -> Result<Self, StoreError> {
        let (record_bytes, expires_at) = (record.to_bytes()?, record.expires_at());
        let owner = Owner {
            subject: *record.subject().as_bytes(),
            provider_session: record.provider_session().map(ProviderSessionKey::as_bytes).copied(),
        };
        let mut bytes = Vec::with_capacity(RECORD + record_bytes.len());
        bytes.extend_from_slice(&version.to_be_bytes());
        bytes.extend_from_slice(&milliseconds(expires_at).to_be_bytes());
        bytes.extend_from_slice(&owner.to_bytes());
        bytes.extend_from_slice(&record_bytes);
        Ok(Self { owner, lifetime: Lifetime::until(expires_at, now), bytes })
    }

    /// The session in the bytes of an entry.
    pub(super) fn stored_session(bytes: Vec<u8>) -> Result<StoredSession, StoreError> {
        let (version, expires_at) = read_header(&bytes).ok_or_else(|| StoreError::unreadable(NoEntry))?;
        let record = Arc::new(SessionRecord::from_stored(bytes, RECORD)?);
        Ok(StoredSession { record, version, expires_at })
    }
}

impl Lifetime {
    /// Until `end`, by the clock that says that it is `now`.
    pub(super) fn until(end: SystemTime, now: SystemTime) -> Self {
        let rest = end.duration_since(now).unwrap_or_default();
        // Redis refuses a lifetime of nothing.
        Self(u64::try_from(rest.as_millis()).unwrap_or(LONGEST).clamp(1, LONGEST))
    }

    pub(super) fn milliseconds(self) -> u64 {
        self.0
    }
}

fn read_header(bytes: &[u8]) -> Option<(u64, SystemTime)> {
    let (version, rest) = bytes.split_first_chunk()?;
    let (expires_at, _) = rest.split_first_chunk()?;
    let expires_at = UNIX_EPOCH.checked_add(Duration::from_millis(u64::from_be_bytes(*expires_at)))?;
    Some((u64::from_be_bytes(*version), expires_at))
}

impl Owner {
    /// The owner in a header; none in that of a session that is not there, which is empty.
    pub(super) fn of_header(header: &[u8]) -> Option<Self> {
        let (subject, rest) = header.get(OWNER..)?.split_first_chunk()?;
        let (has_provider_session, rest) = rest.split_first()?;
        let provider_session = rest.first_chunk()?;
        Some(Self {
            subject: *subject,
            provider_session: (*has_provider_session == 1).then_some(*provider_session),
        })
    }

    pub(super) fn to_bytes(&self) -> [u8; OWNER_LENGTH] {
        let mut bytes = [0; OWNER_LENGTH];
        let (subject, rest) = bytes.split_at_mut(32);
        subject.copy_from_slice(&self.subject);
        if let (Some(provider_session), Some((flag, rest))) = (&self.provider_session, rest.split_first_mut())
        {
            *flag = 1;
            rest.copy_from_slice(provider_session);
        }
        bytes
    }
}

impl Condition {
    /// Every session fulfils it.
    pub(super) fn none() -> Self {
        Self { offset: 0, bytes: Vec::new() }
    }

    pub(super) fn subject(subject: &SubjectKey) -> Self {
        Self { offset: OWNER, bytes: subject.as_bytes().to_vec() }
    }

    pub(super) fn provider_session(provider_session: &ProviderSessionKey) -> Self {
        Self { offset: PROVIDER_SESSION, bytes: [&[1], provider_session.as_bytes().as_slice()].concat() }
    }
}

/// A time in a header, which knows none before 1970.
pub(super) fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(LATEST).clamp(1, LATEST)
}
