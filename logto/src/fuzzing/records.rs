//! What a session store hands back.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::json;

use super::{NOW, now, parts};
use crate::organization::OrganizationId;
use crate::secret::{AccessTokenSecret, RefreshToken};
use crate::session::identity::Identity;
use crate::session::opened::OpenedIdentities;
use crate::session::vault::Vault;
use crate::session::{SessionKey, SessionRecord};
use crate::tokens::{AccessToken, AccessTokenKey, IdToken, TokenSet};

/// Bytes that are a record are written again as they were, and open nothing unless we sealed them. A record of ours
/// comes back whole, and with one byte changed never both of its parts.
pub fn store_record(data: &[u8]) {
    let vault = Arc::new(Vault::new("app", [b"a cookie key of thirty-two bytes".as_slice()].into_iter()));
    let (opened, key) = (OpenedIdentities::default(), SessionKey::of("session id"));
    if let Ok(record) = SessionRecord::from_bytes(data) {
        assert_eq!(record.to_bytes().unwrap(), data);
        assert!(record.identity(&vault, &opened, &key).is_none() && record.tokens(&vault, &key).is_none());
    }

    let [sub, sid, name, resource] = parts(data);
    let Some(id_token) = id_token(&sub, &sid, &name) else { return };
    let identity = Arc::new(Identity::new(&id_token, "openid profile", now() + Duration::from_secs(60)));
    assert_eq!(Identity::decode(identity.encode()).as_ref(), Some(&*identity));
    assert!(identity.is_about(&sub));
    assert!(identity.sid().is_none_or(|found| found == sid));
    let tokens = Arc::new(tokens(id_token, &name, resource));

    let expires_at = now() + Duration::from_secs(60);
    let record =
        SessionRecord::new(&vault, key, Arc::clone(&identity), Arc::clone(&tokens), expires_at).unwrap();
    let bytes = record.to_bytes().unwrap();
    let read = SessionRecord::from_bytes(&bytes).unwrap();
    assert_eq!(read.to_bytes().unwrap(), bytes);
    assert_eq!(read.identity(&vault, &opened, &key).as_ref(), Some(&identity));
    assert_eq!(json!(read.tokens(&vault, &key).unwrap()), json!(tokens));
    assert_eq!((read.expires_at(), read.subject()), (expires_at, record.subject()));

    let position = data.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add((*byte).into()));
    let mut changed = bytes;
    let position = position % changed.len();
    changed[position] ^= 1 << (data.len() % 8);
    if let Ok(changed) = SessionRecord::from_bytes(&changed) {
        assert!(changed.identity(&vault, &opened, &key).is_none() || changed.tokens(&vault, &key).is_none());
    }
}

fn id_token(sub: &str, sid: &str, name: &str) -> Option<IdToken> {
    let claims = json!({ "iss": "i", "sub": sub, "sid": sid, "name": name, "iat": NOW, "exp": NOW + 3600 });
    let part = |text: String| BASE64URL.encode(text);
    let token = format!("{}.{}.AAAA", part(json!({ "alg": "ES384" }).to_string()), part(claims.to_string()));
    let read = IdToken::restore(token);
    assert!(read.is_ok() || sub.is_empty() || claims.to_string().len() > 40_000);
    read.ok()
}

fn tokens(id_token: IdToken, secret: &str, resource: String) -> TokenSet {
    let mut tokens = TokenSet::new(id_token, Some(RefreshToken::new(secret)));
    let key = AccessTokenKey { resource: Some(resource), ..AccessTokenKey::default() };
    tokens
        .insert(key, AccessToken::new(AccessTokenSecret::new(secret), Some(secret.to_owned()), None, now()));
    let organization = OrganizationId::new(secret).as_str().to_owned();
    let key = AccessTokenKey { organization: Some(organization), ..AccessTokenKey::default() };
    tokens.insert(key, AccessToken::new(AccessTokenSecret::new("x"), None, Some(Duration::MAX), now()));
    tokens
}
