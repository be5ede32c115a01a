//! Claims about the user that an opaque access token stands for.

use http::StatusCode;
use serde_json::Value;

use crate::testing::state::World;
use crate::testing::wire::{OidcError, Request, Response, response};
use crate::testing::{claims, scopes};

pub(super) fn answer(world: &World, request: &Request) -> Result<Response, OidcError> {
    let issuer = &world.issuer;
    let token =
        request.credentials("Bearer").or_else(|| request.body.get("access_token")).ok_or_else(|| {
            OidcError::new("invalid_token", "no access token provided").asking_for("Bearer", issuer)
        })?;
    let invalid = || OidcError::new("invalid_token", "invalid token provided").challenged("Bearer", issuer);
    let (token, grant) = world.grants.access_token(token, world.now()).ok_or_else(invalid)?;
    let granted: Vec<_> = token.scope.split(' ').map(str::to_owned).collect();
    if !granted.iter().any(|scope| scope == scopes::OPENID) {
        return Err(OidcError::new("insufficient_scope", "access token missing openid scope")
            .with("scope", scopes::OPENID)
            .challenged("Bearer", issuer));
    }
    let user = world.active_user(&grant.user).ok_or_else(invalid)?;
    let claims = claims::of_userinfo(user, &granted, &world.directory);
    Ok(response::json(StatusCode::OK, &Value::Object(claims)))
}
