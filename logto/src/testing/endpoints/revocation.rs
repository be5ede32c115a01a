//! Taking tokens back: with one token goes the whole grant.

use super::client_authentication::authenticate;
use crate::testing::crypto;
use crate::testing::state::World;
use crate::testing::wire::{OidcError, Request, Response, response};

pub(super) fn answer(world: &mut World, request: &Request) -> Result<Response, OidcError> {
    let app = authenticate(world, request)?;
    let token = request.body.get("token");
    let token = token.ok_or_else(|| OidcError::invalid_request("missing required parameter 'token'"))?;
    if crypto::looks_like_jws(token) {
        return Err(OidcError::new(
            "unsupported_token_type",
            "Structured JWT Tokens cannot be revoked via the revocation_endpoint",
        ));
    }
    let now = world.now();
    let refresh_token = world.grants.refresh_token(token, now).map(|(token, grant)| (token.grant, grant));
    let access_token = || world.grants.access_token(token, now).map(|(token, grant)| (token.grant, grant));
    if let Some((id, grant)) = refresh_token.or_else(access_token) {
        if grant.app != app.id {
            return Err(OidcError::invalid_request("this token does not belong to you"));
        }
        world.grants.revoke(id);
    }
    Ok(response::empty())
}
