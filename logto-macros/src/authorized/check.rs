//! The rules.

use proc_macro2::TokenStream;
use quote::ToTokens as _;

use super::args::Args;
use super::permissions::{Permission, Permissions};
use crate::diagnostics::Diagnostics;
use crate::handler::GuardedHandler;

/// What is asked of whom.
pub(crate) struct Access {
    pub(crate) args: Args,
    pub(crate) guarded: GuardedHandler,
    /// The API that the token is for: the parameter's if there is one, else that of the permissions.
    pub(crate) api: TokenStream,
}

pub(crate) fn check(
    args: Args,
    guarded: Option<GuardedHandler>,
    diagnostics: &mut Diagnostics,
) -> Option<Access> {
    if let Some(permissions) = &args.permissions {
        are_of_one_api(permissions, diagnostics);
        are_listed_once(permissions, diagnostics);
    }
    let guarded = guarded?;
    let api = which_api(&args, &guarded, diagnostics)?;
    Some(Access { args, guarded, api })
}

/// Wrong: `ShoppingApi::Read + BillingApi::Pay`. Whether `api::ShoppingApi` is `ShoppingApi` only the compiler knows.
fn are_of_one_api(permissions: &Permissions, diagnostics: &mut Diagnostics) {
    let name = |permission: &Permission| permission.api_name().map(|name| name.ident.clone());
    let first = &permissions.first;
    for other in permissions.others.iter().filter(|other| name(other) != name(first)) {
        let (api, first) = (other.api_as_written(), first.api_as_written());
        let message =
            format!("a token is for one API: this permission is of `{api}`, the first one of `{first}`");
        diagnostics.error(&other.path, message);
    }
}

/// Wrong: `ShoppingApi::Read + ShoppingApi::Read`.
fn are_listed_once(permissions: &Permissions, diagnostics: &mut Diagnostics) {
    let mut seen = Vec::new();
    for permission in permissions.iter() {
        let name = (permission.api_as_written(), &permission.name);
        if seen.contains(&name) {
            let message = format!("the permission `{}` is listed twice: keep one", permission.name);
            diagnostics.error(&permission.path, message);
        }
        seen.push(name);
    }
}

/// Wrong: `#[authorized] async fn list()`.
fn which_api(args: &Args, guarded: &GuardedHandler, diagnostics: &mut Diagnostics) -> Option<TokenStream> {
    let parameter = guarded.admitted.as_ref().map(|token| token.argument.to_token_stream());
    let permissions = args.permissions.as_ref().map(|permissions| permissions.first.api.to_token_stream());
    let api = parameter.or(permissions);
    if api.is_none() && !args.broken {
        diagnostics.error(
            &guarded.handler.signature.ident,
            "for which API is the token? Say what it has to hold, as in `#[logto::authorized(ShoppingApi::Read)]`, or take it \
             as a parameter `token: BearerToken<ShoppingApi>`",
        );
    }
    api
}
