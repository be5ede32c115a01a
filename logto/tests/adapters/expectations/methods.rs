//! Methods that a route does not have.

use crate::script::Who::Nobody;
use crate::script::{Ask, Step, ask};

/// With the methods that it does have.
fn refused(line: &'static str, allowed: &'static str) -> Ask {
    ask(line, 405).header("allow", allowed).says("")
}

pub(super) fn script() -> Vec<Step> {
    let asks = vec![
        refused("POST /sign-in", "GET,HEAD"),
        refused("OPTIONS /sign-in", "GET,HEAD"),
        refused("TRACE /sign-up", "GET,HEAD"),
        refused("DELETE /.well-known/oauth-protected-resource/api", "GET,HEAD"),
        ask("HEAD /.well-known/oauth-protected-resource/api", 200).says(""),
        // Not to be asked by HEAD, which only this crate says.
        refused("HEAD /callback", "GET"),
        ask("POST /callback", 405).in_the_frameworks_words(),
        refused("HEAD /sign-out", "GET,POST"),
        ask("PUT /sign-out", 405).in_the_frameworks_words(),
        ask("PATCH /back-channel-logout", 405).in_the_frameworks_words(),
    ];
    asks.into_iter().map(|ask| Step::from(ask.by(Nobody))).collect()
}
