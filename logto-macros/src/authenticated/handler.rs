//! The function under the attribute.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, PatType, Signature, Token, Type, Visibility, braced, token};

/// A function, its body left as it was written: what is wrong in there is the compiler's to say.
pub(crate) struct Handler {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) signature: Signature,
    /// `#![…]` inside the body.
    pub(crate) inner_attrs: Vec<Attribute>,
    pub(crate) body: TokenStream,
}

/// A handler with its `User<C>` parameter taken out.
pub(crate) struct GuardedHandler {
    /// Without the `User<C>` parameter.
    pub(crate) handler: Handler,
    pub(crate) user: Option<UserParameter>,
}

/// `user: User<Account>`
pub(crate) struct UserParameter {
    pub(crate) parameter: PatType,
    /// `Account`
    pub(crate) claims: Type,
}

impl Parse for Handler {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let signature = parse_signature(input)?;
        if !input.peek(token::Brace) {
            return Err(input.error("`#[authenticated]` goes on a handler with a body"));
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

fn parse_signature(input: ParseStream<'_>) -> syn::Result<Signature> {
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
    Err(input.error("`#[authenticated]` goes on a handler: an `async fn`"))
}

fn skip_to_fn(input: ParseStream<'_>) -> syn::Result<Token![fn]> {
    while !input.peek(Token![fn]) {
        input.parse::<Ident>()?;
    }
    input.parse()
}

/// `C` of a type that is written `User<C>`, whatever the path to it.
pub(crate) fn claims_of(ty: &Type) -> Option<&Type> {
    only_argument(ty, "User")
}

/// `T` of a type that is written `Option<T>`.
pub(crate) fn optional(ty: &Type) -> Option<&Type> {
    only_argument(ty, "Option")
}

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
