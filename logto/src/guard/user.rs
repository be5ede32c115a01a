//! What a guarded handler gets.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, IgnoredAny};

use super::loan::Loan;
use crate::claims::Claims;
use crate::scope::UserScope;
use crate::session::identity::Identity;

/// The signed-in user, as the application sees them: dereferences to the claims `C`.
///
/// As a parameter of a handler under [`#[logto::authenticated]`](crate::authenticated), it comes with the
/// attribute's options. Without the attribute it is the attribute without options: signed out is 401.
/// `Option<User<C>>`, without the attribute, is optional sign-in.
///
/// Claims that were read for one request may be handed to later ones of the same session, one at a time. A handler that
/// takes them out with [`into_claims`](Self::into_claims) keeps them.
pub struct User<C>(Loan<C>);

/// What `#[logto::authenticated]` puts first into a handler's parameters: a user who passed the policy `P`.
///
/// Adapters implement their framework's extractor for it. In handwritten code [`User`] is what you want.
pub struct Guarded<C, P> {
    user: User<C>,
    policy: PhantomData<fn() -> P>,
}

/// The claims of a handler that wants to know nothing about its user: only that there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anyone;

impl<C> User<C> {
    /// A user whose claims are this request's alone.
    pub(crate) fn new(claims: C) -> Self {
        Self(Loan::own(claims))
    }

    /// The claims themselves.
    pub fn into_claims(self) -> C {
        self.0.into_inner()
    }
}

impl<C: Claims> User<C> {
    /// The user with claims of this identity that later requests may have.
    pub(crate) fn with_loan(claims: Box<C>, identity: Arc<Identity>) -> Self {
        Self(Loan::of(claims, identity))
    }
}

impl<C> Deref for User<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.0
    }
}

impl<C: Clone> Clone for User<C> {
    fn clone(&self) -> Self {
        Self::new((**self).clone())
    }
}

impl<C: fmt::Debug> fmt::Debug for User<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("User").field(&**self).finish()
    }
}

impl<C, P> Guarded<C, P> {
    pub(crate) fn new(user: User<C>) -> Self {
        Self { user, policy: PhantomData }
    }

    /// The user who passed.
    pub fn into_user(self) -> User<C> {
        self.user
    }
}

impl<C: fmt::Debug, P> fmt::Debug for Guarded<C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guarded").field(&self.user).finish()
    }
}

/// Reads from whatever claims there are.
impl<'de> Deserialize<'de> for Anyone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

// A list of these two is no help to someone whose own type is meant.
#[diagnostic::do_not_recommend]
impl Claims for Anyone {
    const SCOPES: &'static [UserScope] = &[];
    type FromUserinfo = ();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::decode;

    #[test]
    fn anyone_is_read_from_any_claims() {
        assert_eq!(decode::<Anyone>(r#"{"sub":"u","name":null}"#), Ok(Anyone));
    }

    #[test]
    fn a_user_is_their_claims() {
        let user = Guarded::<_, ()>::new(User::new(String::from("alice"))).into_user();
        assert_eq!(user.len(), 5);
        assert_eq!(user.into_claims(), "alice");
    }
}
