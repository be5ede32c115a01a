//! The function under the attribute. Its body stays raw tokens: rustc reads it, and says better what is wrong in it.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, GenericArgument, PathArguments, Signature, Token, Type, Visibility};

/// A handler function.
pub(crate) struct Handler {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) inner_attributes: Vec<Attribute>,
    pub(crate) body: TokenStream,
}

pub(crate) fn parse(item: TokenStream) -> syn::Result<Handler> {
    let Start { is_function } = syn::parse2(item.clone())?;
    if !is_function {
        return Err(syn::Error::new_spanned(
            &item,
            "`#[logto::authenticated]` guards handlers: put it on an `async fn`",
        ));
    }
    syn::parse2(item)
}

/// The claims type of a `User<C>` parameter, by whatever path it is named.
pub(crate) fn user_claims(parameter: &FnArg) -> Option<&Type> {
    let FnArg::Typed(parameter) = parameter else {
        return None;
    };
    only_argument(&parameter.ty, "User")
}

/// Whether a parameter is an `Option<User<C>>`.
pub(crate) fn is_optional_user(parameter: &FnArg) -> bool {
    let FnArg::Typed(parameter) = parameter else {
        return false;
    };
    only_argument(&parameter.ty, "Option").is_some_and(|inner| only_argument(inner, "User").is_some())
}

/// `C` of a type `…::Name<C>`.
fn only_argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(only)) if arguments.args.len() == 1 => Some(only),
        _ => None,
    }
}

impl Parse for Handler {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let signature = input.parse()?;
        let content;
        syn::braced!(content in input);
        let inner_attributes = content.call(Attribute::parse_inner)?;
        Ok(Self { attributes, visibility, signature, inner_attributes, body: content.parse()? })
    }
}

/// What an item begins with, to tell a function with a mistake in it from something else.
struct Start {
    is_function: bool,
}

impl Parse for Start {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let constant = input.peek(Token![const]) && !(input.peek2(Token![fn]) || input.peek2(Token![async]));
        let words = [
            input.peek(Token![fn]),
            input.peek(Token![async]),
            input.peek(Token![unsafe]),
            input.peek(Token![extern]),
            input.peek(Token![const]),
        ];
        input.parse::<TokenStream>()?;
        Ok(Self { is_function: words.contains(&true) && !constant })
    }
}
