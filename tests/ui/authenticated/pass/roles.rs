//! Roles, wherever the claims keep them.

use std::collections::{BTreeSet, HashSet};

use logto::claims::{HasOrganizationRoles, HasRoles};
use logto::guard::{Guarded, Policy};
use logto::{OrganizationIn, OrganizationRole, User, UserClaims};

logto::claims! {
    pub struct Member: roles + organization_roles;
}

#[derive(serde::Deserialize, logto::Claims)]
struct Derived<T> {
    #[claim("roles")]
    names: HashSet<String>,
    organization_roles: Option<BTreeSet<OrganizationRole>>,
    #[claim(custom)]
    more: T,
}

/// Reads its roles its own way, and says so.
#[derive(serde::Deserialize, logto::Claims)]
struct ByHand {
    #[claim(serde)]
    roles: (String,),
}

impl HasRoles for ByHand {
    fn has_role(&self, role: &str) -> bool {
        self.roles.0 == role
    }
}

#[logto::authenticated(role = "admin")]
async fn one(_user: User<Member>) {}

#[logto::authenticated(redirect, role = any("admin", "support",), fetch_userinfo)]
async fn some(_user: User<Derived<u8>>) {}

#[logto::authenticated(organization_role = "editor", organization = header("X-Organization-Id"))]
async fn in_header(user: User<Derived<Option<u8>>>) -> bool {
    user.into_claims().more.is_some()
}

#[logto::authenticated(role = "support", organization_role = any("owner", "editor"), organization = path("org_id"))]
async fn both(_user: User<UserClaims>) {}

#[logto::authenticated(role = "support")]
async fn by_hand(_user: User<ByHand>) {}

#[logto::authenticated(role = "support")]
async fn generic<C: logto::claims::IdTokenClaims + HasRoles>(_user: User<C>) {}

fn place<C, P: Policy, F>(_handler: fn(Guarded<C, P>) -> F) -> Option<OrganizationIn> {
    P::ORGANIZATION
}

fn main() {
    fn holds_both<C: HasRoles + HasOrganizationRoles>() {}
    holds_both::<Member>();
    holds_both::<Derived<u8>>();
    assert_eq!(place(one), None);
    assert_eq!(place(some), None);
    assert_eq!(place(in_header), Some(OrganizationIn::Header("x-organization-id")));
    assert_eq!(place(both), Some(OrganizationIn::Path("org_id")));
    let _ = (by_hand, generic::<Member>);
}
