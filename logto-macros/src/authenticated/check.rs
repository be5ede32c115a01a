//! The rules for handlers.

use syn::punctuated::Punctuated;
use syn::{FnArg, Signature};

use super::handler::{GuardedHandler, Handler, UserParameter, claims_of, optional};
use crate::diagnostics::Diagnostics;

/// Frameworks take handlers of up to 16 parameters, and the guard is one of them.
const MAX_OTHERS: usize = 15;

/// Applies all rules, and takes the `User<C>` parameter out of the signature.
pub(crate) fn check(mut handler: Handler, diagnostics: &mut Diagnostics) -> GuardedHandler {
    is_async(&handler.signature, diagnostics);
    is_no_method(&handler.signature, diagnostics);
    let user = take_user(&mut handler.signature, diagnostics);
    is_not_optional(&handler.signature, diagnostics);
    leaves_room_for_the_guard(&handler.signature, diagnostics);
    GuardedHandler { handler, user }
}

/// Wrong: `#[authenticated] fn account()`.
fn is_async(signature: &Signature, diagnostics: &mut Diagnostics) {
    if signature.asyncness.is_none() {
        diagnostics.error(signature.fn_token, "a handler is an `async fn`: add `async`");
    }
}

/// Wrong: `#[authenticated] async fn account(&self)`. No framework routes to methods.
fn is_no_method(signature: &Signature, diagnostics: &mut Diagnostics) {
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        diagnostics
            .error(receiver, "a handler is a free function: move it out of the `impl`, without `self`");
    }
}

/// Wrong: `async fn account(user: User<Account>, again: User<Account>)`.
fn take_user(signature: &mut Signature, diagnostics: &mut Diagnostics) -> Option<UserParameter> {
    let mut user = None;
    let mut others = Punctuated::new();
    for input in std::mem::take(&mut signature.inputs) {
        match input {
            FnArg::Typed(parameter) if claims_of(&parameter.ty).is_some() => {
                if user.is_some() {
                    diagnostics
                        .error(&parameter, "a request has one user: a handler takes at most one `User<…>`");
                    continue;
                }
                let claims = claims_of(&parameter.ty).cloned();
                user = claims.map(|claims| UserParameter { parameter, claims });
            }
            other => others.push(other),
        }
    }
    signature.inputs = others;
    user
}

/// Wrong: `#[authenticated] async fn home(user: Option<User<Account>>)`.
fn is_not_optional(signature: &Signature, diagnostics: &mut Diagnostics) {
    for input in &signature.inputs {
        if let FnArg::Typed(parameter) = input
            && optional(&parameter.ty).and_then(claims_of).is_some()
        {
            diagnostics.error(
                &parameter.ty,
                "`#[authenticated]` lets nobody in who is not signed in: write `User<…>`, or remove the attribute",
            );
        }
    }
}

fn leaves_room_for_the_guard(signature: &Signature, diagnostics: &mut Diagnostics) {
    if let Some(input) = signature.inputs.iter().nth(MAX_OTHERS) {
        diagnostics.error(
            input,
            "a handler takes at most 15 parameters besides its user: combine some into one extractor",
        );
    }
}
