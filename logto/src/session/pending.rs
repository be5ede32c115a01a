//! Sign-ins that have left for Logto and are not back yet.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use serde::{Deserialize, Serialize};

use super::cookie::{CookiePolicy, RequestCookies, fingerprint};
use super::seal::{SealError, Sealer};
use crate::epoch::seconds;
use crate::return_to::ReturnTo;
use crate::secret::{CodeVerifier, Nonce, State};

/// How long a sign-in may take; Logto's own interactions live as long.
pub(crate) const LIFETIME: Duration = Duration::from_secs(3600);
/// Most sign-ins that one browser may have under way; the oldest gives way to a new one.
const MAX_PENDING: usize = 5;

/// A sign-in that has left for Logto: what has to be kept until the callback comes.
///
/// [`Client::sign_in`](crate::Client::sign_in) makes it and
/// [`Client::finish_sign_in`](crate::Client::finish_sign_in) uses it up. The routes of the web adapters keep it in a
/// sealed cookie of its own, so that two sign-ins in two tabs do not disturb each other.
///
/// # Security
///
/// It holds the code verifier, the state and the nonce, and binds the callback to the browser that started the
/// sign-in. If you store it yourself, keep it from everyone but that browser's session, and use it once.
#[derive(Clone, Serialize, Deserialize)]
pub struct PendingSignIn {
    pub(crate) state: State,
    pub(crate) nonce: Nonce,
    pub(crate) code_verifier: CodeVerifier,
    pub(crate) redirect_uri: String,
    /// The scopes that were asked for, separated by spaces.
    pub(crate) scopes: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) return_to: Option<ReturnTo>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) keep_tokens: bool,
    /// Whether the request was one that Logto answers with a refresh token.
    pub(crate) expects_refresh_token: bool,
    /// Seconds since 1970.
    pub(crate) started_at: u64,
}

impl PendingSignIn {
    /// Where the application asked to come back to after the sign-in: a path of its own.
    pub fn return_to(&self) -> Option<&ReturnTo> {
        self.return_to.as_ref()
    }

    pub(crate) fn has_expired(&self, now: SystemTime) -> bool {
        seconds(now) >= self.started_at.saturating_add(LIFETIME.as_secs())
    }
}

impl fmt::Debug for PendingSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingSignIn")
            .field("redirect_uri", &self.redirect_uri)
            .field("scopes", &self.scopes)
            .field("started_at", &self.started_at)
            .finish_non_exhaustive()
    }
}

/// The cookies of pending sign-ins, one for each state.
#[derive(Clone, Copy)]
pub(crate) struct PendingCookies<'a> {
    pub(crate) policy: &'a CookiePolicy,
    pub(crate) sealer: &'a Sealer,
    pub(crate) sent: &'a RequestCookies,
    pub(crate) now: SystemTime,
}

impl PendingCookies<'_> {
    /// The lines that keep `pending`, and that let go of the oldest if there are too many.
    pub(crate) fn keep(&self, pending: &PendingSignIn) -> Result<Vec<HeaderValue>, SealError> {
        let name = self.name(&pending.state);
        let json = serde_json::to_vec(pending)?;
        let sealed = self.sealer.seal(&name, self.now + LIFETIME, &json)?;
        let mut lines = self.remove_oldest(MAX_PENDING - 1);
        lines.extend(self.policy.set(&name, &sealed, LIFETIME));
        Ok(lines)
    }

    /// The sign-in that this browser started with `state`.
    pub(crate) fn find(&self, state: &State) -> Option<PendingSignIn> {
        let name = self.name(state);
        let pending = self.open(&name, self.sent.get(&name)?)?;
        // The name holds a part of a digest of the state; the seal holds the state itself.
        (pending.state.expose() == state.expose()).then_some(pending)
    }

    /// The line that removes the sign-in with `state`.
    pub(crate) fn remove(&self, state: &State) -> Option<HeaderValue> {
        self.policy.remove(&self.name(state))
    }

    fn remove_oldest(&self, keep: usize) -> Vec<HeaderValue> {
        let prefix = self.policy.name("signin-");
        let mut known: Vec<_> = self
            .sent
            .with_prefix(&prefix)
            .map(|(name, sealed)| (self.open(name, sealed).map_or(0, |pending| pending.started_at), name))
            .collect();
        known.sort_unstable();
        let surplus = known.len().saturating_sub(keep);
        known.into_iter().take(surplus).filter_map(|(_, name)| self.policy.remove(name)).collect()
    }

    fn open(&self, name: &str, sealed: &str) -> Option<PendingSignIn> {
        serde_json::from_slice(&self.sealer.open(name, self.now, sealed)?).ok()
    }

    fn name(&self, state: &State) -> String {
        self.policy.name(&format!("signin-{}", fingerprint(state.expose())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::seal::Purpose;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn pending(state: &str) -> PendingSignIn {
        PendingSignIn {
            state: State::new(state),
            nonce: Nonce::new("n"),
            code_verifier: CodeVerifier::new("v"),
            redirect_uri: "https://app.example.com/callback".to_owned(),
            scopes: "openid".to_owned(),
            return_to: None,
            keep_tokens: false,
            expects_refresh_token: true,
            started_at: 0,
        }
    }

    /// The name of a cookie holds a part of a digest only, which two states may share.
    #[test]
    fn a_pending_sign_in_is_found_by_its_whole_state() {
        let policy = CookiePolicy::new("app", None);
        let sealer = Sealer::new(Purpose::Cookies, [b"a cookie key of thirty-two bytes".as_slice()]);
        let found = |sealed_state: &str| {
            let name = policy.name(&format!("signin-{}", fingerprint("s1")));
            let json = serde_json::to_vec(&pending(sealed_state)).unwrap();
            let cookie = sealer.seal(&name, NOW + LIFETIME, &json).unwrap();
            let sent = RequestCookies::from_iter([format!("{name}={cookie}").parse().unwrap()]);
            PendingCookies { policy: &policy, sealer: &sealer, sent: &sent, now: NOW }
                .find(&State::new("s1"))
                .is_some()
        };
        assert!(found("s1"));
        assert!(!found("s2"));
    }
}
