//! A whole session, as a server-side store keeps it.

mod wire;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use self::wire::{Header, SealedParts};
use super::identity::Identity;
use super::keys::{ProviderSessionKey, SessionKey, SubjectKey};
use super::opened::OpenedIdentities;
use super::seal::SealError;
use super::store::StoreError;
use super::vault::{Part, Vault};
use crate::tokens::TokenSet;

/// What a session holds: who is signed in and their tokens.
///
/// To a [`SessionStore`](super::SessionStore) it is opaque: it writes [`to_bytes`](Self::to_bytes) and reads
/// [`from_bytes`](Self::from_bytes), in which identity and tokens are sealed with the cookie key. A store in this process's
/// memory keeps the record itself, and nothing is sealed.
#[derive(Clone)]
pub struct SessionRecord {
    header: Header,
    content: Content,
}

#[derive(Clone)]
enum Content {
    /// As this process made it.
    Live { identity: Arc<Identity>, tokens: Arc<TokenSet>, key: SessionKey, vault: Arc<Vault> },
    /// As it came from a database.
    Sealed(SealedParts),
}

/// The bytes are not those of a record.
#[derive(Debug, thiserror::Error)]
#[error("the stored bytes are no session record of this version")]
struct MalformedRecord;

impl SessionRecord {
    /// The session of `identity` with `tokens`, for the store's `key`, until `expires_at`.
    pub(crate) fn new(
        vault: &Arc<Vault>,
        key: SessionKey,
        identity: Arc<Identity>,
        tokens: Arc<TokenSet>,
        expires_at: SystemTime,
    ) -> Result<Self, SealError> {
        let header = Header {
            expires_at,
            subject: vault.subject(tokens.id_token.subject())?,
            provider_session: identity.sid().map(|sid| vault.provider_session(sid)).transpose()?,
        };
        Ok(Self { header, content: Content::Live { identity, tokens, key, vault: Arc::clone(vault) } })
    }

    /// When the session expires unless it is touched.
    pub fn expires_at(&self) -> SystemTime {
        self.header.expires_at
    }

    /// Whose session it is: what [`delete_by_subject`](super::SessionStore::delete_by_subject) finds it by.
    pub fn subject(&self) -> &SubjectKey {
        &self.header.subject
    }

    /// Which session at Logto it came from: what
    /// [`delete_by_provider_session`](super::SessionStore::delete_by_provider_session) finds it by. Logto says so only to
    /// applications that ask for it ("is session required" in the console).
    pub fn provider_session(&self) -> Option<&ProviderSessionKey> {
        self.header.provider_session.as_ref()
    }

    /// The record as bytes, sealed with the cookie key: what a database keeps.
    ///
    /// # Errors
    ///
    /// If the system has no random bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        match &self.content {
            Content::Sealed(parts) => Ok(wire::write(&self.header, parts.identity(), parts.tokens())),
            Content::Live { identity, tokens, key, vault } => {
                let header = self.header.to_bytes();
                let seal = |part, payload: &[u8]| vault.seal(part, key, &header, payload);
                let tokens = serde_json::to_vec(tokens).map_err(StoreError::new)?;
                let identity = seal(Part::Identity, &identity.encode()).map_err(StoreError::new)?;
                let tokens = seal(Part::Tokens, &tokens).map_err(StoreError::new)?;
                Ok(wire::write(&self.header, &identity, &tokens))
            }
        }
    }

    /// The record that [`to_bytes`](Self::to_bytes) gave. What is sealed in it is opened when it is needed.
    ///
    /// # Errors
    ///
    /// If the bytes are no record, or one of another version of this crate.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Result<Self, StoreError> {
        Self::from_stored(bytes.as_ref().to_vec(), 0)
    }

    /// The record that begins at `start` of what a database gave, and ends with it.
    pub(super) fn from_stored(
        stored: impl AsRef<[u8]> + Send + Sync + 'static,
        start: usize,
    ) -> Result<Self, StoreError> {
        let (header, parts) =
            wire::read(Arc::new(stored), start).ok_or_else(|| StoreError::unreadable(MalformedRecord))?;
        Ok(Self { header, content: Content::Sealed(parts) })
    }

    /// Who is signed in, if the record opens: it was sealed for the session at `key`, with a cookie key that is known.
    pub(crate) fn identity(
        &self,
        vault: &Vault,
        opened: &OpenedIdentities,
        key: &SessionKey,
    ) -> Option<Arc<Identity>> {
        match &self.content {
            Content::Live { identity, .. } => Some(Arc::clone(identity)),
            Content::Sealed(parts) => {
                let header = self.header.to_bytes();
                opened.get_or_open(*key.as_bytes(), &header, parts.identity(), || {
                    Identity::decode(vault.open(Part::Identity, key, &header, parts.identity())?)
                })
            }
        }
    }

    /// Their tokens, under the same condition.
    pub(crate) fn tokens(&self, vault: &Vault, key: &SessionKey) -> Option<Arc<TokenSet>> {
        match &self.content {
            Content::Live { tokens, .. } => Some(Arc::clone(tokens)),
            Content::Sealed(parts) => {
                let opened = vault.open(Part::Tokens, key, &self.header.to_bytes(), parts.tokens())?;
                serde_json::from_slice(&opened).ok().map(Arc::new)
            }
        }
    }
}

impl fmt::Debug for SessionRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionRecord").field("expires_at", &self.expires_at()).finish_non_exhaustive()
    }
}
