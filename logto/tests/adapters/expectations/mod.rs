//! What every adapter has to answer, in the order in which it happens.

mod api;
mod guards;
mod refresh;
mod sign_in;
mod sign_out;

use crate::script::{Change, Step};
use crate::world::World;

pub(crate) fn script() -> Vec<Step> {
    let parts = [guards::signed_out(), sign_in::script(), guards::signed_in(), api::script(), refresh::script(), sign_out::script()];
    parts.into_iter().flatten().collect()
}

/// A change that takes no time.
fn change(change: impl FnOnce(&mut World) + Send + 'static) -> Step {
    let change: Change = Box::new(move |world| {
        change(world);
        Box::pin(async {})
    });
    Step::Change(change)
}

/// A visitor who stands before Logto's sign-in page signs in there.
fn sign_in_at_logto(who: crate::script::Who, username: &'static str) -> Step {
    Step::Change(Box::new(move |world| Box::pin(world.sign_in_at_logto(who, username))))
}
