//! temporary
use std::marker::PhantomData;
/// u
#[derive(Debug)]
pub struct User<C>(C);
impl<C> User<C> {
    pub(crate) fn new(claims: C) -> Self {
        Self(claims)
    }
    /// c
    pub fn into_claims(self) -> C {
        self.0
    }
}
/// g
#[derive(Debug)]
pub struct Guarded<C, P>(C, PhantomData<P>);
impl<C, P> Guarded<C, P> {
    pub(crate) fn new(claims: C) -> Self {
        Self(claims, PhantomData)
    }
    /// u
    pub fn into_user(self) -> User<C> {
        User(self.0)
    }
}
/// s
#[derive(Debug)]
pub struct SignedIn;
impl super::Policy for SignedIn {
    const REDIRECT: super::Redirect = super::Redirect::Never;
    const FETCH_USERINFO: bool = false;
}
