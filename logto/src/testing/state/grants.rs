//! Grants, and everything that was issued from them: codes, refresh tokens, opaque access tokens.

use std::collections::HashMap;
use std::time::Duration;

use super::clock::Instant;
use crate::testing::crypto::random;
use crate::testing::model::{App, AppKind};

const CODE_TTL: Duration = Duration::from_secs(60);
/// How long a rotated refresh token goes on working, for requests that were under way.
const REUSE_TOLERANCE: Duration = Duration::from_secs(3);
/// How long a chain of rotated refresh tokens may grow.
const ROTATION_LIMIT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What a user allowed an app at one sign-in.
#[derive(Clone, Debug)]
pub(in crate::testing) struct Grant {
    pub(in crate::testing) app: String,
    pub(in crate::testing) user: String,
    /// All scopes, also those of resources and organizations.
    pub(in crate::testing) scopes: Vec<String>,
    /// The resource indicators of the authorization request.
    pub(in crate::testing) resources: Vec<String>,
    pub(in crate::testing) nonce: Option<String>,
    /// Set when the authorization request had `max_age`.
    pub(in crate::testing) auth_time: Option<u64>,
    /// The session that it was given in, for apps that ask for it.
    pub(in crate::testing) sid: Option<String>,
}

#[derive(Clone, Debug)]
pub(in crate::testing) struct Code {
    pub(in crate::testing) grant: u64,
    pub(in crate::testing) redirect_uri: String,
    pub(in crate::testing) challenge: Option<String>,
    expires_at: Instant,
    consumed: bool,
}

#[derive(Clone, Debug)]
pub(in crate::testing) struct RefreshToken {
    pub(in crate::testing) grant: u64,
    pub(in crate::testing) issued_at: Instant,
    pub(in crate::testing) expires_at: Instant,
    chain_started_at: Instant,
    consumed_at: Option<Instant>,
}

#[derive(Clone, Debug)]
pub(in crate::testing) struct AccessToken {
    pub(in crate::testing) grant: u64,
    pub(in crate::testing) scope: String,
    pub(in crate::testing) issued_at: Instant,
    pub(in crate::testing) expires_at: Instant,
}

/// The grant, or what was issued from it, is gone, expired or used up.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::testing) struct NotGranted;

/// All grants of the tenant.
#[derive(Debug, Default)]
pub(in crate::testing) struct Grants {
    next: u64,
    by_id: HashMap<u64, Grant>,
    codes: HashMap<String, Code>,
    refresh_tokens: HashMap<String, RefreshToken>,
    access_tokens: HashMap<String, AccessToken>,
}

impl Grants {
    pub(in crate::testing) fn grant(&self, id: u64) -> Option<&Grant> {
        self.by_id.get(&id)
    }

    pub(in crate::testing) fn add(&mut self, grant: Grant) -> u64 {
        self.next += 1;
        self.by_id.insert(self.next, grant);
        self.next
    }

    pub(in crate::testing) fn issue_code(
        &mut self,
        grant: Grant,
        redirect_uri: String,
        challenge: Option<String>,
        now: Instant,
    ) -> String {
        let grant = self.add(grant);
        let code = random::token();
        let expires_at = now.plus(CODE_TTL);
        self.codes.insert(code.clone(), Code { grant, redirect_uri, challenge, expires_at, consumed: false });
        code
    }

    /// A code that has not expired; whether it was used is checked by [`Grants::consume_code`], after the checks
    /// that must not use it up.
    pub(in crate::testing) fn code(&self, code: &str, now: Instant) -> Result<Code, NotGranted> {
        let code = self.codes.get(code).filter(|code| now < code.expires_at);
        code.cloned().ok_or(NotGranted)
    }

    /// Uses a code up. A second use revokes the grant.
    pub(in crate::testing) fn consume_code(&mut self, code: &str) -> Result<(), NotGranted> {
        let found = self.codes.get_mut(code).ok_or(NotGranted)?;
        if found.consumed {
            let grant = found.grant;
            self.revoke(grant);
            return Err(NotGranted);
        }
        found.consumed = true;
        Ok(())
    }

    pub(in crate::testing) fn issue_access_token(
        &mut self,
        grant: u64,
        scope: String,
        now: Instant,
        ttl: Duration,
    ) -> String {
        let token = random::token();
        let expires_at = now.plus(ttl);
        self.access_tokens.insert(token.clone(), AccessToken { grant, scope, issued_at: now, expires_at });
        token
    }

    pub(in crate::testing) fn access_token(
        &self,
        token: &str,
        now: Instant,
    ) -> Option<(&AccessToken, &Grant)> {
        let found = self.access_tokens.get(token).filter(|token| now < token.expires_at)?;
        Some((found, self.by_id.get(&found.grant)?))
    }

    pub(in crate::testing) fn issue_refresh_token(&mut self, grant: u64, app: &App, now: Instant) -> String {
        self.insert_refresh_token(RefreshToken {
            grant,
            issued_at: now,
            expires_at: now.plus(app.refresh_token_ttl),
            chain_started_at: now,
            consumed_at: None,
        })
    }

    /// A refresh token of this app that can be used, or could be before it was rotated.
    pub(in crate::testing) fn refresh_token(
        &self,
        token: &str,
        now: Instant,
    ) -> Option<(&RefreshToken, &Grant)> {
        let found = self.refresh_tokens.get(token).filter(|token| now < token.expires_at)?;
        Some((found, self.by_id.get(&found.grant)?))
    }

    /// Uses a refresh token: gives back the one to use next, which is the same where the app does not rotate.
    ///
    /// A rotated token goes on working for three seconds; after that its use revokes the grant.
    pub(in crate::testing) fn use_refresh_token(
        &mut self,
        token: &str,
        app: &App,
        now: Instant,
    ) -> Result<String, NotGranted> {
        let found = self.refresh_tokens.get_mut(token).ok_or(NotGranted)?;
        if let Some(consumed_at) = found.consumed_at
            && now.since(consumed_at) > REUSE_TOLERANCE
        {
            let grant = found.grant;
            self.revoke(grant);
            return Err(NotGranted);
        }
        if !found.must_rotate(app, now) {
            return Ok(token.to_owned());
        }
        found.consumed_at.get_or_insert(now);
        let expires_at = match app.kind {
            AppKind::SinglePage => found.expires_at,
            _ => now.plus(app.refresh_token_ttl),
        };
        let successor = RefreshToken { issued_at: now, expires_at, consumed_at: None, ..found.clone() };
        Ok(self.insert_refresh_token(successor))
    }

    /// Takes back a grant and all that was issued from it.
    pub(in crate::testing) fn revoke(&mut self, grant: u64) {
        self.by_id.remove(&grant);
        self.codes.retain(|_, code| code.grant != grant);
        self.refresh_tokens.retain(|_, token| token.grant != grant);
        self.access_tokens.retain(|_, token| token.grant != grant);
    }

    pub(in crate::testing) fn revoke_all_of(&mut self, user: &str) {
        let of_user = self.by_id.iter().filter(|(_, grant)| grant.user == user);
        for grant in of_user.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.revoke(grant);
        }
    }

    fn insert_refresh_token(&mut self, token: RefreshToken) -> String {
        let value = random::token();
        self.refresh_tokens.insert(value.clone(), token);
        value
    }
}

impl RefreshToken {
    fn must_rotate(&self, app: &App, now: Instant) -> bool {
        if !app.rotate_refresh_token || now.since(self.chain_started_at) >= ROTATION_LIMIT {
            return false;
        }
        let ttl = self.expires_at.since(self.issued_at);
        !app.has_secret() || now.since(self.issued_at) >= ttl * 7 / 10
    }
}

#[cfg(test)]
#[path = "grants_tests.rs"]
mod tests;
