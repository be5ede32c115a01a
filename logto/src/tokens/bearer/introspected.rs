//! Opaque access tokens, which only Logto can read.

use serde_json::Map;

use super::{BearerTokenError, Expected, VerifiedAccessToken};
use crate::protocol::introspection::{Active, Introspection};
use crate::tokens::JwtClaims;

/// Whether text looks like one of Logto's opaque tokens: 43 characters of base64url.
pub(super) fn is_opaque(token: &str) -> bool {
    token.len() == 43 && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The token that Logto was asked about, if it is an access token that was issued to one of `apps`.
pub(crate) fn introspected(
    answer: Introspection,
    apps: &[String],
    expected: &Expected<'_>,
) -> Result<VerifiedAccessToken, BearerTokenError> {
    let Introspection::Active(token) = answer else { return Err(BearerTokenError::Inactive) };
    check_type(&token)?;
    if token.sub.is_empty() {
        return Err(BearerTokenError::Claims);
    }
    if let Some(issuer) = &token.iss {
        expected.check_issuer(issuer)?;
    }
    expected.check_expiry(token.exp)?;
    if !apps.contains(&token.client_id) {
        return Err(BearerTokenError::Opaque);
    }
    let Active { sub, client_id, exp, iat, iss, json, .. } = token;
    let claims = JwtClaims {
        sub,
        iss: iss.unwrap_or_default(),
        aud: String::new(),
        exp,
        iat,
        client_id: Some(client_id),
        // Those of OpenID Connect, which are no API's permissions, whatever they are called.
        scope: None,
        organization_id: None,
        extra: Map::new(),
    };
    Ok(VerifiedAccessToken::introspected(claims, json))
}

/// A refresh token is 43 characters too, and active, and the last thing that an API should take.
fn check_type(token: &Active) -> Result<(), BearerTokenError> {
    let is_access_token = token.token_type.as_ref().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    if is_access_token { Ok(()) } else { Err(BearerTokenError::Type) }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use serde_json::{Value, json};

    use super::*;
    use crate::protocol::introspection;

    const NOW: u64 = 1_800_000_000;

    fn check(change: &Value) -> Result<VerifiedAccessToken, BearerTokenError> {
        let mut answer = json!({ "active": true, "sub": "alice", "client_id": "mobile", "exp": NOW + 3600, "iat": NOW,
            "iss": "https://tenant.logto.app/oidc", "scope": "openid email", "token_type": "Bearer" });
        for (name, value) in change.as_object().unwrap() {
            answer[name] = value.clone();
        }
        let response = http::Response::new(answer.to_string().into_bytes());
        let expected = Expected {
            issuers: &["https://tenant.logto.app/oidc".to_owned()],
            leeway: Duration::from_secs(60),
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(NOW),
        };
        introspected(introspection::parse(&response).unwrap(), &["mobile".to_owned()], &expected)
    }

    fn rejected(change: &Value) -> BearerTokenError {
        check(change).unwrap_err()
    }

    #[test]
    fn an_access_token_of_an_accepted_app_has_neither_audience_nor_permissions() {
        let token = check(&json!({})).unwrap();
        assert_eq!((token.claims().sub.as_str(), token.claims().exp), ("alice", NOW + 3600));
        assert_eq!(token.claims().client_id.as_deref(), Some("mobile"));
        assert!(!token.has_audience() && token.key().is_none() && token.claims().aud.is_empty());
        assert_eq!(token.claims().scopes().count(), 0);
        assert!(token.payload().contains(r#""scope":"openid email""#));
        assert!(check(&json!({ "iss": null, "token_type": "bearer" })).is_ok());
    }

    #[test]
    fn other_tokens_are_rejected() {
        assert_eq!(rejected(&json!({ "active": false })), BearerTokenError::Inactive);
        assert_eq!(rejected(&json!({ "client_id": "other" })), BearerTokenError::Opaque);
        assert_eq!(rejected(&json!({ "iss": "https://other.logto.app/oidc" })), BearerTokenError::Issuer);
        assert_eq!(rejected(&json!({ "exp": NOW - 60 })), BearerTokenError::Expired);
        assert_eq!(rejected(&json!({ "sub": "" })), BearerTokenError::Claims);
    }

    #[test]
    fn refresh_tokens_are_rejected() {
        assert_eq!(rejected(&json!({ "token_type": null })), BearerTokenError::Type);
        assert_eq!(rejected(&json!({ "token_type": "refresh_token" })), BearerTokenError::Type);
    }

    #[test]
    fn opaque_tokens_have_43_characters() {
        assert!(is_opaque("O1SnDQHz4RmuVszRYoadKgwXQyo1juu-6JJqVZfwyy1"));
        for text in [
            "",
            "O1SnDQHz4RmuVszRYoadKgwXQyo1juu-6JJqVZfwyy",
            "O1SnDQHz4RmuVszRYoadKgwXQyo1juu-6JJqVZfwyy12",
            "O1SnDQHz4RmuVszRYoadKgwXQyo1juu+6JJqVZfwyy1",
            "O1SnDQHz4RmuVszRYoadKgwXQyo1juu.6JJqVZfwyy1",
        ] {
            assert!(!is_opaque(text), "{text}");
        }
    }
}
