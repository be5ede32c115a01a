//! Whether a token is alive, and whose it is.

use http::StatusCode;
use serde_json::json;

use super::client_authentication::authenticate;
use crate::testing::crypto;
use crate::testing::state::World;
use crate::testing::wire::{OidcError, Request, Response, response};

pub(super) fn answer(world: &World, request: &Request) -> Result<Response, OidcError> {
    let app = authenticate(world, request)?;
    let token = request.body.get("token");
    let token = token.ok_or_else(|| OidcError::invalid_request("missing required parameter 'token'"))?;
    if crypto::looks_like_jws(token) {
        return Err(OidcError::new(
            "unsupported_token_type",
            "Structured JWT Tokens cannot be introspected via the introspection_endpoint",
        ));
    }
    let now = world.now();
    // A public app cannot prove who it is, so it learns about its own tokens only.
    let may_know = |owner: &str| app.has_secret() || owner == app.id;
    let body = if let Some((token, grant)) =
        world.grants.access_token(token, now).filter(|(_, grant)| may_know(&grant.app))
    {
        json!({
            "active": true,
            "sub": grant.user,
            "client_id": grant.app,
            "exp": token.expires_at.seconds(),
            "iat": token.issued_at.seconds(),
            "iss": world.issuer,
            "scope": token.scope,
            "token_type": "Bearer",
        })
    } else if let Some((token, grant)) =
        world.grants.refresh_token(token, now).filter(|(_, grant)| may_know(&grant.app))
    {
        json!({
            "active": true,
            "sub": grant.user,
            "client_id": grant.app,
            "exp": token.expires_at.seconds(),
            "iat": token.issued_at.seconds(),
            "iss": world.issuer,
            "scope": grant.scopes.join(" "),
        })
    } else {
        json!({ "active": false })
    };
    Ok(response::json(StatusCode::OK, &body))
}
