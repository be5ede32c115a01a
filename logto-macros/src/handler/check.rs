//! The rules for handlers.

use syn::punctuated::Punctuated;
use syn::{FnArg, Signature, Type};

use super::{Guard, GuardedHandler, Handler, Parameter};
use crate::diagnostics::Diagnostics;

/// Frameworks take handlers of up to 16 parameters, and the guard is one of them.
const MAX_OTHERS: usize = 15;

/// Applies all rules, and takes the parameter that holds what the guard lets in out of the signature.
pub(super) fn check(mut handler: Handler, guard: &Guard, diagnostics: &mut Diagnostics) -> GuardedHandler {
    is_async(&handler.signature, diagnostics);
    is_no_method(&handler.signature, diagnostics);
    let admitted = take_admitted(&mut handler.signature, guard, diagnostics);
    is_not_optional(&handler.signature, guard, diagnostics);
    leaves_room_for_the_guard(&handler.signature, guard, diagnostics);
    GuardedHandler { handler, admitted }
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
fn take_admitted(
    signature: &mut Signature,
    guard: &Guard,
    diagnostics: &mut Diagnostics,
) -> Option<Parameter> {
    let mut admitted = None;
    let mut others = Punctuated::new();
    for input in std::mem::take(&mut signature.inputs) {
        let argument = match &input {
            FnArg::Typed(typed) => only_argument(&typed.ty, guard.parameter).cloned(),
            FnArg::Receiver(_) => None,
        };
        match (input, argument) {
            (FnArg::Typed(typed), Some(_)) if admitted.is_some() => {
                let Guard { admitted, parameter, .. } = guard;
                diagnostics.error(
                    &typed,
                    format!("a request has one {admitted}: a handler takes at most one `{parameter}<…>`"),
                );
            }
            (FnArg::Typed(typed), Some(argument)) => admitted = Some(Parameter { typed, argument }),
            (other, _) => others.push(other),
        }
    }
    signature.inputs = others;
    admitted
}

/// Wrong: `#[authenticated] async fn home(user: Option<User<Account>>)`.
fn is_not_optional(signature: &Signature, guard: &Guard, diagnostics: &mut Diagnostics) {
    for input in &signature.inputs {
        if let FnArg::Typed(typed) = input
            && only_argument(&typed.ty, "Option")
                .is_some_and(|ty| only_argument(ty, guard.parameter).is_some())
        {
            diagnostics.error(&typed.ty, guard.optional);
        }
    }
}

fn leaves_room_for_the_guard(signature: &Signature, guard: &Guard, diagnostics: &mut Diagnostics) {
    if let Some(input) = signature.inputs.iter().nth(MAX_OTHERS) {
        diagnostics.error(
            input,
            format!(
                "a handler takes at most 15 parameters besides its {}: combine some into one extractor",
                guard.admitted
            ),
        );
    }
}

/// `T` of a type that is written `Name<T>`, whatever the path to it.
fn only_argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let path = match ty {
        Type::Path(path) => path,
        Type::Group(group) => return only_argument(&group.elem, name),
        Type::Paren(paren) => return only_argument(&paren.elem, name),
        _ => return None,
    };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match (arguments.args.first(), arguments.args.len()) {
        (Some(syn::GenericArgument::Type(ty)), 1) => Some(ty),
        _ => None,
    }
}
