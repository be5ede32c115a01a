//! Tokens for an app that speaks for itself.

use http::StatusCode;
use serde_json::{Map, Value};

use super::access_token::{self, Jwt, Target};
use crate::testing::model::App;
use crate::testing::state::World;
use crate::testing::wire::{OidcError, Params, Response, response};

pub(super) fn issue(world: &mut World, app: &App, params: &Params) -> Result<Response, OidcError> {
    let target = Target::named(world, params)?;
    let organization = match &target {
        Target::Logto => {
            return Err(OidcError::new(
                "invalid_target",
                "both `resource` and `organization_id` are not provided",
            ));
        }
        Target::Organization(id) => Some(id),
        Target::Resource { organization, .. } => organization.as_ref(),
    };
    if let Some(id) = organization
        && !app.memberships.iter().any(|membership| membership.organization == *id)
    {
        return Err(OidcError::new("access_denied", "app has not associated with the organization"));
    }
    let wanted = params.words("scope");
    let permitted = access_token::permitted(world, &target, &app.roles, &app.memberships);
    let granted: Vec<_> = permitted.into_iter().filter(|permission| wanted.contains(permission)).collect();
    let scope = (!granted.is_empty()).then(|| granted.join(" "));
    let jwt = Jwt {
        subject: &app.id,
        client_id: &app.id,
        target: &target,
        scope,
        custom: Map::new(),
        issued_at: world.now(),
        ttl: target.ttl(),
    };
    let token = access_token::issue_jwt(world, jwt);
    Ok(response::json(StatusCode::OK, &Value::Object(token.into_body())))
}
