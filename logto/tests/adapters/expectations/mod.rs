//! What every adapter has to answer, in the order in which it happens.

mod api;
mod back_channel_logout;
mod guards;
mod methods;
mod prefix;
mod refresh;
mod sign_in;
mod sign_out;

use crate::script::{Change, Step};
use crate::world::{Setting, World};

/// What happens to an application with its sessions in cookies, to one with a store, and to one behind a proxy.
pub(crate) fn scripts() -> [(Setting, Vec<Step>); 3] {
    let in_cookies = [
        guards::signed_out(),
        methods::script(),
        sign_in::script(),
        guards::signed_in(),
        api::script(),
        refresh::script(),
        back_channel_logout::without_store(),
        sign_out::script(),
    ];
    let in_cookies = in_cookies.into_iter().flatten().collect();
    [
        (Setting::Cookies, in_cookies),
        (Setting::Store, back_channel_logout::script()),
        (Setting::Prefix, prefix::script()),
    ]
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
