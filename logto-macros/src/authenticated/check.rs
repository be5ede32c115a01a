//! The rules for options that need each other, or a parameter.

use super::args::Args;
use crate::diagnostics::Diagnostics;
use crate::handler::GuardedHandler;

pub(crate) fn check(args: &Args, guarded: Option<&GuardedHandler>, diagnostics: &mut Diagnostics) {
    organization_goes_with_its_role(args, diagnostics);
    if let Some(guarded) = guarded {
        roles_have_claims(args, guarded, diagnostics);
    }
}

/// Wrong: `organization_role = "admin"`, `organization = path("org_id")`. Right: both.
fn organization_goes_with_its_role(args: &Args, diagnostics: &mut Diagnostics) {
    match (&args.organization, &args.organization_role) {
        (Some(organization), None) => diagnostics.error(
            &organization.option,
            "`organization` says where the user has to have a role: add `organization_role = \"admin\"`",
        ),
        (None, Some(role)) => diagnostics.error(
            &role.option,
            "in which organization? Add `organization = path(\"org_id\")` or \
             `organization = header(\"x-organization-id\")`",
        ),
        _ => {}
    }
}

/// Wrong: `#[authenticated(role = "admin")] async fn page()`.
fn roles_have_claims(args: &Args, guarded: &GuardedHandler, diagnostics: &mut Diagnostics) {
    if guarded.admitted.is_some() {
        return;
    }
    for given in [&args.role, &args.organization_role].into_iter().flatten() {
        diagnostics.error(
            &given.option,
            "roles are looked up in the user's claims: add a parameter `user: User<…>` to the handler",
        );
    }
}
