//! What an API asks of an access token.

use super::refusal::Refusal;
use crate::organization::{OrganizationId, OrganizationIn};
use crate::resource::{ApiResource, ORGANIZATIONS, OutsideOrganizations, Resource};
use crate::tokens::{JwtClaims, VerifiedAccessToken};

/// What a request has to bring: a token for the API `R`, with permissions, perhaps in an organization.
///
/// [`#[logto::authorized(…)]`](macro@crate::authorized) writes one for a handler; by hand it is for a whole group of
/// routes.
///
/// # Example
///
/// ```
/// use logto::OrganizationIn;
/// use logto::resource_server::AccessRule;
///
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// # #[resource("https://shopping.example.com/api")]
/// # enum ShoppingApi { #[scope("read")] Read, #[scope("write")] Write }
/// let anyone_with_a_token: AccessRule<ShoppingApi> = AccessRule::global();
/// let writers = AccessRule::global().all(&[ShoppingApi::Read, ShoppingApi::Write]);
/// let members = AccessRule::organization(OrganizationIn::Path("org_id")).any(&[ShoppingApi::Read]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AccessRule<R: 'static> {
    permissions: Permissions<R>,
    organization: Option<OrganizationIn>,
}

#[derive(Clone, Copy, Debug)]
enum Permissions<R: 'static> {
    All(&'static [R]),
    Any(&'static [R]),
}

/// The options of `#[logto::authorized(…)]` on an API or the organization template, as a type.
///
/// The attribute writes one for each handler; there is no need to implement it by hand.
pub trait AccessPolicy<R: 'static>: Send + Sync + 'static {
    /// What a request has to bring.
    const RULE: AccessRule<R>;
}

/// A token for the API that the permissions `R` are of: what the compiler speaks of.
#[diagnostic::on_unimplemented(
    message = "the permissions are of `{R}` and the token is for `{Self}`: write `BearerToken<{R}>`, or permissions of `{Self}`",
    label = "not the API of the permissions"
)]
pub trait TokenFor<R> {}

#[diagnostic::do_not_recommend]
impl<R> TokenFor<R> for R {}

/// A valid token for the API, whatever it permits: what a plain `BearerToken<R>` asks.
pub(crate) enum AnyToken {}

impl<R: ApiResource> AccessPolicy<R> for AnyToken {
    const RULE: AccessRule<R> = AccessRule::global();
}

// Bounds stand where a rule begins and nowhere else, so that what is wrong is said once.
impl<R> AccessRule<R> {
    /// A token for the API itself. One that was issued for the API *within an organization* is refused: its permissions
    /// end there.
    pub const fn global() -> Self
    where
        R: Resource + OutsideOrganizations<R::Held>,
    {
        Self { permissions: Permissions::All(&[]), organization: None }
    }

    /// A token for the organization that the request names: of the API within it, or, if `R` is
    /// `#[resource(organizations)]`, of the organization itself.
    pub const fn organization(place: OrganizationIn) -> Self
    where
        R: Resource,
    {
        Self { permissions: Permissions::All(&[]), organization: Some(place) }
    }

    /// The token has to hold all of these permissions.
    #[must_use]
    pub const fn all(mut self, permissions: &'static [R]) -> Self {
        self.permissions = Permissions::All(permissions);
        self
    }

    /// The token has to hold one of these permissions. An empty list lets nobody in.
    #[must_use]
    pub const fn any(mut self, permissions: &'static [R]) -> Self {
        self.permissions = Permissions::Any(permissions);
        self
    }
}

impl<R: Resource> AccessRule<R> {
    /// Where requests name the organization.
    pub(crate) const fn organization_in(&self) -> Option<OrganizationIn> {
        self.organization
    }

    /// Whether a verified token fulfils the rule. `organization` is the one that the request names.
    pub(super) fn check(
        &self,
        token: &VerifiedAccessToken,
        organization: Option<&OrganizationId>,
    ) -> Result<(), Refusal> {
        // A token without audience is for nothing in particular: it only says who somebody is. That is enough where no
        // more is asked, and never within an organization.
        if token.has_audience() || self.organization.is_some() {
            check_audience::<R>(token.claims(), organization)?;
        }
        check_organization::<R>(token.claims(), organization)?;
        self.permissions.check(token.claims())
    }
}

fn check_audience<R: Resource>(
    token: &JwtClaims,
    organization: Option<&OrganizationId>,
) -> Result<(), Refusal> {
    let expected = if R::INDICATOR == ORGANIZATIONS {
        organization.is_some_and(|id| token.audience_organization() == Some(id.as_str()))
    } else {
        token.aud == R::INDICATOR
    };
    if expected { Ok(()) } else { Err(Refusal::Audience) }
}

/// The claim is there in tokens for an API within an organization, and in no others.
fn check_organization<R: Resource>(
    token: &JwtClaims,
    organization: Option<&OrganizationId>,
) -> Result<(), Refusal> {
    let expected = organization.filter(|_| R::INDICATOR != ORGANIZATIONS);
    match (expected, &token.organization_id) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(Refusal::UnexpectedOrganization),
        (Some(expected), Some(found)) if expected == found => Ok(()),
        (Some(_), _) => Err(Refusal::Organization),
    }
}

impl<R: Resource> Permissions<R> {
    fn check(&self, token: &JwtClaims) -> Result<(), Refusal> {
        let holds = |permission: &R| token.scopes().any(|scope| scope == permission.scope());
        let (enough, needed) = match self {
            Self::All(needed) => (needed.iter().all(holds), needed),
            Self::Any(needed) => (needed.iter().any(holds), needed),
        };
        if enough {
            return Ok(());
        }
        let scopes = needed.iter().map(|permission| permission.scope()).collect();
        Err(match self {
            Self::All(_) => Refusal::LacksScopes(scopes),
            Self::Any(_) => Refusal::LacksAnyScope(scopes),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
    #[resource("https://shopping.example.com/api")]
    enum ShoppingApi {
        #[scope("read")]
        Read,
        #[scope("write")]
        Write,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
    #[resource(organizations)]
    enum Template {
        #[scope("invite")]
        Invite,
    }

    const IN_PATH: OrganizationIn = OrganizationIn::Path("org");

    fn token(aud: &str, organization_id: Option<&str>, scope: Option<&str>) -> JwtClaims {
        let mut claims = json!({ "sub": "u", "iss": "i", "aud": aud, "exp": 2, "iat": 1 });
        if let Some(id) = organization_id {
            claims["organization_id"] = id.into();
        }
        if let Some(scope) = scope {
            claims["scope"] = scope.into();
        }
        serde_json::from_value(claims).unwrap()
    }

    fn outcome<R: Resource>(rule: AccessRule<R>, token: &JwtClaims, organization: Option<&str>) -> String {
        checked(rule, &VerifiedAccessToken::sample(token.clone(), true), organization)
    }

    fn checked<R: Resource>(
        rule: AccessRule<R>,
        token: &VerifiedAccessToken,
        organization: Option<&str>,
    ) -> String {
        match rule.check(token, organization.map(OrganizationId::new).as_ref()) {
            Ok(()) => "admitted".into(),
            Err(refusal) => format!("{refusal:?}"),
        }
    }

    #[test]
    fn a_global_rule_takes_tokens_for_the_api_outside_of_organizations() {
        let rule = AccessRule::<ShoppingApi>::global();
        let api = ShoppingApi::INDICATOR;
        for (token, expected) in [
            (token(api, None, None), "admitted"),
            (token(api, None, Some("")), "admitted"),
            (token(api, Some("o1"), None), "UnexpectedOrganization"),
            (token("https://shopping.example.com/api/", None, None), "Audience"),
            (token("https://billing.example.com", None, None), "Audience"),
            (token("urn:logto:organization:o1", None, None), "Audience"),
            (token(ORGANIZATIONS, None, None), "Audience"),
            (token("", None, None), "Audience"),
        ] {
            assert_eq!(outcome(rule, &token, None), expected, "{token:?}");
        }
    }

    #[test]
    fn an_organization_rule_on_an_api_takes_tokens_for_the_api_in_that_organization() {
        let rule = AccessRule::<ShoppingApi>::organization(IN_PATH);
        let api = ShoppingApi::INDICATOR;
        for (token, expected) in [
            (token(api, Some("o1"), None), "admitted"),
            (token(api, Some("o2"), None), "Organization"),
            (token(api, Some("O1"), None), "Organization"),
            (token(api, None, None), "Organization"),
            (token("urn:logto:organization:o1", Some("o1"), None), "Audience"),
        ] {
            assert_eq!(outcome(rule, &token, Some("o1")), expected, "{token:?}");
        }
    }

    #[test]
    fn a_rule_of_the_template_takes_tokens_of_that_organization() {
        let rule = AccessRule::organization(IN_PATH).all(&[Template::Invite]);
        for (token, expected) in [
            (token("urn:logto:organization:o1", None, Some("invite")), "admitted"),
            (token("urn:logto:organization:o2", None, Some("invite")), "Audience"),
            (token("urn:logto:organization:", None, Some("invite")), "Audience"),
            (token("urn:logto:organization:o1", Some("o1"), Some("invite")), "UnexpectedOrganization"),
            (token(ORGANIZATIONS, None, Some("invite")), "Audience"),
            (token("urn:logto:organization:o1", None, Some("")), r#"LacksScopes(["invite"])"#),
        ] {
            assert_eq!(outcome(rule, &token, Some("o1")), expected, "{token:?}");
        }
    }

    #[test]
    fn a_token_without_audience_passes_where_nothing_is_asked() {
        let opaque = VerifiedAccessToken::sample(token("", None, None), false);
        let global = AccessRule::<ShoppingApi>::global();
        assert_eq!(checked(global, &opaque, None), "admitted");
        assert_eq!(checked(global.all(&[ShoppingApi::Read]), &opaque, None), r#"LacksScopes(["read"])"#);
        assert_eq!(checked(global.any(&[ShoppingApi::Read]), &opaque, None), r#"LacksAnyScope(["read"])"#);
        let in_organization = AccessRule::<ShoppingApi>::organization(IN_PATH);
        assert_eq!(checked(in_organization, &opaque, Some("o1")), "Audience");
        let template = AccessRule::<Template>::organization(IN_PATH);
        assert_eq!(checked(template, &opaque, Some("o1")), "Audience");
    }

    #[test]
    fn all_or_any_permissions_are_asked_for_by_their_whole_name() {
        let all = AccessRule::global().all(&[ShoppingApi::Read, ShoppingApi::Write]);
        let any = AccessRule::global().any(&[ShoppingApi::Read, ShoppingApi::Write]);
        for (scope, all_of, any_of) in [
            (Some("read write"), true, true),
            (Some("write delete read"), true, true),
            (Some("read"), false, true),
            (Some("reader writer"), false, false),
            (Some("READ"), false, false),
            (Some("read,write"), false, false),
            (Some(""), false, false),
            (None, false, false),
        ] {
            let token = token(ShoppingApi::INDICATOR, None, scope);
            assert_eq!(outcome(all, &token, None) == "admitted", all_of, "{scope:?}");
            assert_eq!(outcome(any, &token, None) == "admitted", any_of, "{scope:?}");
        }
        let nobody = AccessRule::<ShoppingApi>::global().any(&[]);
        assert_eq!(
            outcome(nobody, &token(ShoppingApi::INDICATOR, None, Some("read")), None),
            "LacksAnyScope([])"
        );
    }
}
