//! The options of `#[authenticated(…)]`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Token};

use crate::diagnostics::Diagnostics;
use crate::runtime_path::RuntimePath;
use crate::suggest::{did_you_mean, nearest};

/// The options, as written.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) redirect: Option<Redirect>,
    pub(crate) fetch_userinfo: bool,
    pub(crate) runtime: RuntimePath,
}

/// Where signed-out visitors are sent.
pub(crate) enum Redirect {
    SignInRoute,
    To(LitStr),
}

const OPTIONS: [&str; 3] = ["redirect", "fetch_userinfo", "crate"];

const EXPECTED: &str =
    "the options are `redirect`, `redirect = \"/path\"`, `fetch_userinfo` and `crate = path`";

impl Args {
    /// Reads all options and reports all that is wrong with them.
    pub(crate) fn read(args: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut read = Self::default();
        let mut given = Vec::new();
        let options = |input: ParseStream<'_>| {
            while !input.is_empty() {
                read.option(input, &mut given, diagnostics)?;
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        let options = options.parse2(args);
        diagnostics.ok(options);
        read
    }

    fn option(
        &mut self,
        input: ParseStream<'_>,
        given: &mut Vec<String>,
        diagnostics: &mut Diagnostics,
    ) -> syn::Result<()> {
        let Ok(name) = input.fork().call(Ident::parse_any) else {
            return Err(input.error(EXPECTED));
        };
        let option = name.to_string();
        if option == "crate" {
            self.runtime = RuntimePath::parse(input)?;
        } else {
            input.call(Ident::parse_any)?;
            let value = value(input)?;
            self.set(&name, value, diagnostics);
        }
        given_once(&name, given, diagnostics);
        given.push(option);
        Ok(())
    }

    fn set(&mut self, name: &Ident, value: Option<Expr>, diagnostics: &mut Diagnostics) {
        match name.to_string().as_str() {
            "redirect" => match value {
                Some(value) => self.redirect = path(value, diagnostics).map(Redirect::To),
                None => self.redirect = Some(Redirect::SignInRoute),
            },
            "fetch_userinfo" => {
                self.fetch_userinfo = true;
                takes_no_value(value.as_ref(), diagnostics);
            }
            unknown => {
                let hint = match nearest(unknown, OPTIONS) {
                    None => format!(": {EXPECTED}"),
                    meant => did_you_mean(meant),
                };
                diagnostics.error(name, format!("`#[authenticated]` has no option `{unknown}`{hint}"));
            }
        }
    }
}

/// `= expression`, or nothing.
fn value(input: ParseStream<'_>) -> syn::Result<Option<Expr>> {
    if !input.peek(Token![=]) {
        return Ok(None);
    }
    input.parse::<Token![=]>()?;
    input.parse().map(Some)
}

/// Wrong: `redirect, redirect = "/welcome"`; `fetch_userinfo, fetch_userinfo`.
fn given_once(name: &Ident, given: &[String], diagnostics: &mut Diagnostics) {
    if given.iter().any(|earlier| name == earlier) {
        diagnostics.error(name, format!("`{name}` is given twice: keep one"));
    }
}

/// Wrong: `fetch_userinfo = true`. An option is there or it is not.
fn takes_no_value(value: Option<&Expr>, diagnostics: &mut Diagnostics) {
    if let Some(value) = value {
        diagnostics.error(
            value,
            "`fetch_userinfo` takes no value: write it to turn it on, leave it out to turn it off",
        );
    }
}

/// Right: `redirect = "/welcome?from=account"`. Wrong: `"welcome"`, `"//evil.example"`, `"https://evil.example"`,
/// `"/\\evil.example"`, which browsers read as another host's.
fn path(value: Expr, diagnostics: &mut Diagnostics) -> Option<LitStr> {
    let Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) = value else {
        diagnostics
            .error(value, "`redirect` takes a path in quotes, as in `redirect = \"/welcome\"`, or nothing");
        return None;
    };
    let text = path.value();
    let problem = if text.is_empty() {
        "it is empty"
    } else if !text.starts_with('/') {
        "it does not begin with `/`"
    } else if text.starts_with("//") {
        "`//` begins the address of another host"
    } else if text.contains('\\') {
        "it holds a backslash, which browsers take for `/`"
    } else if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
        "it holds white space or a control character"
    } else {
        return Some(path);
    };
    diagnostics
        .error(path.to_token_stream(), format!("`redirect` takes a path of this application: {problem}"));
    None
}
