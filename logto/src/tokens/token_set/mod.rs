//! All tokens of a session, as they are sealed into it.

use std::cmp::Ordering;
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
    /// Counts the refreshes since the sign-in: of two sets of one session the higher one has the newer refresh token and
    /// ID token, whatever the clocks of the machines say that they come from.
    #[serde(default)]
    generation: u32,
    /// Counts how often the access tokens were cleared: what a set has that was cleared less often is not wanted.
    #[serde(default)]
    clearings: u32,
}

impl TokenSet {
    pub(crate) fn new(id_token: IdToken, refresh_token: Option<RefreshToken>) -> Self {
        Self { refresh_token, id_token, access_tokens: Vec::new(), generation: 0, clearings: 0 }
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
        self.present(key).filter(|token| token.is_fresh(now, margin))
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
        if self.refresh_token.is_none() {
            // By that it is the same session as the former one, and newer.
            self.refresh_token.clone_from(&former.refresh_token);
            self.generation = former.generation.saturating_add(1);
            self.clearings = former.clearings;
        }
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

    /// Whether something has happened to this set that `other`, of the same session, does not know of.
    pub(crate) fn has_news_for(&self, other: &Self) -> bool {
        self.generation > other.generation || self.clearings > other.clearings
    }

    /// What becomes of this set, which is there already, when `ours` comes: nothing if it holds no less.
    ///
    /// The newer refresh token wins, and of two that are equally new the one that is there. Access tokens of both are
    /// kept, unless they have been cleared since.
    pub(crate) fn merged_with(&self, ours: &Self) -> Option<Self> {
        let ours_is_newer = ours.generation > self.generation;
        let (newer, older) = if ours_is_newer { (ours, self) } else { (self, ours) };
        let (mut merged, mut differs) = (newer.clone(), ours_is_newer);
        match newer.clearings.cmp(&older.clearings) {
            Ordering::Less => {
                merged.access_tokens.clone_from(&older.access_tokens);
                merged.clearings = older.clearings;
                differs = true;
            }
            Ordering::Equal => {
                for (key, token) in &older.access_tokens {
                    let outlasts = |there: &AccessToken| {
                        newer.generation == older.generation && there.expires_at() < token.expires_at()
                    };
                    if newer.present(key).is_none_or(outlasts) {
                        merged.insert(key.clone(), token.clone());
                        differs = true;
                    }
                }
            }
            Ordering::Greater => {}
        }
        differs.then_some(merged)
    }

    /// This set with the access token for `key` that `fetched` has, if it lacks one.
    pub(crate) fn supplied_from(&self, fetched: &Self, key: &AccessTokenKey) -> Option<Self> {
        let token = fetched.present(key).filter(|_| self.present(key).is_none())?;
        let mut supplied = self.clone();
        supplied.insert(key.clone(), token.clone());
        Some(supplied)
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
        self.clearings = self.clearings.saturating_add(1);
    }

    /// What is left of the set when its session has been signed out: whose it was.
    pub(crate) fn ended(&self) -> Self {
        Self { refresh_token: None, access_tokens: Vec::new(), ..self.clone() }
    }

    fn present(&self, key: &AccessTokenKey) -> Option<&AccessToken> {
        self.access_tokens.iter().find(|(other, _)| other == key).map(|(_, token)| token)
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
            .field("clearings", &self.clearings)
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
impl TokenSet {
    /// Tokens of a captured sign-in, with this refresh token.
    pub(crate) fn sample(refresh_token: &str) -> Self {
        let captured = include_str!("../../../tests/fixtures/protocol/token-authorization-code.json");
        let captured: serde_json::Value = serde_json::from_str(captured).unwrap();
        let id_token = IdToken::restore(captured["id_token"].as_str().unwrap().to_owned()).unwrap();
        Self::new(id_token, Some(RefreshToken::new(refresh_token)))
    }
}

#[cfg(test)]
mod tests;
