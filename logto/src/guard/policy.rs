//! What a guarded handler asks of a request.

use super::requirement::NoRequirement;
use crate::organization::OrganizationIn;

/// The options of `#[logto::authenticated(…)]`, as a type.
///
/// The attribute writes one for each handler; there is no need to implement it by hand.
pub trait Policy: Send + Sync + 'static {
    /// Where signed-out visitors go.
    const REDIRECT: Redirect;
    /// Whether claims come from the userinfo endpoint.
    const FETCH_USERINFO: bool;
    /// Where requests name the organization that the requirement is about.
    const ORGANIZATION: Option<OrganizationIn> = None;
    /// What is asked of the claims: a [`Requirement`](super::Requirement) on every type of claims that has them.
    type Requirement;
}

/// Where a guard sends signed-out visitors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Redirect {
    /// Nowhere: they get 401.
    Never,
    /// To the sign-in route, and back afterwards.
    SignInRoute,
    /// To another path of the application.
    To(&'static str),
}

/// What a plain `User<C>` asks: the same as `#[logto::authenticated]` without options.
pub(crate) enum SignedIn {}

impl Policy for SignedIn {
    const REDIRECT: Redirect = Redirect::Never;
    const FETCH_USERINFO: bool = false;
    type Requirement = NoRequirement;
}
