//! What an access token says.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::organization::OrganizationId;

/// What an access token says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AccessTokenClaims {
    /// The token is not a JWT: it is meant for Logto itself and says nothing to anyone else.
    Opaque,
    /// The claims of a JWT.
    Jwt(Box<JwtClaims>),
}

/// The claims of a JWT access token ([RFC 9068 section 2.2](https://www.rfc-editor.org/rfc/rfc9068#section-2.2)).
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct JwtClaims {
    /// The user, or the app itself if it is a machine-to-machine app.
    pub sub: String,
    /// The issuer.
    pub iss: String,
    /// The resource indicator of the API, or `urn:logto:organization:<id>`. Empty if the token is opaque and Logto was
    /// asked about it.
    #[serde(deserialize_with = "single")]
    pub aud: String,
    /// Expiry, in seconds since 1970.
    pub exp: u64,
    /// Time of issue, in seconds since 1970.
    pub iat: u64,
    /// The app that the token was issued to.
    pub client_id: Option<String>,
    /// The permissions, separated by spaces; absent or empty if there are none.
    pub scope: Option<String>,
    /// The organization of a token for an API within an organization.
    pub organization_id: Option<OrganizationId>,
    /// Everything else: the token's id, and what the tenant's custom-claims script added.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What an organization's audience begins with.
const ORGANIZATION_AUDIENCE: &str = "urn:logto:organization:";

impl AccessTokenClaims {
    pub(super) fn read(token: &str) -> Self {
        let payload = token.split('.').nth(1).and_then(|payload| URL_SAFE_NO_PAD.decode(payload).ok());
        let claims = payload.and_then(|payload| serde_json::from_slice(&payload).ok());
        claims.map_or(Self::Opaque, |claims| Self::Jwt(Box::new(claims)))
    }

    /// The claims, if the token is a JWT.
    pub fn jwt(&self) -> Option<&JwtClaims> {
        match self {
            Self::Opaque => None,
            Self::Jwt(claims) => Some(claims),
        }
    }
}

impl JwtClaims {
    /// The permissions.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope.iter().flat_map(|scope| scope.split_ascii_whitespace())
    }

    /// The organization that the audience is, if it is one.
    pub(crate) fn audience_organization(&self) -> Option<&str> {
        self.aud.strip_prefix(ORGANIZATION_AUDIENCE)
    }

    /// The organization that the token is for: its audience, or the claim of a token for an API within one.
    pub fn organization(&self) -> Option<&str> {
        let claim = self.organization_id.as_ref().map(OrganizationId::as_str);
        claim.or_else(|| self.audience_organization())
    }
}

/// One audience, alone or as an array
/// ([RFC 7519 section 4.1.3](https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3)). Logto issues no token for several.
fn single<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Audience {
        Alone(String),
        Array([String; 1]),
    }

    Ok(match Audience::deserialize(deserializer)? {
        Audience::Alone(audience) | Audience::Array([audience]) => audience,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(payload: &str) -> AccessTokenClaims {
        AccessTokenClaims::read(&format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload)))
    }

    #[test]
    fn an_opaque_token_is_not_an_error() {
        for token in ["O1SnDQHz4RmuVszRYoadKgwXQyo1juu-6JJqVZfwyy1", "", "a.b.c", "..", "e30.e30.e30"] {
            assert_eq!(AccessTokenClaims::read(token), AccessTokenClaims::Opaque, "{token}");
        }
    }

    #[test]
    fn a_token_without_scope_is_not_an_error() {
        let claims =
            jwt(r#"{"sub":"u","iss":"i","aud":"https://api.example.com","exp":2,"iat":1,"jti":"x"}"#);
        let claims = claims.jwt().unwrap();
        assert_eq!(claims.scopes().count(), 0);
        assert_eq!(claims.organization(), None);
        assert_eq!(claims.extra["jti"], "x");
    }

    #[test]
    fn the_organization_is_in_the_audience_or_in_a_claim() {
        let audience =
            jwt(r#"{"sub":"u","iss":"i","aud":"urn:logto:organization:o1","exp":2,"iat":1,"scope":""}"#);
        assert_eq!(audience.jwt().unwrap().organization(), Some("o1"));
        let claim = jwt(
            r#"{"sub":"u","iss":"i","aud":"https://a.example","exp":2,"iat":1,"scope":"read write","organization_id":"o2"}"#,
        );
        assert_eq!(claim.jwt().unwrap().organization(), Some("o2"));
        assert_eq!(claim.jwt().unwrap().scopes().collect::<Vec<_>>(), ["read", "write"]);
    }
}
