//! The permissions and options of `#[authorized(…)]`.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Expr, Ident, Token, token};

use super::permissions::{self, Permissions};
use crate::authenticated;
use crate::diagnostics::Diagnostics;
use crate::options::{self, given_once};
use crate::organization::{Place, place};
use crate::runtime_path::RuntimePath;
use crate::suggest::{did_you_mean, nearest};

/// What stands in the parentheses.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) permissions: Option<Permissions>,
    pub(crate) organization: Option<Place>,
    pub(crate) runtime: RuntimePath,
    /// Which API it is may have been said there, had it been right.
    pub(crate) broken: bool,
}

const OPTIONS: [&str; 2] = ["organization", "crate"];

impl Args {
    /// Reads all of it and reports all that is wrong with it.
    pub(crate) fn read(args: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut read = Self::default();
        let mut given = Vec::new();
        options::read(args, diagnostics, |input, diagnostics| {
            let one = read.one(input, &mut given, diagnostics);
            read.broken |= one.is_err();
            one
        });
        read
    }

    fn one(
        &mut self,
        input: ParseStream<'_>,
        given: &mut Vec<String>,
        diagnostics: &mut Diagnostics,
    ) -> syn::Result<()> {
        if input.peek(Token![crate]) && input.peek2(Token![=]) {
            let name = input.fork().call(Ident::parse_any)?;
            self.runtime = RuntimePath::parse(input)?;
            given_once(&name, given, diagnostics);
        } else if is_option(input) {
            let name = input.call(Ident::parse_any)?;
            let value = options::value(input)?;
            self.set(&name, value.as_ref(), diagnostics);
            given_once(&name, given, diagnostics);
        } else {
            permissions::given_once(self.permissions.as_ref(), input)?;
            self.permissions = Some(input.parse()?);
        }
        Ok(())
    }

    fn set(&mut self, name: &Ident, value: Option<&Expr>, diagnostics: &mut Diagnostics) {
        let option = name.to_string();
        if option == "organization" {
            self.organization = place(name, value, diagnostics);
        } else if authenticated::OPTIONS.contains(&option.as_str()) {
            diagnostics.error(
                name,
                format!("`{option}` is an option of `#[authenticated]`, which guards web sessions: for a token write the \
                         permissions that it has to hold, as in `#[authorized(ShoppingApi::Read)]`"),
            );
        } else {
            let hint = match nearest(&option, OPTIONS) {
                None => ": it takes permissions, `organization = path(\"…\")` and `crate = path`".to_owned(),
                meant => did_you_mean(meant),
            };
            diagnostics.error(name, format!("`#[authorized]` has no option `{option}`{hint}"));
        }
    }
}

/// `name = value`, or a lone word that is or was meant to be the name of an option, and not a permission.
fn is_option(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let Ok(name) = ahead.call(Ident::parse_any) else { return false };
    if ahead.peek(Token![::]) || ahead.peek(token::Paren) {
        return false;
    }
    let name = name.to_string();
    let known = || OPTIONS.into_iter().chain(authenticated::OPTIONS);
    ahead.peek(Token![=]) || (!name.starts_with(char::is_uppercase) && nearest(&name, known()).is_some())
}
