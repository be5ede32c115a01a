//! Sessions by key, and their keys by all that they are found by.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;
use std::time::SystemTime;

use crate::recent::DigestMap;
use crate::session::keys::{ProviderSessionKey, SessionKey, SubjectKey};
use crate::session::record::SessionRecord;
use crate::session::store::StoredSession;

#[derive(Debug, Default)]
pub(super) struct Sessions {
    by_key: DigestMap<SessionKey, StoredSession>,
    expiries: BTreeSet<(SystemTime, SessionKey)>,
    of_subject: Index<SubjectKey>,
    of_provider: Index<ProviderSessionKey>,
    /// The latest time that anybody has told: deletions are not told any.
    latest: Option<SystemTime>,
}

type Index<K> = HashMap<K, HashSet<SessionKey>>;

impl Sessions {
    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Hears what time it is.
    pub(super) fn hear(&mut self, now: SystemTime) {
        self.latest = self.latest.max(Some(now));
    }

    pub(super) fn get(&self, key: &SessionKey, now: SystemTime) -> Option<&StoredSession> {
        self.by_key.get(key).filter(|session| session.expires_at > now)
    }

    pub(super) fn insert(&mut self, key: SessionKey, record: Arc<SessionRecord>, version: u64) {
        let expires_at = record.expires_at();
        self.expiries.insert((expires_at, key));
        self.of_subject.entry(*record.subject()).or_default().insert(key);
        if let Some(provider_session) = record.provider_session() {
            self.of_provider.entry(*provider_session).or_default().insert(key);
        }
        self.by_key.insert(key, StoredSession { record, version, expires_at });
    }

    pub(super) fn touch(&mut self, key: &SessionKey, expires_at: SystemTime, now: SystemTime) -> bool {
        let Some(session) = self.by_key.get_mut(key).filter(|session| session.expires_at > now) else {
            return false;
        };
        self.expiries.remove(&(session.expires_at, *key));
        self.expiries.insert((expires_at, *key));
        session.expires_at = expires_at;
        true
    }

    pub(super) fn remove(&mut self, key: &SessionKey) {
        let Some(session) = self.by_key.remove(key) else { return };
        self.expiries.remove(&(session.expires_at, *key));
        remove_from(&mut self.of_subject, session.record.subject(), key);
        if let Some(provider_session) = session.record.provider_session() {
            remove_from(&mut self.of_provider, provider_session, key);
        }
    }

    pub(super) fn remove_all_of_subject(&mut self, subject: &SubjectKey) -> u64 {
        let keys = self.of_subject.remove(subject).unwrap_or_default();
        self.remove_all(&keys)
    }

    pub(super) fn remove_all_of_provider_session(&mut self, provider_session: &ProviderSessionKey) -> u64 {
        let keys = self.of_provider.remove(provider_session).unwrap_or_default();
        self.remove_all(&keys)
    }

    /// Removes what has expired and, if that is not enough, what would expire first.
    pub(super) fn make_room(&mut self, capacity: usize, now: SystemTime) {
        while let Some(&(expires_at, key)) = self.expiries.first() {
            if expires_at > now && self.by_key.len() < capacity {
                break;
            }
            self.remove(&key);
        }
    }

    /// Removes them; says how many of them had not expired.
    fn remove_all(&mut self, keys: &HashSet<SessionKey>) -> u64 {
        let mut count = 0;
        for key in keys {
            let expires_at = self.by_key.get(key).map(|session| session.expires_at);
            count += u64::from(expires_at.is_some_and(|end| self.latest.is_none_or(|latest| end > latest)));
            self.remove(key);
        }
        count
    }
}

#[cfg(test)]
impl Sessions {
    /// Whether there is nothing, in any index.
    pub(super) fn is_clean(&self) -> bool {
        self.by_key.is_empty()
            && self.expiries.is_empty()
            && self.of_subject.is_empty()
            && self.of_provider.is_empty()
    }
}

fn remove_from<K: Hash + Eq>(index: &mut Index<K>, name: &K, key: &SessionKey) {
    if let Some(keys) = index.get_mut(name) {
        keys.remove(key);
        if keys.is_empty() {
            index.remove(name);
        }
    }
}
