//! All tokens of a session, as they are sealed into it.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::access_token::{AccessToken, AccessTokenKey};
use super::id_token::IdToken;
use crate::secret::RefreshToken;

/// The tokens of one signed-in user.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TokenSet {
    /// Absent if Logto issued none: without `offline_access` or without consent.
    pub(crate) refresh_token: Option<RefreshToken>,
    #[serde(with = "sealed_id_token")]
    pub(crate) id_token: IdToken,
    /// The oldest first.
    access_tokens: Vec<(AccessTokenKey, AccessToken)>,
    /// Counts the changes since the sign-in: of two sets of one session the higher one is newer, whatever the clocks of
    /// the machines say that they come from.
    #[serde(default)]
    generation: u32,
}

impl TokenSet {
    pub(crate) fn new(id_token: IdToken, refresh_token: Option<RefreshToken>) -> Self {
        Self { refresh_token, id_token, access_tokens: Vec::new(), generation: 0 }
    }

    /// Whether the refresh tokens are the same; two sets without one are not.
    pub(crate) fn has_same_refresh_token(&self, other: &Self) -> bool {
        let token = |tokens: &Self| tokens.refresh_token.as_ref().map(|token| token.expose().to_owned());
        token(self).is_some_and(|own| token(other).is_some_and(|theirs| own == theirs))
    }

    /// The access token for `key`, if it lasts beyond `margin`.
    pub(crate) fn access_token(
        &self,
        key: &AccessTokenKey,
        now: SystemTime,
        margin: Duration,
    ) -> Option<&AccessToken> {
        let (_, token) = self.access_tokens.iter().find(|(other, _)| other == key)?;
        Some(token).filter(|token| token.is_fresh(now, margin))
    }

    /// Keeps an access token in place of the one for the same purpose.
    pub(crate) fn insert(&mut self, key: AccessTokenKey, token: AccessToken) {
        self.access_tokens.retain(|(other, _)| *other != key);
        self.access_tokens.push((key, token));
    }

    /// Takes over what `former`, an earlier session of the same user, has and this one lacks.
    pub(crate) fn keep_tokens_of(&mut self, former: &Self) {
        if former.id_token.subject() != self.id_token.subject() {
            return;
        }
        let own = std::mem::take(&mut self.access_tokens);
        self.access_tokens.clone_from(&former.access_tokens);
        for (key, token) in own {
            self.insert(key, token);
        }
        self.refresh_token = self.refresh_token.take().or_else(|| former.refresh_token.clone());
    }

    /// The set that a refresh made of this one. What the token response lacks stays as it is.
    pub(crate) fn refreshed(
        &self,
        id_token: Option<IdToken>,
        refresh_token: Option<RefreshToken>,
        key: AccessTokenKey,
        access_token: AccessToken,
    ) -> Self {
        let mut newest = self.clone();
        newest.generation = self.generation.saturating_add(1);
        newest.id_token = id_token.unwrap_or(newest.id_token);
        newest.refresh_token = refresh_token.or(newest.refresh_token);
        newest.insert(key, access_token);
        newest
    }

    /// What becomes of this set, which lies in a store, when `ours` is to be written there too: nothing if it holds no
    /// less. The newer refresh token wins, and of two that are equally new the one that is there.
    pub(crate) fn merged_with(&self, ours: &Self) -> Option<Self> {
        if ours.generation > self.generation {
            return Some(ours.clone());
        }
        let (mut merged, mut differs) = (self.clone(), false);
        for (key, token) in &ours.access_tokens {
            let there = self.access_tokens.iter().find(|(other, _)| other == key);
            if there.is_none_or(|(_, there)| there.expires_at() < token.expires_at()) {
                merged.insert(key.clone(), token.clone());
                differs = true;
            }
        }
        differs.then_some(merged)
    }

    /// Drops the oldest access token to make room. There may be none left.
    pub(crate) fn drop_oldest_access_token(&mut self) -> Option<AccessTokenKey> {
        if self.access_tokens.is_empty() {
            return None;
        }
        Some(self.access_tokens.remove(0).0)
    }

    pub(crate) fn clear_access_tokens(&mut self) {
        self.access_tokens.clear();
        self.generation = self.generation.saturating_add(1);
    }
}

impl fmt::Debug for TokenSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<_> = self.access_tokens.iter().map(|(key, _)| key).collect();
        f.debug_struct("TokenSet")
            .field("refresh_token", &self.refresh_token.is_some())
            .field("id_token", &self.id_token)
            .field("access_tokens", &keys)
            .field("generation", &self.generation)
            .finish()
    }
}

/// An ID token inside a sealed session: it was verified before it was sealed, and the seal vouches for that.
mod sealed_id_token {
    use super::{Deserialize, Deserializer, IdToken, Serializer};

    pub(super) fn serialize<S: Serializer>(token: &IdToken, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(token.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IdToken, D::Error> {
        IdToken::restore(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::AccessTokenSecret;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;
    const MARGIN: Duration = Duration::from_secs(60);

    fn set() -> TokenSet {
        let captured = include_str!("../../tests/fixtures/protocol/token-authorization-code.json");
        let captured: serde_json::Value = serde_json::from_str(captured).unwrap();
        let id_token = IdToken::restore(captured["id_token"].as_str().unwrap().to_owned()).unwrap();
        TokenSet::new(id_token, Some(RefreshToken::new("the-refresh-token")))
    }

    fn key(resource: &str) -> AccessTokenKey {
        AccessTokenKey { resource: Some(resource.to_owned()), ..AccessTokenKey::default() }
    }

    fn token(secret: &str, expires_in: u64) -> AccessToken {
        let lifetime = Some(Duration::from_secs(expires_in));
        AccessToken::new(AccessTokenSecret::new(secret), None, lifetime, NOW)
    }

    #[test]
    fn tokens_are_kept_by_what_they_are_for() {
        let mut set = set();
        set.insert(key("a"), token("old", 3600));
        set.insert(key("b"), token("other", 3600));
        set.insert(key("a"), token("new", 3600));
        let secret = |resource| set.access_token(&key(resource), NOW, MARGIN).unwrap().secret().expose();
        assert_eq!((secret("a"), secret("b")), ("new", "other"));
        assert!(set.access_token(&AccessTokenKey::default(), NOW, MARGIN).is_none());
    }

    #[test]
    fn a_new_session_takes_over_what_it_lacks() {
        let mut former = set();
        former.insert(key("a"), token("former a", 3600));
        former.insert(key("b"), token("former b", 3600));
        let mut new = set();
        new.refresh_token = None;
        new.insert(key("a"), token("new a", 3600));
        new.keep_tokens_of(&former);
        let secret = |resource| new.access_token(&key(resource), NOW, MARGIN).unwrap().secret().expose();
        assert_eq!((secret("a"), secret("b")), ("new a", "former b"));
        assert_eq!(new.refresh_token.unwrap().expose(), "the-refresh-token");
    }

    fn refreshed(set: &TokenSet, refresh_token: &str, resource: &str) -> TokenSet {
        set.refreshed(None, Some(RefreshToken::new(refresh_token)), key(resource), token(resource, 3600))
    }

    #[test]
    fn the_newer_refresh_token_wins_and_the_access_tokens_of_both_are_kept() {
        let base = set();
        let second = refreshed(&base, "second", "a");
        let third = refreshed(&second, "third", "b");
        let late = refreshed(&base, "late", "c");
        for (stored, ours, winner, resources) in [
            (&base, &second, "second", ["a"].as_slice()),
            (&second, &third, "third", &["a", "b"]),
            (&third, &late, "third", &["a", "b", "c"]),
            (&second, &late, "second", &["a", "c"]),
        ] {
            let merged = stored.merged_with(ours).unwrap();
            assert_eq!(merged.refresh_token.as_ref().unwrap().expose(), winner);
            assert_eq!(merged.access_tokens.len(), resources.len());
            assert!(resources.iter().all(|name| merged.access_token(&key(name), NOW, MARGIN).is_some()));
        }
        assert!(third.merged_with(&second).is_none());
        assert!(third.merged_with(&third).is_none());
    }

    #[test]
    fn access_tokens_that_were_cleared_do_not_come_back() {
        let before = refreshed(&set(), "second", "a");
        let mut cleared = before.clone();
        cleared.clear_access_tokens();
        assert!(before.merged_with(&cleared).unwrap().access_tokens.is_empty());
    }

    #[test]
    fn stale_tokens_are_not_used() {
        let mut set = set();
        set.insert(key("a"), token("at", 60));
        assert!(set.access_token(&key("a"), NOW, MARGIN).is_none());
    }

    #[test]
    fn the_oldest_goes_first() {
        let mut set = set();
        set.insert(key("a"), token("a", 3600));
        set.insert(key("b"), token("b", 3600));
        set.insert(key("a"), token("a", 3600));
        assert_eq!(set.drop_oldest_access_token(), Some(key("b")));
        set.clear_access_tokens();
        assert_eq!(set.drop_oldest_access_token(), None);
    }

    #[test]
    fn a_sealed_set_reads_back() {
        let mut set = set();
        set.insert(key("a"), token("at", 3600));
        let json = serde_json::to_string(&set).unwrap();
        let again: TokenSet = serde_json::from_str(&json).unwrap();
        assert_eq!(again.id_token.as_str(), set.id_token.as_str());
        assert_eq!(again.refresh_token.as_ref().unwrap().expose(), "the-refresh-token");
        assert!(again.access_token(&key("a"), NOW, MARGIN).is_some());
    }

    #[test]
    fn debug_shows_no_token() {
        let mut set = set();
        set.insert(key("a"), token("the-access-token", 3600));
        let debug = format!("{set:?}");
        for secret in ["the-refresh-token", "the-access-token", set.id_token.as_str()] {
            assert!(!debug.contains(secret));
        }
    }
}
