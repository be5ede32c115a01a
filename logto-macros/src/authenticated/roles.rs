//! The options `role = …` and `organization_role = …`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, Ident, LitStr};

use crate::diagnostics::Diagnostics;
use crate::options::{call, text};

/// Roles, one of which is enough.
pub(crate) struct Roles(Vec<LitStr>);

/// Right: `"admin"`, `any("admin", "support")`. Wrong: nothing, `""`, `admin`, `["admin"]`, `any()`.
pub(crate) fn roles(option: &Ident, value: Option<&Expr>, diagnostics: &mut Diagnostics) -> Option<Roles> {
    match value.and_then(names) {
        Some(names) => {
            listed_once(&names, diagnostics);
            Some(Roles(names))
        }
        None => {
            let message = format!(
                "`{option}` takes the name of a role, as in `{option} = \"admin\"`, or some of which one is enough, as in \
                 `{option} = any(\"admin\", \"support\")`"
            );
            match value {
                Some(value) => diagnostics.error(value, message),
                None => diagnostics.error(option, message),
            }
            None
        }
    }
}

fn names(value: &Expr) -> Option<Vec<LitStr>> {
    let names: Vec<LitStr> = match call(value) {
        Some((any, names)) if any == "any" => names.iter().map(|name| text(name).cloned()).collect(),
        _ => text(value).map(|name| vec![name.clone()]),
    }?;
    (!names.is_empty() && names.iter().all(|name| !name.value().is_empty())).then_some(names)
}

/// Wrong: `any("admin", "admin")`.
fn listed_once(names: &[LitStr], diagnostics: &mut Diagnostics) {
    for (position, name) in names.iter().enumerate() {
        if names.iter().take(position).any(|earlier| earlier.value() == name.value()) {
            diagnostics.error(name, format!("the role `{}` is listed twice: keep one", name.value()));
        }
    }
}

impl ToTokens for Roles {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let names = &self.0;
        tokens.extend(quote!(&[#(#names),*]));
    }
}
