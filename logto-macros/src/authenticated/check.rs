//! What the attribute asks of a handler, one function for each rule.

use syn::{FnArg, LitStr};

use super::args::{Args, Redirect};
use super::handler::{self, Handler};
use crate::diagnostics::Diagnostics;

/// A handler that can be guarded.
pub(crate) struct Guarded {
    pub(crate) args: Args,
    pub(crate) handler: Handler,
    /// The position of the `User<C>` parameter.
    pub(crate) user: Option<usize>,
}

/// Frameworks implement their handler traits for so many parameters; the guard is one of them.
const MAX_PARAMETERS: usize = 16;

pub(crate) fn check(args: Args, handler: Handler) -> syn::Result<Guarded> {
    let mut diagnostics = Diagnostics::default();
    if let Some(Redirect::To(path)) = &args.redirect {
        check_redirect(path, &mut diagnostics);
    }
    check_function(&handler, &mut diagnostics);
    check_receiver(&handler, &mut diagnostics);
    check_optional_user(&handler, &mut diagnostics);
    let user = check_one_user(&handler, &mut diagnostics);
    check_parameter_count(&handler, user, &mut diagnostics);
    diagnostics.finish(Guarded { args, handler, user })
}

/// ```text
/// wrong: redirect = "welcome", "https://example.com", "//example.com"      right: redirect = "/welcome"
/// ```
fn check_redirect(path: &LitStr, diagnostics: &mut Diagnostics) {
    let text = path.value();
    let is_path = text.starts_with('/') && !text.starts_with("//");
    if !is_path || !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        diagnostics.error(
            path,
            format!(
                "`{text}` is not a path of this app: it begins with one `/`, as in `redirect = \"/welcome\"`"
            ),
        );
    }
}

/// ```text
/// wrong: fn account(user: User<Account>)      right: async fn account(user: User<Account>)
/// ```
fn check_function(handler: &Handler, diagnostics: &mut Diagnostics) {
    let signature = &handler.signature;
    if signature.asyncness.is_none() {
        diagnostics.error(
            &signature.fn_token,
            format!("a guarded handler is asynchronous: write `async fn {}`", signature.ident),
        );
    }
    if let Some(constness) = &signature.constness {
        diagnostics.error(constness, "a guarded handler is not `const`: remove it");
    }
    if let Some(abi) = &signature.abi {
        diagnostics.error(abi, "a guarded handler is not `extern`: remove it");
    }
}

/// ```text
/// wrong: impl Api { #[authenticated] async fn account(&self, …) }      right: #[authenticated] async fn account(…)
/// ```
fn check_receiver(handler: &Handler, diagnostics: &mut Diagnostics) {
    for parameter in &handler.signature.inputs {
        if let FnArg::Receiver(receiver) = parameter {
            diagnostics.error(
                receiver,
                "a guarded handler is a free function: move it out of the `impl` block and take what it needs as parameters",
            );
        }
    }
}

/// ```text
/// wrong: #[authenticated] async fn home(user: Option<User<Account>>)      right: without the attribute
/// ```
fn check_optional_user(handler: &Handler, diagnostics: &mut Diagnostics) {
    for parameter in handler.signature.inputs.iter().filter(|parameter| handler::is_optional_user(parameter))
    {
        diagnostics.error(
            parameter,
            "`Option<User<…>>` makes the sign-in optional, but the attribute requires it: remove the attribute, or take \
             `User<…>`",
        );
    }
}

/// ```text
/// wrong: async fn account(user: User<Account>, again: User<Other>)      right: async fn account(user: User<Account>)
/// ```
fn check_one_user(handler: &Handler, diagnostics: &mut Diagnostics) -> Option<usize> {
    let is_user = |(_, parameter): &(usize, &FnArg)| handler::user_claims(parameter).is_some();
    let mut users = handler.signature.inputs.iter().enumerate().filter(is_user);
    let first = users.next().map(|(position, _)| position);
    for (_, second) in users {
        diagnostics.error(
            second,
            "a handler has one user: remove this parameter, and declare the claims of both in one type",
        );
    }
    first
}

/// The guard is a parameter too: the `User<C>`, or one of its own.
fn check_parameter_count(handler: &Handler, user: Option<usize>, diagnostics: &mut Diagnostics) {
    let room = if user.is_some() { MAX_PARAMETERS } else { MAX_PARAMETERS - 1 };
    if let Some(surplus) = handler.signature.inputs.iter().nth(room) {
        diagnostics.error(
            surplus,
            format!(
                "a handler takes up to {MAX_PARAMETERS} parameters and the guard is one of them: put some into one \
                 extractor, say a tuple"
            ),
        );
    }
}
