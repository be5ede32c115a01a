//! The emulated tenant: what was set up, and what has happened since.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Map, Value};

use super::browsers::Browsers;
use super::clock::{Clock, Instant};
use super::grants::Grants;
use crate::testing::back_channel::BackChannel;
use crate::testing::crypto::{KeyRing, TokenDraft};
use crate::testing::faults::Faults;
use crate::testing::model::{App, Directory, User};
use crate::testing::request_log::RequestLog;
use crate::testing::tampering::Tampering;

/// The state of one emulator.
#[derive(Debug)]
pub(in crate::testing) struct World {
    pub(in crate::testing) endpoint: String,
    pub(in crate::testing) issuer: String,
    pub(in crate::testing) apps: Vec<App>,
    pub(in crate::testing) users: Vec<User>,
    pub(in crate::testing) directory: Directory,
    /// The claims that a tenant can turn on and off in ID tokens, of those that are on.
    pub(in crate::testing) id_token_claims: BTreeSet<String>,
    pub(in crate::testing) keys: KeyRing,
    pub(in crate::testing) grants: Grants,
    pub(in crate::testing) browsers: Browsers,
    pub(in crate::testing) back_channel: BackChannel,
    pub(in crate::testing) faults: Faults,
    pub(in crate::testing) tampering: Tampering,
    pub(in crate::testing) log: RequestLog,
    pub(in crate::testing) clock: Clock,
}

impl World {
    /// A tenant without apps and users.
    pub(in crate::testing) fn new(endpoint: String, keys: KeyRing, directory: Directory) -> Self {
        Self {
            issuer: format!("{endpoint}/oidc"),
            endpoint,
            apps: Vec::new(),
            users: Vec::new(),
            directory,
            id_token_claims: BTreeSet::new(),
            keys,
            grants: Grants::default(),
            browsers: Browsers::default(),
            back_channel: BackChannel::default(),
            faults: Faults::default(),
            tampering: Tampering::default(),
            log: RequestLog::default(),
            clock: Clock::default(),
        }
    }

    pub(in crate::testing) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(in crate::testing) fn advance_clock(&mut self, by: Duration) {
        self.clock.advance(by);
    }

    pub(in crate::testing) fn turn_clock_back(&mut self, by: Duration) {
        self.clock.turn_back(by);
    }

    pub(in crate::testing) fn app(&self, id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.id == id)
    }

    pub(in crate::testing) fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// A user who may have tokens: known and not suspended.
    pub(in crate::testing) fn active_user(&self, id: &str) -> Option<&User> {
        self.user(id).filter(|user| !user.suspended)
    }

    pub(in crate::testing) fn user_identified_by(&self, identifier: &str) -> Option<&User> {
        self.users.iter().find(|user| user.is_identified_by(identifier))
    }

    /// Adds a user who came into being now.
    pub(in crate::testing) fn add_user(&mut self, mut user: User) {
        user.created_at = self.now().milliseconds();
        user.updated_at = user.created_at;
        self.users.push(user);
    }

    /// A token for the current key to sign. `typ` is absent from ID tokens.
    pub(in crate::testing) fn draft(&self, typ: Option<&str>, claims: Map<String, Value>) -> TokenDraft {
        let key = self.keys.current();
        let mut header = Map::new();
        header.insert("alg".into(), key.algorithm().as_str().into());
        if let Some(typ) = typ {
            header.insert("typ".into(), typ.into());
        }
        header.insert("kid".into(), key.kid().into());
        TokenDraft::new(header, claims)
    }
}
