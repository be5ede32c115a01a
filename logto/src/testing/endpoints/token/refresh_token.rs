//! New tokens for an old sign-in.

use super::access_token::{self, Target};
use super::tokens;
use crate::testing::model::App;
use crate::testing::scopes;
use crate::testing::state::{Grant, World};
use crate::testing::wire::{OidcError, Params, Response};

pub(super) fn refresh(world: &mut World, app: &App, params: &Params) -> Result<Response, OidcError> {
    let [value] = super::required(params, ["refresh_token"])?;
    let now = world.now();
    let found = world.grants.refresh_token(value, now).map(|(token, grant)| (token.grant, grant.clone()));
    let (id, grant) = found.filter(|(_, grant)| grant.app == app.id).ok_or_else(OidcError::invalid_grant)?;
    let user = world.active_user(&grant.user).cloned().ok_or_else(OidcError::invalid_grant)?;
    let scopes = narrowed(&grant, params)?;
    if let Some(organization) = params.get("organization_id") {
        require_organization_scope(&grant)?;
        if !user.memberships.iter().any(|membership| membership.organization == organization) {
            return Err(OidcError::new("access_denied", "user is not a member of the organization"));
        }
    }
    // Before the resource is looked at, as in Logto's engine: an unknown resource costs a public app its token.
    let next = world.grants.use_refresh_token(value, app, now).map_err(|_| OidcError::invalid_grant())?;
    let target = Target::of_request(world, &grant, params)?;
    let access_token = access_token::issue(world, app, &user, (id, &grant), &scopes, &target);
    Ok(tokens::respond(world, app, &user, &grant, &scopes, access_token, Some(next)))
}

/// The scopes asked for, which must be among those of the grant; all of them when none are named.
fn narrowed(grant: &Grant, params: &Params) -> Result<Vec<String>, OidcError> {
    let wanted = params.words("scope");
    if wanted.is_empty() {
        return Ok(grant.scopes.clone());
    }
    let missing: Vec<_> =
        wanted.iter().filter(|scope| !grant.scopes.contains(scope)).map(String::as_str).collect();
    if missing.is_empty() {
        Ok(wanted)
    } else {
        Err(OidcError::new("invalid_scope", "refresh token missing requested scope")
            .with("scope", &missing.join(" ")))
    }
}

fn require_organization_scope(grant: &Grant) -> Result<(), OidcError> {
    if grant.scopes.iter().any(|scope| scope == scopes::ORGANIZATIONS) {
        return Ok(());
    }
    Err(OidcError::new("insufficient_scope", "refresh token missing required scope")
        .with("scope", scopes::ORGANIZATIONS))
}
