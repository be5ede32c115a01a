//! API resources and their permissions, as types.

use std::fmt::Debug;

/// An API resource of Logto and its permissions: an enum whose variants are the permissions.
///
/// `#[derive(Resource)]` implements it. A permission that does not exist cannot be named, and one of another API is of
/// another type.
///
/// See [API resources](https://docs.logto.io/authorization/global-api-resources) and
/// [RFC 8707](https://www.rfc-editor.org/rfc/rfc8707).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an API resource",
    label = "not a resource",
    note = "make it one with `#[derive(logto::Resource)]` and `#[resource(\"https://api.example.com\")]` on an enum of its permissions"
)]
pub trait Resource: Copy + Debug + Eq + Send + Sync + 'static {
    /// The resource indicator: the API identifier in the Logto console.
    const INDICATOR: &'static str;

    /// Every permission.
    const PERMISSIONS: &'static [Self];

    /// Where the permissions hold: [`Globally`] or [`InOrganizations`].
    #[doc(hidden)]
    type Held;

    /// The permission's name on the wire.
    fn scope(self) -> &'static str;

    /// The permission of that name, if this crate's user declared it.
    fn from_scope(scope: &str) -> Option<Self> {
        Self::PERMISSIONS.iter().copied().find(|permission| permission.scope() == scope)
    }
}

/// What to request so that tokens for organizations hold the organization template's permissions.
pub const ORGANIZATIONS: &str = "urn:logto:resource:organizations";

/// An API with an identifier of its own, unlike the organization template, whose permissions are held in an
/// organization and nowhere else.
///
/// It is implemented for every `#[resource("https://…")]`, and for no `#[resource(organizations)]`.
pub trait ApiResource: Resource + OutsideOrganizations<<Self as Resource>::Held> {}

impl<R: Resource + OutsideOrganizations<R::Held>> ApiResource for R {}

/// Permissions that are `Held` outside of organizations.
///
/// It is what the compiler speaks of. [`ApiResource`] is the name to use.
#[diagnostic::on_unimplemented(
    message = "permissions of `{Self}` are held in an organization: say which one with `organization = path(\"…\")` or `organization = header(\"…\")` in `#[logto::authorized(…)]`, or with `AccessRule::organization(…)`",
    label = "no API, but the permissions of the organization template",
    note = "a handler that takes a `BearerToken<{Self}>` needs the attribute or such a rule; without a web framework there is `BearerToken::verify_in_organization`, and metadata are those of a `#[resource(\"https://…\")]`"
)]
pub trait OutsideOrganizations<Held> {}

#[diagnostic::do_not_recommend]
impl<R> OutsideOrganizations<Globally> for R {}

/// Where the permissions of an API hold, unless a token says more.
#[derive(Debug)]
pub enum Globally {}

/// Where the permissions of the organization template hold.
#[derive(Debug)]
pub enum InOrganizations {}
