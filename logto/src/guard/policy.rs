//! What a guard demands, as types: the options of `#[logto::authenticated]`.

use std::convert::Infallible;
use std::marker::PhantomData;

use crate::claims::{Claims, IdTokenOnly, UserinfoClaim};

/// What a guard demands of a request.
///
/// `#[logto::authenticated]` writes its options as one of these; there is rarely a reason to name one.
pub trait Policy: Send + Sync + 'static {
    /// Where signed-out visitors go.
    const REDIRECT: Redirect;
    /// Whether the claims are fetched from the userinfo endpoint instead of taken from the ID token.
    const FETCH_USERINFO: bool;
}

/// Where visitors go who are not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Redirect {
    /// Nowhere: they get 401.
    Never,
    /// To the sign-in route, and back afterwards.
    SignInRoute,
    /// To a path of the app.
    To(&'static str),
}

/// A [`Policy`] made of where visitors are redirected to and where claims come from.
#[derive(Debug)]
pub struct Require<R, S>(PhantomData<fn() -> (R, S)>, Infallible);

/// The first half of [`Require`].
pub trait RedirectPolicy: 'static {
    /// Where signed-out visitors go.
    const REDIRECT: Redirect;
}

/// The second half of [`Require`]: [`FromIdToken`] or [`FromUserinfo`].
pub trait ClaimsSource: Send + Sync + 'static {
    /// Whether the claims are fetched from the userinfo endpoint.
    const FETCH_USERINFO: bool;
}

/// Signed-out visitors get 401.
#[derive(Debug)]
pub enum NoRedirect {}

/// Signed-out visitors go to the sign-in route.
#[derive(Debug)]
pub enum RedirectToSignIn {}

/// Claims come from the ID token.
#[derive(Debug)]
pub enum FromIdToken {}

/// Claims come from the userinfo endpoint.
#[derive(Debug)]
pub enum FromUserinfo {}

impl RedirectPolicy for NoRedirect {
    const REDIRECT: Redirect = Redirect::Never;
}

impl RedirectPolicy for RedirectToSignIn {
    const REDIRECT: Redirect = Redirect::SignInRoute;
}

impl ClaimsSource for FromIdToken {
    const FETCH_USERINFO: bool = false;
}

impl ClaimsSource for FromUserinfo {
    const FETCH_USERINFO: bool = true;
}

impl<R: RedirectPolicy, S: ClaimsSource> Policy for Require<R, S> {
    const REDIRECT: Redirect = R::REDIRECT;
    const FETCH_USERINFO: bool = S::FETCH_USERINFO;
}

/// What a plain `User<C>` demands: the same as `#[logto::authenticated]` without options.
pub type SignedIn = Require<NoRedirect, FromIdToken>;

/// Whether what the claims `C` need is delivered under policy `P`; checked at compile time.
#[diagnostic::on_unimplemented(
    message = "claims of `{C}` include `{Self}`, which Logto delivers from the userinfo endpoint: add `fetch_userinfo` to `#[logto::authenticated(…)]`",
    label = "needs `fetch_userinfo`",
    note = "if your tenant puts the claim into the ID token, say so with `#[claim(id_token)]` where it is declared",
    note = "a field of type `Option<…>` may do without it"
)]
pub trait DeliveredTo<P, C> {}

impl<P, C: Claims> DeliveredTo<P, C> for IdTokenOnly {}
impl<R, C: Claims, N: UserinfoClaim> DeliveredTo<Require<R, FromUserinfo>, C> for N {}
