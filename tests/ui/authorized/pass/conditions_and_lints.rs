//! The hidden policy obeys the handler's conditions, may be more visible than the API, and does not trip the user's lints.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, nonstandard_style, unused)]

use logto::BearerToken;

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

/// Handlers.
mod api {
    use super::{BearerToken, ShoppingApi};

    /// A list.
    #[cfg(all())]
    #[logto::authorized(ShoppingApi::Read)]
    pub(crate) async fn list(token: BearerToken<ShoppingApi>) -> String {
        #![allow(clippy::all)]
        token.subject().to_owned()
    }

    /// Another.
    #[logto::authorized(ShoppingApi::NoSuchPermission)]
    #[cfg(any())]
    pub(crate) async fn list(token: BearerToken<NoSuchType>) {}
}

/// As visible as can be, for an API that is not.
#[logto::authorized(any(ShoppingApi::Write, ShoppingApi::Read))]
pub async fn r#type() {}

fn main() {
    #[logto::authorized(ShoppingApi::Read)]
    async fn local() {}

    let _ = (api::list, r#type, local);
}
