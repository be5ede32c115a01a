//! Who is signed in: the slim part of a session, all that a guard opens.

use std::time::SystemTime;

use serde::Deserialize;

use super::shelf::Shelf;
use crate::epoch::{self, seconds};
use crate::tokens::IdToken;

/// Who is signed in, as a verified ID token said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The payload of the ID token, to the byte.
    claims: Box<str>,
    /// The scopes that the sign-in asked for, separated by spaces.
    scopes: Box<str>,
    /// When the session ends whatever happens, to the second.
    expires_at: SystemTime,
    /// When the ID token expires, to the second.
    claims_expire_at: SystemTime,
    /// Logto's own session that the sign-in belonged to, if it said so. ID tokens that come later may not.
    sid: Option<Box<str>>,
    /// What the claims were read into.
    shelf: Shelf,
}

impl Identity {
    pub(crate) fn new(id_token: &IdToken, scopes: &str, expires_at: SystemTime) -> Self {
        Self {
            claims: id_token.payload().into(),
            scopes: scopes.into(),
            expires_at: epoch::time(seconds(expires_at)),
            claims_expire_at: id_token.expires_at(),
            sid: sid_of(id_token),
            shelf: Shelf::default(),
        }
    }

    /// The same session with the claims of a newer ID token.
    pub(crate) fn with_claims_of(&self, id_token: &IdToken) -> Self {
        Self {
            claims: id_token.payload().into(),
            claims_expire_at: id_token.expires_at(),
            sid: sid_of(id_token).or_else(|| self.sid.clone()),
            ..self.clone()
        }
    }

    /// Whether the claims may be out of date.
    pub(crate) fn claims_have_expired(&self, now: SystemTime) -> bool {
        now >= self.claims_expire_at
    }

    /// As bytes for a cookie: the claims stay as they are, with nothing to escape and nothing to parse twice.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let Self { claims, scopes, sid, .. } = self;
        let (expires_at, claims_expire_at) = (seconds(self.expires_at), seconds(self.claims_expire_at));
        let sid = sid.as_deref().unwrap_or_default();
        format!("{expires_at}\n{claims_expire_at}\n{sid}\n{scopes}\n{claims}").into_bytes()
    }

    pub(crate) fn decode(bytes: Vec<u8>) -> Option<Self> {
        let text = String::from_utf8(bytes).ok()?;
        let mut lines = text.splitn(5, '\n');
        let time = |line: &str| line.parse().ok().map(epoch::time);
        Some(Self {
            expires_at: time(lines.next()?)?,
            claims_expire_at: time(lines.next()?)?,
            sid: lines.next().filter(|sid| !sid.is_empty()).map(Into::into),
            scopes: lines.next()?.into(),
            claims: lines.next()?.into(),
            shelf: Shelf::default(),
        })
    }

    /// The ID token's payload as JSON.
    pub(crate) fn claims(&self) -> &str {
        &self.claims
    }

    /// Where handlers' claims wait for the next request.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
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
        self.scopes.as_bytes().split(|byte| *byte == b' ').any(|asked| asked == scope.as_bytes())
    }

    /// Logto's own session that the sign-in belonged to.
    pub(crate) fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    pub(crate) fn expires_at(&self) -> SystemTime {
        self.expires_at
    }
}

/// The `sid` of an ID token, if it has one that stays on its line.
fn sid_of(id_token: &IdToken) -> Option<Box<str>> {
    #[derive(Deserialize)]
    struct ProviderSession {
        sid: Box<str>,
    }
    let sid = serde_json::from_str::<ProviderSession>(id_token.payload()).ok()?.sid;
    (!sid.is_empty() && !sid.chars().any(char::is_control)).then_some(sid)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn identity() -> Identity {
        Identity {
            claims: "{\"sub\":\"u1\",\n\"name\":\"a\\nb\"}".into(),
            scopes: "profile email".into(),
            expires_at: epoch::time(200),
            claims_expire_at: epoch::time(100),
            sid: Some("s1".into()),
            shelf: Shelf::default(),
        }
    }

    #[test]
    fn it_comes_back_as_it_was() {
        assert_eq!(Identity::decode(identity().encode()), Some(identity()));
        let without_sid = Identity { sid: None, ..identity() };
        assert_eq!(Identity::decode(without_sid.encode()), Some(without_sid));
    }

    #[test]
    fn what_is_no_identity_is_none() {
        for bytes in ["", "1", "1\n2\n\nprofile", "x\n2\n\nprofile\n{}", "1\n\n\nprofile\n{}", "\u{fffd}"] {
            assert_eq!(Identity::decode(bytes.into()), None, "{bytes}");
        }
        assert_eq!(Identity::decode(vec![0xff]), None);
    }

    #[test]
    fn claims_expire_with_their_second() {
        let expiry = epoch::time(100);
        assert!(!identity().claims_have_expired(expiry - Duration::from_nanos(1)));
        assert!(identity().claims_have_expired(expiry));
    }

    #[test]
    fn times_that_no_clock_can_show_are_over() {
        let never = format!("{0}\n{0}\n\nprofile\n{{}}", u64::MAX);
        let identity = Identity::decode(never.into()).unwrap();
        assert!(identity.claims_have_expired(epoch::time(1)) && identity.expires_at() < epoch::time(1));
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
