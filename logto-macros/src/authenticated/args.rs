//! The options of `#[authenticated(…)]`.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Expr, Ident, LitStr, Path, Token};

use super::roles::{Roles, roles};
use crate::diagnostics::Diagnostics;
use crate::options::{self, given_once, text};
use crate::organization::{Place, place};
use crate::runtime_path::RuntimePath;
use crate::suggest::{did_you_mean, nearest};

/// The options, as written.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) redirect: Option<Redirect>,
    pub(crate) fetch_userinfo: bool,
    pub(crate) role: Option<Given<Roles>>,
    pub(crate) organization_role: Option<Given<Roles>>,
    pub(crate) organization: Option<Given<Place>>,
    pub(crate) runtime: RuntimePath,
}

/// Where signed-out visitors are sent.
pub(crate) enum Redirect {
    SignInRoute,
    To(LitStr),
}

/// An option that others depend on.
pub(crate) struct Given<T> {
    /// Its name, where it is written.
    pub(crate) option: Ident,
    /// `None` after an error.
    pub(crate) value: Option<T>,
}

/// All of them but `crate`.
pub(crate) const OPTIONS: [&str; 5] =
    ["redirect", "fetch_userinfo", "role", "organization_role", "organization"];

const EXPECTED: &str = "the options are `redirect`, `redirect = \"/path\"`, `fetch_userinfo`, `role = \"…\"`, \
                        `organization_role = \"…\"`, `organization = path(\"…\")` and `crate = path`";

impl Args {
    /// Reads all options and reports all that is wrong with them.
    pub(crate) fn read(args: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut read = Self::default();
        let mut given = Vec::new();
        options::read(args, diagnostics, |input, diagnostics| read.option(input, &mut given, diagnostics));
        read
    }

    fn option(
        &mut self,
        input: ParseStream<'_>,
        given: &mut Vec<String>,
        diagnostics: &mut Diagnostics,
    ) -> syn::Result<()> {
        is_no_permission(input)?;
        let Ok(name) = input.fork().call(Ident::parse_any) else {
            return Err(input.error(EXPECTED));
        };
        if name == "crate" {
            self.runtime = RuntimePath::parse(input)?;
        } else {
            input.call(Ident::parse_any)?;
            let value = options::value(input)?;
            self.set(&name, value.as_ref(), diagnostics);
        }
        given_once(&name, given, diagnostics);
        Ok(())
    }

    fn set(&mut self, name: &Ident, value: Option<&Expr>, diagnostics: &mut Diagnostics) {
        match name.to_string().as_str() {
            "redirect" => match value {
                Some(value) => self.redirect = path(value, diagnostics).map(Redirect::To),
                None => self.redirect = Some(Redirect::SignInRoute),
            },
            "fetch_userinfo" => {
                self.fetch_userinfo = true;
                takes_no_value(value, diagnostics);
            }
            "role" => self.role = Some(Given::new(name, roles(name, value, diagnostics))),
            "organization_role" => {
                self.organization_role = Some(Given::new(name, roles(name, value, diagnostics)));
            }
            "organization" => self.organization = Some(Given::new(name, place(name, value, diagnostics))),
            unknown => {
                let hint = match nearest(unknown, OPTIONS.into_iter().chain(["crate"])) {
                    None => format!(": {EXPECTED}"),
                    meant => did_you_mean(meant),
                };
                diagnostics.error(name, format!("`#[authenticated]` has no option `{unknown}`{hint}"));
            }
        }
    }
}

impl<T> Given<T> {
    fn new(option: &Ident, value: Option<T>) -> Self {
        Self { option: option.clone(), value }
    }
}

/// Wrong: `#[authenticated(ShoppingApi::Read)]`. A web session has no permissions.
fn is_no_permission(input: ParseStream<'_>) -> syn::Result<()> {
    let ahead = input.fork();
    if let Ok(path) = ahead.call(Path::parse_mod_style)
        && (path.segments.len() > 1 && !ahead.peek(Token![=]))
    {
        let message =
            "permissions are held by access tokens, not by web sessions: write `#[logto::authorized(…)]`";
        return Err(syn::Error::new_spanned(path, message));
    }
    Ok(())
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
fn path(value: &Expr, diagnostics: &mut Diagnostics) -> Option<LitStr> {
    let Some(path) = text(value) else {
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
        return Some(path.clone());
    };
    diagnostics.error(path, format!("`redirect` takes a path of this application: {problem}"));
    None
}
