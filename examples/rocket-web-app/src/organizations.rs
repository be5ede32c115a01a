//! Pages about the user's organizations: what an organization token says in each of them.

use example_pages::Visitor;
use logto::{OrganizationId, Resource, Session, User, authenticated, claims};
use rocket::get;
use rocket::response::content::RawHtml;
use serde::Serialize;

use crate::failure::Failure;

claims! {
    /// A user with their organizations; the names of these come from the userinfo endpoint.
    pub(crate) struct Member: profile + organizations;
}

/// Permissions of the tenant's organization template. A token holds those that the user's roles grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource(organizations)]
pub(crate) enum OrganizationPermission {
    #[scope("read:report")]
    ReadReport,
    #[scope("invite:member")]
    InviteMember,
}

/// An organization, and what the organization token for it says.
#[derive(Serialize)]
struct Membership {
    organization: OrganizationId,
    name: Option<String>,
    audience: Option<String>,
    permissions: Vec<String>,
    may_invite: bool,
}

/// Every organization that the claims list.
#[authenticated(redirect, fetch_userinfo)]
#[get("/organizations")]
pub(crate) async fn all(user: User<Member>, session: Session) -> Result<RawHtml<String>, Failure> {
    let mut memberships = Vec::new();
    for organization in &user.organization_data {
        memberships.push(membership(&session, &organization.id, Some(&organization.name)).await?);
    }
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let about = "What an organization token says in each organization you are a member of.";
    Ok(RawHtml(example_pages::claims("Organizations", visitor, about, &memberships)))
}

/// One organization. Logto issues no token to users who are not members of it: they get 403.
#[authenticated(redirect, fetch_userinfo)]
#[get("/organizations/<id>")]
pub(crate) async fn one(user: User<Member>, session: Session, id: &str) -> Result<RawHtml<String>, Failure> {
    let id = OrganizationId::new(id);
    let name = user.organization_data.iter().find(|organization| organization.id == id);
    let membership = membership(&session, &id, name.map(|organization| organization.name.as_str())).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let title = membership.name.as_deref().unwrap_or("Organization");
    Ok(RawHtml(example_pages::claims(title, visitor, "What an organization token says here.", &membership)))
}

async fn membership(session: &Session, id: &OrganizationId, name: Option<&str>) -> logto::Result<Membership> {
    let token = session.organization_token(id).await?;
    Ok(Membership {
        organization: id.clone(),
        name: name.map(str::to_owned),
        audience: token.claims().jwt().map(|claims| claims.aud.clone()),
        permissions: token.scopes().map(str::to_owned).collect(),
        may_invite: token.permits(OrganizationPermission::InviteMember),
    })
}
