//! The options of the attribute.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Token};

use crate::diagnostics::{Diagnostics, did_you_mean};
use crate::runtime_path::RuntimePath;

/// The options, each with the token that says it.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) redirect: Option<Redirect>,
    pub(crate) fetch_userinfo: Option<Ident>,
    pub(crate) runtime: RuntimePath,
}

/// Where signed-out visitors go.
pub(crate) enum Redirect {
    SignInRoute,
    To(LitStr),
}

const OPTIONS: [&str; 3] = ["redirect", "fetch_userinfo", "crate"];

pub(crate) fn parse(tokens: TokenStream) -> syn::Result<Args> {
    let mut diagnostics = Diagnostics::default();
    let mut args = Args::default();
    let parsed = (|input: ParseStream<'_>| parse_options(input, &mut args, &mut diagnostics)).parse2(tokens);
    if let Err(error) = parsed {
        diagnostics.push(error);
    }
    diagnostics.finish(args)
}

fn parse_options(input: ParseStream<'_>, args: &mut Args, diagnostics: &mut Diagnostics) -> syn::Result<()> {
    let mut has_crate = false;
    while !input.is_empty() {
        let name = input.call(Ident::parse_any)?;
        let value = input.parse::<Option<Token![=]>>()?.map(|_| input.parse::<Expr>()).transpose()?;
        match name.to_string().as_str() {
            "redirect" => redirect(args, &name, value, diagnostics),
            "fetch_userinfo" => fetch_userinfo(args, name, value.as_ref(), diagnostics),
            "crate" if has_crate => diagnostics.error(&name, "`crate` is given twice: keep one"),
            "crate" => {
                has_crate = true;
                runtime(args, &name, value, diagnostics);
            }
            unknown => diagnostics.error(&name, unknown_option(unknown)),
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

/// ```text
/// wrong: redirect, redirect = "/welcome"      right: redirect = "/welcome"
/// wrong: redirect = true                      right: redirect
/// ```
fn redirect(args: &mut Args, name: &Ident, value: Option<Expr>, diagnostics: &mut Diagnostics) {
    let redirect = match value {
        None => Redirect::SignInRoute,
        Some(Expr::Lit(ExprLit { lit: Lit::Str(path), .. })) => Redirect::To(path),
        Some(other) => {
            return diagnostics.error(
                &other,
                "expected a path in quotes, as in `redirect = \"/welcome\"`, or just `redirect` for the sign-in route",
            );
        }
    };
    match (&args.redirect, &redirect) {
        (None, _) => args.redirect = Some(redirect),
        (Some(Redirect::SignInRoute), Redirect::SignInRoute) => {
            diagnostics.error(name, "`redirect` is given twice: keep one");
        }
        (Some(_), _) => {
            diagnostics.error(
                name,
                "this `redirect` contradicts the one before it: visitors can go to one place only",
            );
        }
    }
}

/// ```text
/// wrong: fetch_userinfo = true      right: fetch_userinfo
/// ```
fn fetch_userinfo(args: &mut Args, name: Ident, value: Option<&Expr>, diagnostics: &mut Diagnostics) {
    if let Some(value) = value {
        diagnostics
            .error(value, "`fetch_userinfo` takes no value: write just `fetch_userinfo`, or leave it out");
    } else if args.fetch_userinfo.is_some() {
        diagnostics.error(&name, "`fetch_userinfo` is given twice: keep one");
    } else {
        args.fetch_userinfo = Some(name);
    }
}

/// ```text
/// wrong: crate = "my_logto"      right: crate = ::my_framework::logto
/// ```
fn runtime(args: &mut Args, name: &Ident, value: Option<Expr>, diagnostics: &mut Diagnostics) {
    match value {
        Some(Expr::Path(path)) => args.runtime = RuntimePath::new(path.path),
        Some(other) => diagnostics.error(&other, "expected a path, as in `crate = ::my_framework::logto`"),
        None => diagnostics.error(name, "`crate` needs a path, as in `crate = ::my_framework::logto`"),
    }
}

fn unknown_option(name: &str) -> String {
    let help = match did_you_mean(name, OPTIONS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "the options are `redirect`, `redirect = \"/path\"`, `fetch_userinfo` and `crate = path`"
            .to_owned(),
    };
    format!("unknown option `{name}`: {help}")
}
