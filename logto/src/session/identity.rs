//! Who is signed in: the slim part of a session, all that a guard opens.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::seal::seconds;

/// Who is signed in, as a verified ID token said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// The payload of the ID token, to the byte.
    #[serde(rename = "c")]
    claims: Box<RawValue>,
    /// The user scopes that the sign-in asked for, separated by spaces.
    #[serde(rename = "s")]
    scopes: Box<str>,
    /// When the session ends whatever happens, in seconds since 1970.
    #[serde(rename = "x")]
    expires_at: u64,
}

impl Identity {
    pub(crate) fn new(claims: Box<RawValue>, scopes: &str, expires_at: SystemTime) -> Self {
        Self { claims, scopes: scopes.into(), expires_at: seconds(expires_at) }
    }

    /// The same session with the claims of a newer ID token.
    pub(crate) fn with_claims(&self, claims: Box<RawValue>) -> Self {
        Self { claims, ..self.clone() }
    }

    /// The ID token's payload as JSON.
    pub(crate) fn claims(&self) -> &str {
        self.claims.get()
    }

    /// Whether the claims are those of `subject`.
    pub(crate) fn is_about(&self, subject: &str) -> bool {
        #[derive(Deserialize)]
        struct Subject<'a> {
            #[serde(borrow)]
            sub: std::borrow::Cow<'a, str>,
        }
        serde_json::from_str::<Subject<'_>>(self.claims()).is_ok_and(|claims| claims.sub == subject)
    }

    /// Whether the sign-in asked for `scope`.
    pub(crate) fn asked_for(&self, scope: &str) -> bool {
        self.scopes.split(' ').any(|asked| asked == scope)
    }

    pub(crate) fn expires_at(&self) -> SystemTime {
        UNIX_EPOCH.checked_add(Duration::from_secs(self.expires_at)).unwrap_or(UNIX_EPOCH)
    }
}
