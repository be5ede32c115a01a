//! What a store files things under: 32 bytes that say nothing about what they stand for.

use std::fmt;

use crate::secret::sha256;

/// Declares a 32-byte key: lower-case hexadecimal `Display`, `as_bytes`, and everything that maps ask for.
macro_rules! store_key {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The 32 bytes of the key.
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            /// 64 lower-case hexadecimal digits.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    )+};
}

store_key! {
    /// Where a session lies: the SHA-256 of the session id that the browser holds.
    ///
    /// A leaked key does not let anyone in: the id cannot be computed from it.
    SessionKey;
    /// Whose session it is: a keyed digest of the user's id at Logto.
    ///
    /// Without the cookie key nobody can tell which user it stands for.
    SubjectKey;
    /// Which session at Logto it came from: a keyed digest of the ID token's `sid`.
    ProviderSessionKey;
    /// What a lease is for.
    LeaseKey;
    /// Who holds a lease: random, and made anew for each.
    LeaseHolder;
}

impl SessionKey {
    pub(crate) fn of(session_id: impl AsRef<[u8]>) -> Self {
        Self(sha256(session_id))
    }

    /// Where a coordinator keeps what became of a refresh token.
    pub(crate) fn of_successor(refresh_token: &str) -> Self {
        Self(sha256(format!("successor of {refresh_token}")))
    }
}

impl SubjectKey {
    pub(super) fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}

impl ProviderSessionKey {
    pub(super) fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}

impl LeaseKey {
    /// The lease for refreshing the session at `key`.
    pub(crate) fn of_session(key: &SessionKey) -> Self {
        Self(sha256(format!("refresh {key}")))
    }

    /// The right to act on a logout token, of which each gives one.
    pub(crate) fn of_logout_token(issuer: &str, id: &str) -> Self {
        Self(sha256(format!("logout token\n{issuer}\n{id}")))
    }
}

impl LeaseHolder {
    /// The holder that goes by `name`, which nobody else has.
    pub(crate) fn named(name: &str) -> Self {
        Self(sha256(name))
    }
}
