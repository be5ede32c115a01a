//! Methods that a path has no answer for.

use rocket::http::Method;
use rocket::route::{Handler, Outcome, Route};
use rocket::{Data, Request};

use super::convert::respond;
use crate::guard::routes;

const METHODS: [Method; 8] = [
    Method::Get,
    Method::Head,
    Method::Post,
    Method::Put,
    Method::Patch,
    Method::Delete,
    Method::Options,
    Method::Trace,
];

/// Routes that say which methods `path` has, to requests by any other: Rocket would say that there is no such page.
/// Whatever the application mounts there comes first.
pub(super) fn not_allowed(path: &str, allowed: &'static str) -> impl Iterator<Item = Route> {
    let others =
        METHODS.into_iter().filter(|method| !allowed.split(", ").any(|name| name == method.as_str()));
    others.map(move |method| Route::ranked(isize::MAX, method, path, NotAllowed(allowed)))
}

#[derive(Clone)]
struct NotAllowed(&'static str);

#[rocket::async_trait]
impl Handler for NotAllowed {
    async fn handle<'r>(&self, _: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        Outcome::Success(respond(routes::method_not_allowed(self.0)))
    }
}
