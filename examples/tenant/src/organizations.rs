//! The user's organizations: what an organization token says in each of them.

use logto::{OrganizationId, Resource, Session, claims};
use serde::Serialize;

claims! {
    /// A user with their organizations; the names of these come from the userinfo endpoint.
    pub struct Member: profile + organizations;
}

/// Permissions of the tenant's organization template. A token holds those that the user's roles grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource(organizations)]
pub enum OrganizationPermission {
    /// To read reports.
    #[scope("read:report")]
    ReadReport,
    /// To invite members.
    #[scope("invite:member")]
    InviteMember,
}

/// An organization, and what the organization token for it says.
#[derive(Debug, Serialize)]
pub struct Membership {
    /// Its ID.
    pub organization: OrganizationId,
    /// Its name.
    pub name: Option<String>,
    /// The audience of the token.
    pub audience: Option<String>,
    /// The permissions that the token holds.
    pub permissions: Vec<String>,
    /// Whether [`OrganizationPermission::InviteMember`] is one of them.
    pub may_invite: bool,
}

/// The memberships of the session's user in the organizations that the claims list.
pub async fn memberships(session: &Session, user: &Member) -> logto::Result<Vec<Membership>> {
    let mut memberships = Vec::new();
    for organization in &user.organization_data {
        memberships.push(membership(session, &organization.id, user).await?);
    }
    Ok(memberships)
}

/// The membership in one of them. Logto issues no token to users who are not members.
pub async fn membership(session: &Session, id: &OrganizationId, user: &Member) -> logto::Result<Membership> {
    let token = session.organization_token(id).await?;
    let described = user.organization_data.iter().find(|organization| organization.id == *id);
    Ok(Membership {
        organization: id.clone(),
        name: described.map(|organization| organization.name.clone()),
        audience: token.claims().jwt().map(|claims| claims.aud.clone()),
        permissions: token.scopes().map(str::to_owned).collect(),
        may_invite: token.permits(OrganizationPermission::InviteMember),
    })
}
