//! Claims that a request has for its own time.

use std::ops::Deref;
use std::sync::Arc;

use crate::claims::Claims;
use crate::session::identity::Identity;

/// Claims that go back to their shelf, if they have one, when the request is done with them.
pub(super) struct Loan<C> {
    /// There until this is dropped, or taken apart by [`into_inner`](Self::into_inner).
    claims: Option<Box<C>>,
    shelf: Option<Shelf<C>>,
}

/// Where claims of this type go back to. What [`Claims`] asks of the type is known when this is made, and not when a
/// loan ends.
struct Shelf<C> {
    identity: Arc<Identity>,
    put: fn(&Identity, Box<C>),
}

impl<C> Loan<C> {
    /// Claims without a shelf.
    pub(super) fn own(claims: C) -> Self {
        Self { claims: Some(Box::new(claims)), shelf: None }
    }

    /// The claims, for good.
    #[expect(clippy::expect_used, reason = "nobody else takes them, and this ends here")]
    pub(super) fn into_inner(mut self) -> C {
        *self.claims.take().expect("claims until the loan ends")
    }
}

impl<C: Claims> Loan<C> {
    /// Claims off the shelf of `identity`, or for it.
    pub(super) fn of(claims: Box<C>, identity: Arc<Identity>) -> Self {
        let put = |identity: &Identity, claims| identity.shelf().put::<C>(claims);
        Self { claims: Some(claims), shelf: Some(Shelf { identity, put }) }
    }
}

impl<C> Deref for Loan<C> {
    type Target = C;

    #[expect(clippy::expect_used, reason = "whoever has a reference has not taken it apart")]
    fn deref(&self) -> &C {
        self.claims.as_deref().expect("claims until the loan ends")
    }
}

impl<C> Drop for Loan<C> {
    fn drop(&mut self) {
        if let Some((claims, shelf)) = self.claims.take().zip(self.shelf.take()) {
            (shelf.put)(&shelf.identity, claims);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;

    type Json = Map<String, Value>;

    fn identity() -> Arc<Identity> {
        Arc::new(Identity::decode(b"200\n100\ns1\nprofile\n{}".to_vec()).unwrap())
    }

    #[test]
    fn claims_go_back_when_the_loan_ends_and_are_not_there_meanwhile() {
        let identity = identity();
        let loan = Loan::of(Box::new(Json::new()), Arc::clone(&identity));
        assert!(loan.is_empty());
        assert!(identity.shelf().take::<Json>().is_none());
        drop(loan);
        assert!(identity.shelf().take::<Json>().is_some());
    }

    #[test]
    fn claims_that_were_taken_out_do_not_go_back() {
        let identity = identity();
        assert!(Loan::of(Box::new(Json::new()), Arc::clone(&identity)).into_inner().is_empty());
        assert!(identity.shelf().take::<Json>().is_none());
    }

    #[test]
    fn claims_of_ones_own_go_nowhere() {
        assert_eq!(Loan::own(7).into_inner(), 7);
    }
}
