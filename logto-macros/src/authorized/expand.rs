//! Writes the policy and the handler with its guard.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use super::args::Args;
use super::check::Access;
use super::permissions::{Needed, Permission, Permissions};

pub(crate) fn expand(access: &Access) -> TokenStream {
    let Access { args, guarded, api } = access;
    let runtime = &args.runtime;
    let name = guarded.hidden_name("__logto_access");
    let policy = guarded.hidden_type(&name, &[policy(args, &name)]);
    let guard = quote!(#runtime::__private::Authorized<#api, #name>);
    let check = guarded.admitted.as_ref().map(|token| token_check(args, &token.argument));
    let handler = guarded.with_guard(&guard, "into_token", check);
    quote!(#policy #handler)
}

/// What the attribute says, as a type. Without permissions, it is for any API: the handler says which.
fn policy(args: &Args, name: &Ident) -> TokenStream {
    let runtime = &args.runtime;
    let Some(permissions) = &args.permissions else {
        let (bound, rule) = match &args.organization {
            None => (quote!(ApiResource), quote!(global())),
            Some(place) => {
                let place = place.expand(runtime);
                (quote!(Resource), quote!(organization(#place)))
            }
        };
        return quote! {
            impl<R: #runtime::__private::#bound> #runtime::__private::AccessPolicy<R> for #name {
                const RULE: #runtime::__private::AccessRule<R> = #runtime::__private::AccessRule::#rule;
            }
        };
    };
    let api = &permissions.first.api;
    let rule = rule(args, permissions);
    quote! {
        impl #runtime::__private::AccessPolicy<#api> for #name {
            const RULE: #runtime::__private::AccessRule<#api> = #rule;
        }
    }
}

/// The rule begins with a question to the compiler: is this an API, or does it need an organization? It is spanned on the
/// API's name, so that the answer is there.
fn rule(args: &Args, permissions: &Permissions) -> TokenStream {
    let first = &permissions.first;
    let span = first.api_name().map_or_else(|| first.api.span(), |name| name.ident.span());
    let (api, runtime) = (&first.api, args.runtime.at(span));
    let start = match &args.organization {
        None => quote_spanned!(span=> #runtime::__private::AccessRule::<#api>::global()),
        Some(place) => {
            let place = place.expand(&args.runtime);
            quote_spanned!(span=> #runtime::__private::AccessRule::<#api>::organization(#place))
        }
    };
    let needed = match permissions.needed {
        Needed::All => quote!(all),
        Needed::Any => quote!(any),
    };
    // In `<…>`, an API that does not exist is the same error here as where it stands for a type.
    let listed = permissions.iter().map(|Permission { api, name, .. }| quote!(<#api>::#name));
    quote!(#start.#needed(&[#(#listed),*]))
}

/// Asks the compiler whether the parameter is for the right API. Frameworks would only say that the function is no
/// handler. Spanned on the type, so that the answer is there.
fn token_check(args: &Args, token: &Type) -> TokenStream {
    let runtime = args.runtime.at(token.span());
    let bounds = match (&args.permissions, &args.organization) {
        (Some(permissions), _) => {
            let api = &permissions.first.api;
            quote_spanned!(token.span()=> #runtime::__private::TokenFor<#api>)
        }
        (None, Some(_)) => quote_spanned!(token.span()=> #runtime::__private::Resource),
        (None, None) => quote_spanned! {token.span()=>
            #runtime::__private::Resource
                + #runtime::__private::OutsideOrganizations<<R as #runtime::__private::Resource>::Held>
        },
    };
    quote_spanned! {token.span()=> {
        fn __logto_token<R: #bounds>() {}
        let _ = __logto_token::<#token>;
    }}
}
