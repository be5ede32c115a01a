//! What a guard asks of a user who is signed in.

use std::fmt;

use crate::claims::{HasOrganizationRoles, HasRoles};
use crate::organization::OrganizationId;

/// What a guard asks of a signed-in user's claims.
pub trait Requirement<C>: 'static {
    /// Whether the claims fulfil it; if not, what they lack.
    ///
    /// `organization` is the one that the request names.
    ///
    /// # Errors
    ///
    /// [`Lack`], for the log.
    fn check(claims: &C, organization: Option<&OrganizationId>) -> Result<(), Lack>;
}

/// What a user lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lack {
    /// One of these roles.
    Role(&'static [&'static str]),
    /// One of these roles in the organization that the request names.
    OrganizationRole(&'static [&'static str]),
}

/// Nothing is asked but to be signed in.
#[derive(Clone, Copy, Debug)]
pub struct NoRequirement;

impl<C> Requirement<C> for NoRequirement {
    fn check(_: &C, _: Option<&OrganizationId>) -> Result<(), Lack> {
        Ok(())
    }
}

/// Asks for one of the roles.
#[doc(hidden)]
pub fn require_role<C: HasRoles>(claims: &C, roles: &'static [&'static str]) -> Result<(), Lack> {
    if roles.iter().any(|role| claims.has_role(role)) { Ok(()) } else { Err(Lack::Role(roles)) }
}

/// Asks for one of the roles in the organization.
#[doc(hidden)]
pub fn require_organization_role<C: HasOrganizationRoles>(
    claims: &C,
    organization: Option<&OrganizationId>,
    roles: &'static [&'static str],
) -> Result<(), Lack> {
    let holds = |organization| roles.iter().any(|role| claims.has_organization_role(organization, role));
    if organization.is_some_and(holds) { Ok(()) } else { Err(Lack::OrganizationRole(roles)) }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Role(roles) | Self::OrganizationRole(roles)) = self;
        f.write_str(if roles.len() == 1 { "the role " } else { "each of the roles " })?;
        for (position, role) in roles.iter().enumerate() {
            write!(f, "{}`{role}`", if position == 0 { "" } else { ", " })?;
        }
        match self {
            Self::Role(_) => Ok(()),
            Self::OrganizationRole(_) => f.write_str(" in the organization"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::{Claims as _, UserClaims};

    fn alice() -> UserClaims {
        UserClaims::from_json(
            r#"{"sub":"u","roles":["editor","Admin"],"organization_roles":["o1:admin","o2:editor:drafts"]}"#,
        )
        .unwrap()
    }

    #[test]
    fn one_of_the_roles_is_enough_and_names_are_exact() {
        for (roles, held) in [
            (&["editor"] as &'static [_], true),
            (&["admin", "editor"], true),
            (&["admin"], false),
            (&["edit"], false),
            (&["editor "], false),
            (&[], false),
        ] {
            assert_eq!(require_role(&alice(), roles).is_ok(), held, "{roles:?}");
        }
    }

    #[test]
    fn a_role_in_one_organization_is_none_in_another_or_in_none() {
        for (organization, role, held) in [
            (Some("o1"), "admin", true),
            (Some("o2"), "editor:drafts", true),
            (Some("o2"), "admin", false),
            (Some("O1"), "admin", false),
            (Some("o2:editor"), "drafts", false),
            (Some("o"), "1:admin", false),
            (Some("o1"), "editor", false),
            (None, "admin", false),
        ] {
            let organization = organization.map(OrganizationId::new);
            let roles: &'static [_] = Box::leak(Box::new([role]));
            let outcome = require_organization_role(&alice(), organization.as_ref(), roles);
            assert_eq!(outcome.is_ok(), held, "{organization:?} {role}");
        }
    }

    #[test]
    fn what_is_lacking_is_named() {
        assert_eq!(Lack::Role(&["admin"]).to_string(), "the role `admin`");
        assert_eq!(Lack::Role(&["a", "b"]).to_string(), "each of the roles `a`, `b`");
        assert_eq!(Lack::OrganizationRole(&["a"]).to_string(), "the role `a` in the organization");
    }
}
