//! What the options of guarding attributes have in common.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprCall, ExprLit, Ident, Lit, LitStr, Token};

use crate::diagnostics::Diagnostics;

/// Reads options, separated by commas. After a mistake it goes on with the next one.
pub(crate) fn read(
    args: TokenStream,
    diagnostics: &mut Diagnostics,
    mut option: impl FnMut(ParseStream<'_>, &mut Diagnostics) -> syn::Result<()>,
) {
    let options = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = option(input, diagnostics) {
                diagnostics.push(error);
                skip_to_comma(input)?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    let options = options.parse2(args);
    diagnostics.ok(options);
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

/// `= expression`, or nothing.
pub(crate) fn value(input: ParseStream<'_>) -> syn::Result<Option<Expr>> {
    if !input.peek(Token![=]) {
        return Ok(None);
    }
    input.parse::<Token![=]>()?;
    input.parse().map(Some)
}

/// Wrong: `redirect, redirect = "/welcome"`; `fetch_userinfo, fetch_userinfo`.
pub(crate) fn given_once(name: &Ident, given: &mut Vec<String>, diagnostics: &mut Diagnostics) {
    if given.iter().any(|earlier| name == earlier) {
        diagnostics.error(name, format!("`{name}` is given twice: keep one"));
    }
    given.push(name.to_string());
}

/// `"text"`
pub(crate) fn text(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}

/// `name(argument, argument)`
pub(crate) fn call(value: &Expr) -> Option<(&Ident, &Punctuated<Expr, Token![,]>)> {
    match value {
        Expr::Call(ExprCall { func, args, .. }) => match func.as_ref() {
            Expr::Path(function) => Some((function.path.get_ident()?, args)),
            _ => None,
        },
        Expr::Group(group) => call(&group.expr),
        _ => None,
    }
}
