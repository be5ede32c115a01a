//! Access tokens: opaque ones for Logto itself, JWTs for resources and organizations.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::testing::crypto::{TokenDraft, random};
use crate::testing::model::{App, Membership, User};
use crate::testing::scopes;
use crate::testing::state::{Grant, Instant, World};
use crate::testing::wire::{OidcError, Params};

/// How long tokens live that are for no resource of the tenant; no setting changes it.
const ONE_HOUR: Duration = Duration::from_secs(3600);

/// Where an access token is to be used.
#[derive(Clone, Debug)]
pub(in crate::testing) enum Target {
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
        world.directory.resource(indicator).ok_or_else(OidcError::invalid_target)?;
        Ok(Self::resource(world, indicator.to_owned(), organization))
    }

    /// An API, which the tenant may know.
    pub(in crate::testing) fn resource(
        world: &World,
        indicator: String,
        organization: Option<String>,
    ) -> Self {
        let known = world.directory.resource(&indicator);
        let ttl = known.map_or(ONE_HOUR, |resource| resource.access_token_ttl);
        Self::Resource { indicator, ttl, organization }
    }

    /// How long a token for it lives.
    pub(in crate::testing) fn ttl(&self) -> Duration {
        match self {
            Self::Logto | Self::Organization(_) => ONE_HOUR,
            Self::Resource { ttl, .. } => *ttl,
        }
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
        let value = world.grants.issue_access_token(id, scope.clone(), world.now(), target.ttl());
        return AccessToken { value, scope: Some(scope), ttl: target.ttl() };
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
    let custom = user.extra_claims.clone();
    let issued_at = world.now();
    let jwt = Jwt {
        subject: &user.id,
        client_id: &app.id,
        target,
        scope: Some(scope),
        custom,
        issued_at,
        ttl: target.ttl(),
    };
    issue_jwt(world, jwt)
}

/// What roles permit at a target.
pub(in crate::testing) fn permitted(
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

/// What a JWT access token says ([RFC 9068](https://www.rfc-editor.org/rfc/rfc9068)).
#[derive(Debug)]
pub(in crate::testing) struct Jwt<'a> {
    pub(in crate::testing) subject: &'a str,
    pub(in crate::testing) client_id: &'a str,
    pub(in crate::testing) target: &'a Target,
    pub(in crate::testing) scope: Option<String>,
    /// Those of the tenant's custom-claims script; they do not replace others.
    pub(in crate::testing) custom: Map<String, Value>,
    pub(in crate::testing) issued_at: Instant,
    pub(in crate::testing) ttl: Duration,
}

impl Jwt<'_> {
    /// The token before it is signed, with the lies that were asked for.
    pub(in crate::testing) fn draft(self, world: &World) -> TokenDraft {
        let mut claims = self.custom;
        let audience = match self.target {
            Target::Logto => world.issuer.clone(),
            Target::Organization(id) => format!("urn:logto:organization:{id}"),
            Target::Resource { indicator, organization, .. } => {
                claims.extend(organization.as_ref().map(|id| ("organization_id".into(), json!(id))));
                indicator.clone()
            }
        };
        claims.insert("jti".into(), json!(random::token()));
        claims.insert("sub".into(), json!(self.subject));
        claims.insert("iat".into(), json!(self.issued_at.seconds()));
        claims.insert("exp".into(), json!(self.issued_at.plus(self.ttl).seconds()));
        claims.extend(self.scope.map(|scope| ("scope".into(), json!(scope))));
        claims.insert("client_id".into(), json!(self.client_id));
        claims.insert("iss".into(), json!(world.issuer));
        claims.insert("aud".into(), json!(audience));
        let mut token = world.draft(Some("at+jwt"), claims);
        world.tampering.access_token(&mut token);
        token
    }
}

pub(super) fn issue_jwt(world: &mut World, jwt: Jwt<'_>) -> AccessToken {
    let (scope, ttl) = (jwt.scope.clone(), jwt.ttl);
    let draft = jwt.draft(world);
    AccessToken { value: draft.sign(&mut world.keys), scope, ttl }
}
