//! Who is signed in: the slim part of a session, all that a guard opens.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::epoch::{self, seconds};
use crate::tokens::IdToken;

/// Who is signed in, as a verified ID token said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// The payload of the ID token, to the byte.
    claims: Box<str>,
    /// The scopes that the sign-in asked for, separated by spaces.
    scopes: Box<str>,
    /// When the session ends whatever happens, in seconds since 1970.
    expires_at: u64,
    /// When the ID token expires, in seconds since 1970.
    claims_expire_at: u64,
}

impl Identity {
    pub(crate) fn new(id_token: &IdToken, scopes: &str, expires_at: SystemTime) -> Self {
        Self {
            claims: id_token.payload().into(),
            scopes: scopes.into(),
            expires_at: seconds(expires_at),
            claims_expire_at: seconds(id_token.expires_at()),
        }
    }

    /// The same session with the claims of a newer ID token.
    pub(crate) fn with_claims_of(&self, id_token: &IdToken) -> Self {
        Self {
            claims: id_token.payload().into(),
            claims_expire_at: seconds(id_token.expires_at()),
            ..self.clone()
        }
    }

    /// Whether the claims may be out of date.
    pub(crate) fn claims_have_expired(&self, now: SystemTime) -> bool {
        seconds(now) >= self.claims_expire_at
    }

    /// As bytes for a cookie: the claims stay as they are, with nothing to escape and nothing to parse twice.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let Self { claims, scopes, expires_at, claims_expire_at } = self;
        format!("{expires_at}\n{claims_expire_at}\n{scopes}\n{claims}").into_bytes()
    }

    pub(crate) fn decode(bytes: Vec<u8>) -> Option<Self> {
        let text = String::from_utf8(bytes).ok()?;
        let mut lines = text.splitn(4, '\n');
        Some(Self {
            expires_at: lines.next()?.parse().ok()?,
            claims_expire_at: lines.next()?.parse().ok()?,
            scopes: lines.next()?.into(),
            claims: lines.next()?.into(),
        })
    }

    /// The ID token's payload as JSON.
    pub(crate) fn claims(&self) -> &str {
        &self.claims
    }

    /// Whether the claims are those of `subject`.
    pub(crate) fn is_about(&self, subject: &str) -> bool {
        #[derive(Deserialize)]
        struct Subject {
            sub: String,
        }
        serde_json::from_str::<Subject>(&self.claims).is_ok_and(|claims| claims.sub == subject)
    }

    /// Whether the sign-in asked for `scope`.
    pub(crate) fn asked_for(&self, scope: &str) -> bool {
        self.scopes.split(' ').any(|asked| asked == scope)
    }

    pub(crate) fn expires_at(&self) -> SystemTime {
        epoch::time(self.expires_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        Identity {
            claims: "{\"sub\":\"u1\",\n\"name\":\"a\\nb\"}".into(),
            scopes: "profile email".into(),
            expires_at: 200,
            claims_expire_at: 100,
        }
    }

    #[test]
    fn it_comes_back_as_it_was() {
        assert_eq!(Identity::decode(identity().encode()), Some(identity()));
    }

    #[test]
    fn what_is_no_identity_is_none() {
        for bytes in ["", "1", "1\n2\nprofile", "x\n2\nprofile\n{}", "1\n\nprofile\n{}", "\u{fffd}"] {
            assert_eq!(Identity::decode(bytes.into()), None, "{bytes}");
        }
        assert_eq!(Identity::decode(vec![0xff]), None);
    }

    #[test]
    fn it_knows_whose_claims_and_which_scopes() {
        assert!(identity().is_about("u1"));
        assert!(!identity().is_about("u2"));
        assert!(identity().asked_for("email"));
        assert!(!identity().asked_for("mail"));
        assert!(!identity().asked_for(""));
    }
}
