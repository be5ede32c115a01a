//! What the attribute says is what the rule is.

use logto::BearerToken;
use logto::resource_server::{AccessPolicy, AccessRule, Authorized};

mod api {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
    #[resource("https://shopping.example.com/api")]
    pub enum ShoppingApi {
        #[scope("read")]
        Read,
        #[scope("write")]
        Write,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource(organizations)]
enum Template {
    #[scope("invite:member")]
    Invite,
}

use api::ShoppingApi;

#[logto::authorized(ShoppingApi::Read)]
async fn one(_token: BearerToken<ShoppingApi>) {}

#[logto::authorized(crate::api::ShoppingApi::Read + crate::api::ShoppingApi::Write)]
async fn all() {}

#[logto::authorized(any(self::api::ShoppingApi::Read, ShoppingApi::Write,))]
async fn any(_token: logto::BearerToken<api::ShoppingApi>) {}

#[logto::authorized(ShoppingApi::Write, organization = path("org_id"))]
async fn in_path(_token: BearerToken<ShoppingApi>) {}

#[logto::authorized(organization = header("X-Organization-Id"), Template::Invite)]
async fn in_header(_token: BearerToken<Template>) {}

#[logto::authorized]
async fn valid(_token: BearerToken<ShoppingApi>) {}

#[logto::authorized(organization = path("org_id"),)]
async fn member(_token: BearerToken<Template>) {}

fn rule<R: 'static, P: AccessPolicy<R>, F>(_handler: fn(Authorized<R, P>) -> F) -> String
where
    AccessRule<R>: std::fmt::Debug,
{
    format!("{:?}", P::RULE)
}

fn main() {
    assert_eq!(rule(one), "AccessRule { permissions: All([Read]), organization: None }");
    assert_eq!(rule(all), "AccessRule { permissions: All([Read, Write]), organization: None }");
    assert_eq!(rule(any), "AccessRule { permissions: Any([Read, Write]), organization: None }");
    assert_eq!(rule(in_path), "AccessRule { permissions: All([Write]), organization: Some(Path(\"org_id\")) }");
    assert_eq!(
        rule(in_header),
        "AccessRule { permissions: All([Invite]), organization: Some(Header(\"x-organization-id\")) }"
    );
    assert_eq!(rule(valid), "AccessRule { permissions: All([]), organization: None }");
    assert_eq!(rule(member), "AccessRule { permissions: All([]), organization: Some(Path(\"org_id\")) }");
}
