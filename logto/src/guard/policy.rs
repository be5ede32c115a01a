//! What a guarded handler asks of a request.

/// The options of `#[logto::authenticated(…)]`, as a type.
///
/// The attribute writes one for each handler; there is no need to implement it by hand.
pub trait Policy: Send + Sync + 'static {
    /// Where signed-out visitors go.
    const REDIRECT: Redirect;
    /// Whether claims come from the userinfo endpoint.
    const FETCH_USERINFO: bool;
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
}
