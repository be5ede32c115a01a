//! Access tokens: opaque ones for Logto itself, JWTs for resources and organizations.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::testing::crypto::random;
use crate::testing::model::{App, Membership, User};
use crate::testing::scopes;
use crate::testing::state::{Grant, World};
use crate::testing::wire::{OidcError, Params};

/// How long opaque tokens and organization tokens live; no setting changes it.
const FIXED_TTL: Duration = Duration::from_secs(3600);

/// Where an access token is to be used.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// Logto itself: userinfo and the account API.
    Logto,
    /// An organization, with the permissions of the template.
    Organization(String),
    /// An API, perhaps on behalf of an organization.
    Resource { indicator: String, ttl: Duration, organization: Option<String> },
}

impl Target {
    /// What `resource` and `organization_id` name; the resource must be one that the sign-in asked for.
    pub(super) fn of_request(world: &World, grant: &Grant, params: &Params) -> Result<Self, OidcError> {
        let target = Self::named(world, params)?;
        match &target {
            Self::Resource { indicator, .. } if !grant.resources.contains(indicator) => {
                Err(OidcError::invalid_target())
            }
            _ => Ok(target),
        }
    }

    pub(super) fn named(world: &World, params: &Params) -> Result<Self, OidcError> {
        let mut resources = params.all("resource").filter(|resource| !resource.is_empty());
        let resource = resources.next();
        if resources.next().is_some() {
            return Err(OidcError::new(
                "invalid_target",
                "only a single resource indicator value must be requested/supported during Access Token Request",
            ));
        }
        let organization = params.get("organization_id").map(str::to_owned);
        let Some(indicator) = resource else {
            return Ok(organization.map_or(Self::Logto, Self::Organization));
        };
        let resource = world.directory.resource(indicator).ok_or_else(OidcError::invalid_target)?;
        Ok(Self::Resource {
            indicator: resource.indicator.clone(),
            ttl: resource.access_token_ttl,
            organization,
        })
    }
}

/// An access token and what the response says about it.
#[derive(Debug)]
pub(super) struct AccessToken {
    value: String,
    scope: Option<String>,
    ttl: Duration,
}

impl AccessToken {
    pub(super) fn into_body(self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("access_token".into(), json!(self.value));
        body.insert("expires_in".into(), json!(self.ttl.as_secs()));
        body.insert("token_type".into(), json!("Bearer"));
        body.extend(self.scope.map(|scope| ("scope".into(), json!(scope))));
        body
    }
}

/// An access token for a user, with those of the scopes that mean something at the target and that the user has.
pub(super) fn issue(
    world: &mut World,
    app: &App,
    user: &User,
    (id, grant): (u64, &Grant),
    scopes: &[String],
    target: &Target,
) -> AccessToken {
    if matches!(target, Target::Logto) {
        let scope = scopes::of_logto(scopes);
        let value = world.grants.issue_access_token(id, scope.clone(), world.now());
        return AccessToken { value, scope: Some(scope), ttl: FIXED_TTL };
    }
    let permitted = permitted(world, target, &user.roles, &user.memberships);
    // Without the template among the resources of the sign-in, its permissions were not asked for.
    let asked_for = |permission: &&String| match target {
        Target::Organization(_) => {
            scopes.contains(permission)
                && grant.resources.iter().any(|known| known == scopes::ORGANIZATION_TEMPLATE)
        }
        _ => scopes.contains(permission),
    };
    let scope = permitted.iter().filter(asked_for).map(String::as_str).collect::<Vec<_>>().join(" ");
    issue_jwt(world, app, &user.id, user.extra_claims.clone(), target, Some(scope))
}

/// What roles permit at a target.
pub(super) fn permitted(
    world: &World,
    target: &Target,
    roles: &[String],
    memberships: &[Membership],
) -> Vec<String> {
    let roles_in = |organization: &String| {
        let membership = memberships.iter().find(|membership| membership.organization == *organization);
        membership.map(|membership| membership.roles.as_slice()).unwrap_or_default()
    };
    let directory = &world.directory;
    let permitted = match target {
        Target::Logto => Vec::new(),
        Target::Organization(id) => directory.organization_permissions(roles_in(id)),
        Target::Resource { indicator, organization: None, .. } => directory.permissions_on(indicator, roles),
        Target::Resource { indicator, organization: Some(id), .. } => {
            directory.organization_permissions_on(indicator, roles_in(id))
        }
    };
    permitted.into_iter().map(str::to_owned).collect()
}

/// A JWT access token ([RFC 9068](https://www.rfc-editor.org/rfc/rfc9068)).
pub(super) fn issue_jwt(
    world: &mut World,
    app: &App,
    subject: &str,
    mut claims: Map<String, Value>,
    target: &Target,
    scope: Option<String>,
) -> AccessToken {
    let now = world.now().seconds();
    let (audience, ttl) = match target {
        Target::Logto => (world.issuer.clone(), FIXED_TTL),
        Target::Organization(id) => (format!("urn:logto:organization:{id}"), FIXED_TTL),
        Target::Resource { indicator, ttl, organization } => {
            claims.extend(organization.as_ref().map(|id| ("organization_id".into(), json!(id))));
            (indicator.clone(), *ttl)
        }
    };
    claims.insert("jti".into(), json!(random::token()));
    claims.insert("sub".into(), json!(subject));
    claims.insert("iat".into(), json!(now));
    claims.insert("exp".into(), json!(now + ttl.as_secs()));
    claims.extend(scope.as_ref().map(|scope| ("scope".into(), json!(scope))));
    claims.insert("client_id".into(), json!(app.id));
    claims.insert("iss".into(), json!(world.issuer));
    claims.insert("aud".into(), json!(audience));
    let mut token = world.draft(Some("at+jwt"), claims);
    world.tampering.access_token(&mut token);
    AccessToken { value: token.sign(&mut world.keys), scope, ttl }
}
