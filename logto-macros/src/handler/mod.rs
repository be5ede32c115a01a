//! The function under a guarding attribute: what `#[authenticated]` and `#[authorized]` have in common.

mod check;
mod expand;

use proc_macro2::TokenStream;
use syn::parse::{Parse as _, ParseStream, Parser as _};
use syn::{Attribute, Ident, PatType, Signature, Token, Type, Visibility, braced, token};

use crate::diagnostics::Diagnostics;

/// A guarding attribute, in the words of its messages.
pub(crate) struct Guard {
    /// Its name.
    pub(crate) attribute: &'static str,
    /// What it lets in, as a word.
    pub(crate) admitted: &'static str,
    /// The type of the parameter that holds what it lets in.
    pub(crate) parameter: &'static str,
    /// What is said where that type stands in an `Option`.
    pub(crate) optional: &'static str,
}

/// A function, its body left as it was written: what is wrong in there is the compiler's to say.
pub(crate) struct Handler {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) signature: Signature,
    /// `#![…]` inside the body.
    pub(crate) inner_attrs: Vec<Attribute>,
    pub(crate) body: TokenStream,
}

/// A handler that keeps the rules.
pub(crate) struct GuardedHandler {
    /// Without the parameter that holds what the guard lets in.
    pub(crate) handler: Handler,
    pub(crate) admitted: Option<Parameter>,
}

/// `user: User<Account>`, `token: BearerToken<ShoppingApi>`
pub(crate) struct Parameter {
    pub(crate) typed: PatType,
    /// `Account`, `ShoppingApi`
    pub(crate) argument: Type,
}

impl GuardedHandler {
    /// Reads the item under the attribute and applies all rules to it.
    pub(crate) fn read(item: TokenStream, guard: &Guard, diagnostics: &mut Diagnostics) -> Option<Self> {
        let handler = (|input: ParseStream<'_>| Handler::parse(input, guard)).parse2(item);
        diagnostics.ok(handler).map(|handler| check::check(handler, guard, diagnostics))
    }
}

impl Handler {
    fn parse(input: ParseStream<'_>, guard: &Guard) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let signature = parse_signature(input, guard)?;
        if !input.peek(token::Brace) {
            return Err(input.error(format!("`#[{}]` goes on a handler with a body", guard.attribute)));
        }
        let content;
        braced!(content in input);
        Ok(Self {
            attrs,
            vis,
            signature,
            inner_attrs: content.call(Attribute::parse_inner)?,
            body: content.parse()?,
        })
    }
}

fn parse_signature(input: ParseStream<'_>, guard: &Guard) -> syn::Result<Signature> {
    let function = input.peek(Token![fn])
        || input.peek(Token![async])
        || input.peek(Token![const])
        || input.peek(Token![unsafe])
        || input.peek(Token![extern]);
    // `const LIMIT: u8 = 3;` begins like `const fn`, `extern crate` like `extern fn`.
    if function && let Ok(signature) = input.fork().parse::<Signature>() {
        input.parse::<Signature>()?;
        return Ok(signature);
    }
    if function && input.fork().call(skip_to_fn).is_ok() {
        return input.parse();
    }
    Err(input.error(format!("`#[{}]` goes on a handler: an `async fn`", guard.attribute)))
}

fn skip_to_fn(input: ParseStream<'_>) -> syn::Result<Token![fn]> {
    while !input.peek(Token![fn]) {
        Ident::parse(input)?;
    }
    input.parse()
}
