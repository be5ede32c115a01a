//! What the emulator remembers of browsers: sign-ins under way, and sessions.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::clock::Instant;
use crate::testing::crypto::random;
use crate::testing::wire::Params;

pub(in crate::testing) const SESSION_TTL: Duration = Duration::from_secs(14 * 24 * 60 * 60);
pub(in crate::testing) const INTERACTION_TTL: Duration = Duration::from_secs(60 * 60);

/// An authorization request that waits for its user.
#[derive(Clone, Debug)]
pub(in crate::testing) struct Interaction {
    pub(in crate::testing) params: Params,
    pub(in crate::testing) outcome: Option<Outcome>,
    expires_at: Instant,
}

/// What the user did on the sign-in page.
#[derive(Clone, Debug)]
pub(in crate::testing) enum Outcome {
    SignedIn { user: String },
    Consented,
    Cancelled,
}

/// A signed-in browser, or one that is about to sign out.
#[derive(Clone, Debug)]
pub(in crate::testing) struct Session {
    pub(in crate::testing) user: Option<String>,
    pub(in crate::testing) signed_in_at: Instant,
    pub(in crate::testing) sign_out: Option<SignOut>,
    /// What the apps that take part in it know it by.
    pub(in crate::testing) sids: BTreeMap<String, String>,
    expires_at: Instant,
}

/// A sign-out that waits for its confirmation.
#[derive(Clone, Debug)]
pub(in crate::testing) struct SignOut {
    pub(in crate::testing) xsrf: String,
    pub(in crate::testing) redirect_to: Option<String>,
}

#[derive(Debug, Default)]
pub(in crate::testing) struct Browsers {
    interactions: HashMap<String, Interaction>,
    sessions: HashMap<String, Session>,
}

impl Browsers {
    pub(in crate::testing) fn begin_interaction(&mut self, params: Params, now: Instant) -> String {
        let id = random::token();
        let expires_at = now.plus(INTERACTION_TTL);
        self.interactions.insert(id.clone(), Interaction { params, outcome: None, expires_at });
        id
    }

    pub(in crate::testing) fn interaction(&mut self, id: &str, now: Instant) -> Option<&mut Interaction> {
        self.interactions.get_mut(id).filter(|interaction| now < interaction.expires_at)
    }

    pub(in crate::testing) fn end_interaction(&mut self, id: &str) {
        self.interactions.remove(id);
    }

    pub(in crate::testing) fn begin_session(&mut self, user: Option<String>, now: Instant) -> String {
        let id = random::token();
        let expires_at = now.plus(SESSION_TTL);
        let session = Session { user, signed_in_at: now, sign_out: None, sids: BTreeMap::new(), expires_at };
        self.sessions.insert(id.clone(), session);
        id
    }

    pub(in crate::testing) fn session(&mut self, id: &str, now: Instant) -> Option<&mut Session> {
        self.sessions.get_mut(id).filter(|session| now < session.expires_at)
    }

    /// What `app` knows a session by, from now on.
    pub(in crate::testing) fn sid(&mut self, id: &str, app: &str) -> Option<String> {
        let session = self.sessions.get_mut(id)?;
        Some(session.sids.entry(app.to_owned()).or_insert_with(random::token).clone())
    }

    /// A session of a user.
    pub(in crate::testing) fn session_of(&self, user: &str) -> Option<&Session> {
        self.sessions.values().find(|session| session.user.as_deref() == Some(user))
    }

    pub(in crate::testing) fn end_session(&mut self, id: &str) -> Option<Session> {
        self.sessions.remove(id)
    }

    pub(in crate::testing) fn end_sessions_of(&mut self, user: &str) -> Vec<Session> {
        let of_the_user = |session: &Session| session.user.as_deref() == Some(user);
        self.sessions.extract_if(|_, session| of_the_user(session)).map(|(_, session)| session).collect()
    }
}
