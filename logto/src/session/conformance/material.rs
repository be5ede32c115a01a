//! Sessions to try a store with.

use std::fmt::Display;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Reason;
use crate::epoch::seconds;
use crate::secret::{AccessTokenSecret, RefreshToken};
use crate::session::identity::Identity;
use crate::session::keys::{LeaseHolder, LeaseKey, SessionKey};
use crate::session::opened::OpenedIdentities;
use crate::session::record::SessionRecord;
use crate::session::store::{SessionStore, StoreError};
use crate::session::vault::Vault;
use crate::tokens::{AccessToken, AccessTokenKey, IdToken, TokenSet};

/// Longer than any case takes.
pub(super) const A_WHILE: Duration = Duration::from_secs(600);
/// Over soon, for what nobody has to be in time for.
pub(super) const A_MOMENT: Duration = Duration::from_millis(300);
/// Long enough for a few round trips to a store that is busy.
pub(super) const A_BREATH: Duration = Duration::from_secs(3);

/// Names that no other case uses, and the vault that seals the sessions of this one.
pub(crate) struct Material {
    run: String,
    /// The time that all records are of, so that two of one draft say the same.
    began: SystemTime,
    vault: Arc<Vault>,
}

/// A session in the making.
#[derive(Clone)]
pub(crate) struct Draft<'a> {
    pub(crate) subject: &'a str,
    pub(crate) sid: Option<&'a str>,
    pub(crate) refresh_token: String,
    pub(crate) access_tokens: usize,
    pub(crate) expires_at: SystemTime,
}

impl Draft<'_> {
    pub(crate) fn new() -> Self {
        Self {
            subject: "alice",
            sid: None,
            refresh_token: "first".to_owned(),
            access_tokens: 1,
            expires_at: SystemTime::now() + A_WHILE,
        }
    }

    pub(super) fn with_refresh_token(refresh_token: impl Display) -> Self {
        Self { refresh_token: refresh_token.to_string(), ..Self::new() }
    }

    pub(super) fn lasting(lifetime: Duration) -> Self {
        Self { expires_at: SystemTime::now() + lifetime, ..Self::new() }
    }
}

impl Material {
    pub(crate) fn new() -> Result<Self, StoreError> {
        let mut run = [0; 16];
        aws_lc_rs::rand::fill(&mut run).map_err(|_| StoreError::new("no random bytes"))?;
        let key: &[u8] = b"the cookie key of the conformance suite";
        Ok(Self {
            run: URL_SAFE_NO_PAD.encode(run),
            began: SystemTime::now(),
            vault: Arc::new(Vault::new("conformance", [key].into_iter())),
        })
    }

    pub(crate) fn key(&self, name: impl Display) -> SessionKey {
        SessionKey::of(format!("{} {name}", self.run))
    }

    pub(super) fn lease(&self, name: &str) -> LeaseKey {
        LeaseKey::of_session(&self.key(name))
    }

    pub(super) fn holder(&self, name: impl Display) -> LeaseHolder {
        LeaseHolder::named(&format!("{} {name}", self.run))
    }

    /// The record of a session at `key`.
    pub(crate) fn record(
        &self,
        key: SessionKey,
        draft: &Draft<'_>,
    ) -> Result<Arc<SessionRecord>, StoreError> {
        // Nobody shares this run's users and Logto sessions, not even another run on the same database.
        let claims = serde_json::json!({
            "iss": "https://tenant.logto.app/oidc",
            "sub": format!("{} {}", self.run, draft.subject),
            "sid": draft.sid.map(|sid| format!("{} {sid}", self.run)),
            "iat": seconds(self.began),
            "exp": seconds(self.began + A_WHILE),
        });
        let id_token = IdToken::restore(jwt(&claims)).map_err(StoreError::new)?;
        let identity = Identity::new(&id_token, "profile", self.began + 2 * A_WHILE);
        let mut tokens = TokenSet::new(id_token, Some(RefreshToken::new(&draft.refresh_token)));
        for number in 0..draft.access_tokens {
            let key = AccessTokenKey {
                resource: Some(format!("https://api-{number}.example")),
                ..AccessTokenKey::default()
            };
            let secret = AccessTokenSecret::new("access token ".repeat(300));
            tokens.insert(key, AccessToken::new(secret, None, Some(A_WHILE), self.began));
        }
        let (identity, tokens) = (Arc::new(identity), Arc::new(tokens));
        let record = SessionRecord::new(&self.vault, key, identity, tokens, draft.expires_at);
        record.map(Arc::new).map_err(StoreError::new)
    }

    /// Everything in a record, as text. Two that say the same are the same session.
    pub(super) fn contents(&self, record: &SessionRecord, key: &SessionKey) -> Result<String, Reason> {
        let identity =
            record.identity(&self.vault, &OpenedIdentities::default(), key).map(|identity| identity.encode());
        let tokens = record.tokens(&self.vault, key).and_then(|tokens| serde_json::to_string(&tokens).ok());
        let (identity, tokens) = identity.zip(tokens).ok_or(Reason::Broken("a record does not open"))?;
        Ok(format!("{:?} {:?} {identity:?} {tokens}", record.subject(), record.provider_session()))
    }

    /// The refresh token in the store.
    pub(super) async fn refresh_token(
        &self,
        store: &impl SessionStore,
        key: &SessionKey,
    ) -> Result<String, Reason> {
        let stored = store.load(key, SystemTime::now()).await?.ok_or(Reason::Broken("a session is gone"))?;
        let tokens =
            stored.record.tokens(&self.vault, key).ok_or(Reason::Broken("a record does not open"))?;
        Ok(tokens.refresh_token.as_ref().map(|token| token.expose().to_owned()).unwrap_or_default())
    }

    /// Creates the session `name`.
    pub(super) async fn create(
        &self,
        store: &impl SessionStore,
        name: impl Display,
        draft: &Draft<'_>,
    ) -> Result<SessionKey, Reason> {
        let key = self.key(name);
        let created = store.create(&key, self.record(key, draft)?, SystemTime::now()).await?;
        super::ensure(created, "`create` says that a new session was there already")?;
        Ok(key)
    }
}

pub(super) async fn is_there(store: &impl SessionStore, key: &SessionKey) -> Result<bool, StoreError> {
    Ok(store.load(key, SystemTime::now()).await?.is_some())
}

/// A token that nobody verifies: in a store it counts as verified.
fn jwt(claims: &serde_json::Value) -> String {
    let part = |json: &serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}.{}", part(&serde_json::json!({ "alg": "ES384" })), part(claims), part(claims))
}
