//! How sessions are sealed for a store, and what they are filed under.
//!
//! Everything comes from the cookie keys, so that a database that leaks gives neither tokens nor claims nor the ids of
//! users. The keys are derived apart from those of the cookies: nothing that was sealed for a browser opens as a record,
//! and the other way round.

use std::fmt;

use aws_lc_rs::hmac;

use super::keys::{ProviderSessionKey, SessionKey, SubjectKey};
use super::seal::{Purpose, SealError, Sealer};

/// Seals sessions for a store and names their users, for one application.
pub(crate) struct Vault {
    app_id: Box<str>,
    sealer: Sealer,
    /// The current key first, as everywhere.
    index_keys: Vec<hmac::Key>,
}

/// The parts of a record, sealed one by one so that a guard opens no more than it needs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Identity,
    Tokens,
}

impl Vault {
    pub(crate) fn new<'a>(app_id: &str, cookie_keys: impl Iterator<Item = &'a [u8]> + Clone) -> Self {
        let index_keys = cookie_keys.clone().filter_map(|key| Purpose::StoreIndex.derive(key));
        Self {
            app_id: app_id.into(),
            index_keys: index_keys.map(|key| hmac::Key::new(hmac::HMAC_SHA256, key.as_slice())).collect(),
            sealer: Sealer::new(Purpose::StoredSession, cookie_keys),
        }
    }

    /// What the sessions of the user `subject` are filed under.
    pub(crate) fn subject(&self, subject: &str) -> Result<SubjectKey, SealError> {
        self.subjects(subject).next().ok_or(SealError::NoKey)
    }

    /// The same, and what they were filed under before the cookie key was replaced.
    pub(crate) fn subjects(&self, subject: &str) -> impl Iterator<Item = SubjectKey> {
        self.digests("sub", subject).map(SubjectKey::new)
    }

    /// What the sessions that came from Logto's session `sid` are filed under.
    pub(crate) fn provider_session(&self, sid: &str) -> Result<ProviderSessionKey, SealError> {
        self.provider_sessions(sid).next().ok_or(SealError::NoKey)
    }

    /// The same, and what they were filed under before the cookie key was replaced.
    pub(crate) fn provider_sessions(&self, sid: &str) -> impl Iterator<Item = ProviderSessionKey> {
        self.digests("sid", sid).map(ProviderSessionKey::new)
    }

    /// Seals a part of the session at `key`. The `header`, which is stored in the clear, is bound to it.
    pub(super) fn seal(
        &self,
        part: Part,
        key: &SessionKey,
        header: &[u8],
        payload: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        self.sealer.seal_bytes(&self.context(part, key, header), payload)
    }

    pub(super) fn open(&self, part: Part, key: &SessionKey, header: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.sealer.open_bytes(&self.context(part, key, header), sealed)
    }

    /// The associated data: a record is worthless under another key, in another application, or with another header.
    fn context(&self, part: Part, key: &SessionKey, header: &[u8]) -> Vec<u8> {
        let part: &[u8] = match part {
            Part::Identity => b"identity\n",
            Part::Tokens => b"tokens\n",
        };
        [part, key.as_bytes(), header, self.app_id.as_bytes()].concat()
    }

    fn digests(&self, what: &str, value: &str) -> impl Iterator<Item = [u8; 32]> {
        let text = format!("{what}\n{}\n{value}", self.app_id);
        self.index_keys.iter().map(move |key| {
            let mut digest = [0; 32];
            digest.copy_from_slice(hmac::sign(key, text.as_bytes()).as_ref());
            digest
        })
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("sealer", &self.sealer).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &[u8] = b"an older key of thirty-two bytes";
    const NEW: &[u8] = b"the newer key of thirty-two byte";

    fn vault(app_id: &str, keys: &[&'static [u8]]) -> Vault {
        Vault::new(app_id, keys.iter().copied())
    }

    #[test]
    fn a_part_opens_where_it_was_sealed_for_and_nowhere_else() {
        let (here, key) = (vault("app", &[NEW]), SessionKey::of("id"));
        let sealed = here.seal(Part::Identity, &key, b"header", b"payload").unwrap();
        assert_eq!(here.open(Part::Identity, &key, b"header", &sealed).unwrap(), b"payload");
        assert!(here.open(Part::Tokens, &key, b"header", &sealed).is_none());
        assert!(here.open(Part::Identity, &SessionKey::of("other"), b"header", &sealed).is_none());
        assert!(here.open(Part::Identity, &key, b"leader", &sealed).is_none());
        assert!(vault("other app", &[NEW]).open(Part::Identity, &key, b"header", &sealed).is_none());
        assert!(vault("app", &[OLD]).open(Part::Identity, &key, b"header", &sealed).is_none());
    }

    #[test]
    fn users_are_found_under_the_key_before_the_rotation_too() {
        let before = vault("app", &[OLD]).subject("alice").unwrap();
        let rotated = vault("app", &[NEW, OLD]);
        assert_ne!(rotated.subject("alice").unwrap(), before);
        assert!(rotated.subjects("alice").any(|subject| subject == before));
    }

    #[test]
    fn users_sessions_and_applications_are_told_apart() {
        let here = vault("app", &[NEW]);
        assert_ne!(here.subject("alice").unwrap(), here.subject("bob").unwrap());
        assert_ne!(here.subject("alice").unwrap(), vault("other", &[NEW]).subject("alice").unwrap());
        assert_ne!(here.subject("x").unwrap().as_bytes(), here.provider_session("x").unwrap().as_bytes());
    }

    #[test]
    fn without_a_cookie_key_there_is_no_vault() {
        let without = vault("app", &[]);
        assert!(matches!(without.subject("alice"), Err(SealError::NoKey)));
        assert!(matches!(without.seal(Part::Tokens, &SessionKey::of("id"), b"", b""), Err(SealError::NoKey)));
    }
}
