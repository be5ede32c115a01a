//! What the derive reads from the enum and its attributes.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Path, Token, Variant};

use crate::diagnostics::Diagnostics;
use crate::runtime_path::RuntimePath;

/// An API resource.
pub(crate) struct Resource {
    pub(crate) name: Ident,
    pub(crate) indicator: Indicator,
    pub(crate) permissions: Vec<Permission>,
    pub(crate) runtime: RuntimePath,
}

/// Which resource it is.
pub(crate) enum Indicator {
    /// An API, by its identifier.
    Api(LitStr),
    /// The organization template.
    Organizations,
}

/// One permission.
pub(crate) struct Permission {
    pub(crate) name: Ident,
    pub(crate) scope: LitStr,
    pub(crate) cfgs: Vec<Attribute>,
}

pub(crate) fn read(input: &DeriveInput) -> syn::Result<Resource> {
    let mut diagnostics = Diagnostics::default();
    if !input.generics.params.is_empty() {
        diagnostics.error(&input.generics, "an API resource is one type: remove the generic parameters");
    }
    let (indicator, runtime) = resource_attribute(input, &mut diagnostics);
    let permissions = match &input.data {
        Data::Enum(data) => {
            data.variants.iter().filter_map(|variant| permission(variant, &mut diagnostics)).collect()
        }
        Data::Struct(_) | Data::Union(_) => {
            diagnostics.error(
                &input.ident,
                "an API resource is an enum whose variants are its permissions, as in `enum ShoppingApi { #[scope(\"read\")] Read }`",
            );
            Vec::new()
        }
    };
    let name = input.ident.clone();
    // Without an indicator there is an error already; the empty one is never written.
    let indicator = indicator.unwrap_or_else(|| Indicator::Api(LitStr::new("", Span::call_site())));
    diagnostics.finish(Resource { name, indicator, permissions, runtime })
}

/// ```text
/// wrong: no `#[resource(…)]`, two of them, #[resource(https)]      right: #[resource("https://api.example.com")]
/// ```
fn resource_attribute(
    input: &DeriveInput,
    diagnostics: &mut Diagnostics,
) -> (Option<Indicator>, RuntimePath) {
    let mut attributes = input.attrs.iter().filter(|attribute| attribute.path().is_ident("resource"));
    let Some(attribute) = attributes.next() else {
        diagnostics.error(
            &input.ident,
            "which API is it? Add `#[resource(\"https://api.example.com\")]` with the API identifier from the Logto console, \
             or `#[resource(organizations)]` for the permissions of the organization template",
        );
        return (None, RuntimePath::default());
    };
    for second in attributes {
        diagnostics
            .error(second, "`#[resource(…)]` is given twice: an enum holds the permissions of one API");
    }
    match attribute.parse_args_with(parse_resource) {
        Ok((indicator, runtime)) => (Some(indicator), runtime.map(RuntimePath::new).unwrap_or_default()),
        Err(error) => {
            diagnostics.push(error);
            (None, RuntimePath::default())
        }
    }
}

/// Where the runtime is, as far as a broken item says it.
pub(crate) fn runtime(input: &DeriveInput) -> RuntimePath {
    let attribute = input.attrs.iter().find(|attribute| attribute.path().is_ident("resource"));
    let parsed = attribute.and_then(|attribute| attribute.parse_args_with(parse_resource).ok());
    parsed.and_then(|(_, runtime)| runtime).map(RuntimePath::new).unwrap_or_default()
}

fn parse_resource(input: ParseStream<'_>) -> syn::Result<(Indicator, Option<Path>)> {
    let indicator = if input.peek(LitStr) {
        Indicator::Api(input.parse()?)
    } else {
        let word = input.call(Ident::parse_any).ok().filter(|word| word == "organizations");
        word.ok_or_else(|| input.error("expected the API identifier in quotes, or `organizations`"))?;
        Indicator::Organizations
    };
    let runtime = if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        Some(input.parse()?)
    } else {
        None
    };
    input.parse::<Option<Token![,]>>()?;
    Ok((indicator, runtime))
}

/// ```text
/// wrong: Read, #[scope(read)] Read, #[scope("read")] Read(u8)      right: #[scope("read")] Read
/// ```
fn permission(variant: &Variant, diagnostics: &mut Diagnostics) -> Option<Permission> {
    if !matches!(variant.fields, Fields::Unit) {
        diagnostics.error(&variant.fields, "a permission is a plain name: remove the fields");
    }
    let mut scopes = variant.attrs.iter().filter(|attribute| attribute.path().is_ident("scope"));
    let Some(attribute) = scopes.next() else {
        diagnostics.error(
            &variant.ident,
            format!("which permission is it? Add `#[scope(\"…\")]` above `{}`, as it is called in the Logto console", variant.ident),
        );
        return None;
    };
    for second in scopes {
        diagnostics.error(second, "`#[scope(…)]` is given twice: a variant is one permission");
    }
    if let Ok(scope) = attribute.parse_args::<LitStr>() {
        let cfgs =
            variant.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect();
        Some(Permission { name: variant.ident.clone(), scope, cfgs })
    } else {
        diagnostics.error(attribute, "expected the permission's name in quotes, as in `#[scope(\"read\")]`");
        None
    }
}
