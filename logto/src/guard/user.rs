//! What handlers receive.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::claims::{Claims, IdTokenOnly};
use crate::scope::UserScope;

/// The signed-in user, by the claims `C`.
///
/// As a handler's parameter it is the proof that somebody is signed in: there is no other way to get one. Under
/// `#[logto::authenticated(…)]` the attribute says what happens to visitors who are not; without it they get 401, and
/// `Option<User<C>>` lets them in.
///
/// It derefs to the claims:
///
/// ```
/// use logto::{User, UserClaims};
///
/// async fn greet(user: User<UserClaims>) -> String {
///     format!("Hello, {}", user.name.as_deref().unwrap_or("you"))
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct User<C>(C);

impl<C> User<C> {
    pub(crate) fn new(claims: C) -> Self {
        Self(claims)
    }

    /// The claims themselves.
    pub fn into_claims(self) -> C {
        self.0
    }
}

impl<C> Deref for User<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.0
    }
}

impl<C: fmt::Debug> fmt::Debug for User<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("User").field(&self.0).finish()
    }
}

/// A user who was admitted under policy `P`: the parameter that `#[logto::authenticated]` writes.
pub struct Guarded<C, P> {
    claims: C,
    policy: PhantomData<fn() -> P>,
}

impl<C, P> Guarded<C, P> {
    pub(crate) fn new(claims: C) -> Self {
        Self { claims, policy: PhantomData }
    }

    /// The user.
    pub fn into_user(self) -> User<C> {
        User(self.claims)
    }
}

impl<C: fmt::Debug, P> fmt::Debug for Guarded<C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guarded").field(&self.claims).finish()
    }
}

/// No claims at all: for handlers that are guarded but do not ask who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anyone;

impl<'de> Deserialize<'de> for Anyone {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|IgnoredAny| Self)
    }
}

impl Claims for Anyone {
    const SCOPES: &'static [UserScope] = &[];
    type Needs = IdTokenOnly;
}
