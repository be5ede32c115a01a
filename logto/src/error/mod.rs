//! The crate's error: one opaque type with predicates for what callers act on.
//!
//! Leaf errors live beside the code that fails and are named after the check that failed. Each leaf module also
//! holds its `From<Leaf> for Error`, which chooses the [`Kind`]; this module knows no leaf.

mod oauth;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

pub use oauth::{OAuthError, OAuthErrorCode};

/// What went wrong between an application, a browser and Logto.
///
/// The predicates say what to do about it; [`source`](StdError::source) is the check that failed, and
/// [`oauth`](Self::oauth) what Logto answered, where it did. No text of this type or of its sources holds a token, a
/// code, a secret or the query of a URL.
///
/// Cheap to clone: an error that many requests waited for reaches all of them.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    kind: Kind,
    source: Box<dyn StdError + Send + Sync>,
}

/// Who has to act on an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// There is no session, or it ended: sign in.
    SignedOut,
    /// The user or Logto said no.
    Denied,
    /// Logto or a store could not be reached: try again.
    Transient,
    /// Something did not pass verification.
    Untrusted,
    /// The application or its deployment has to change.
    Configuration,
}

/// The result of most operations of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn new(kind: Kind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Arc::new(Inner { kind, source: source.into() }))
    }

    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Nobody is signed in, or the session has ended: send the user to sign in.
    pub fn is_signed_out(&self) -> bool {
        self.0.kind == Kind::SignedOut
    }

    /// The user cancelled, or Logto refused what was asked for this user.
    pub fn is_denied(&self) -> bool {
        self.0.kind == Kind::Denied
    }

    /// Logto or the session store could not be reached or answered with a server error. Nobody is signed out by
    /// this; the same call may succeed later.
    pub fn is_transient(&self) -> bool {
        self.0.kind == Kind::Transient
    }

    /// A token, a response or a callback failed verification. Log it; retrying does not help.
    pub fn is_untrusted(&self) -> bool {
        self.0.kind == Kind::Untrusted
    }

    /// The application or its deployment is set up wrongly; the text says what to change.
    pub fn is_configuration(&self) -> bool {
        self.0.kind == Kind::Configuration
    }

    /// What Logto answered, if this error comes from an OAuth error response
    /// ([RFC 6749 section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
    pub fn oauth(&self) -> Option<&OAuthError> {
        let mut source: Option<&(dyn StdError + 'static)> = Some(self.0.source.as_ref());
        while let Some(error) = source {
            if let Some(oauth) = error.downcast_ref::<OAuthError>() {
                return Some(oauth);
            }
            source = error.source();
        }
        None
    }
}

impl Kind {
    fn text(self) -> &'static str {
        match self {
            Self::SignedOut => "not signed in",
            Self::Denied => "denied",
            Self::Transient => "temporarily unavailable",
            Self::Untrusted => "verification failed",
            Self::Configuration => "configuration error",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.kind.text(), self.0.source)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("kind", &self.0.kind).field("source", &self.0.source).finish()
    }
}

impl StdError for Error {
    /// The check that failed. `Display` already says its text, so this is where *its* cause begins.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.0.source.as_ref())
    }
}
