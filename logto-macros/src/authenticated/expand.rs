//! Writes the policy and the handler with its guard.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use super::args::{Args, Given, Redirect};
use super::roles::Roles;
use crate::handler::GuardedHandler;

pub(crate) fn expand(args: &Args, guarded: &GuardedHandler) -> TokenStream {
    let runtime = &args.runtime;
    let name = guarded.hidden_name("__logto_policy");
    let mut impls = vec![policy(args, &name)];
    impls.extend(requirement(args, &name));
    let policy = guarded.hidden_type(&name, &impls);
    let claims = guarded.admitted.as_ref().map(|user| user.argument.to_token_stream());
    let claims = claims.unwrap_or_else(|| quote!(#runtime::__private::Anyone));
    let guard = quote!(#runtime::__private::Guarded<#claims, #name>);
    let check = guarded.admitted.as_ref().map(|user| claims_check(args, &user.argument));
    let handler = guarded.with_guard(&guard, "into_user", check);
    quote!(#policy #handler)
}

/// The options, as a type.
fn policy(args: &Args, name: &Ident) -> TokenStream {
    let Args { runtime, fetch_userinfo, .. } = args;
    let redirect = match &args.redirect {
        None => quote!(Never),
        Some(Redirect::SignInRoute) => quote!(SignInRoute),
        Some(Redirect::To(path)) => quote!(To(#path)),
    };
    let organization = args.organization.as_ref().and_then(|given| given.value.as_ref()).map(|place| {
        let place = place.expand(runtime);
        quote! {
            const ORGANIZATION: ::core::option::Option<#runtime::__private::OrganizationIn> =
                ::core::option::Option::Some(#place);
        }
    });
    let requirement = match (roles(args.role.as_ref()), roles(args.organization_role.as_ref())) {
        (None, None) => quote!(#runtime::__private::NoRequirement),
        _ => quote!(Self),
    };
    quote! {
        impl #runtime::__private::Policy for #name {
            const REDIRECT: #runtime::__private::Redirect = #runtime::__private::Redirect::#redirect;
            const FETCH_USERINFO: ::core::primitive::bool = #fetch_userinfo;
            #organization
            type Requirement = #requirement;
        }
    }
}

/// What the options ask of the claims, if anything.
fn requirement(args: &Args, name: &Ident) -> Option<TokenStream> {
    let bounds = role_bounds(args, &args.runtime.to_token_stream())?;
    let runtime = &args.runtime;
    let role =
        roles(args.role.as_ref()).map(|roles| quote!(#runtime::__private::require_role(claims, #roles)?;));
    let organization_role = roles(args.organization_role.as_ref())
        .map(|roles| quote!(#runtime::__private::require_organization_role(claims, organization, #roles)?;));
    let organization = match organization_role {
        Some(_) => quote!(organization),
        None => quote!(_),
    };
    Some(quote! {
        impl<C: #bounds> #runtime::__private::Requirement<C> for #name {
            fn check(
                claims: &C,
                #organization: ::core::option::Option<&#runtime::__private::OrganizationId>,
            ) -> ::core::result::Result<(), #runtime::__private::Lack> {
                #role
                #organization_role
                ::core::result::Result::Ok(())
            }
        }
    })
}

/// `HasRoles + HasOrganizationRoles`, as far as the options ask for them.
fn role_bounds(args: &Args, runtime: &TokenStream) -> Option<TokenStream> {
    let role = roles(args.role.as_ref()).map(|_| quote!(#runtime::__private::HasRoles));
    let organization_role =
        roles(args.organization_role.as_ref()).map(|_| quote!(#runtime::__private::HasOrganizationRoles));
    match (role, organization_role) {
        (Some(role), Some(organization_role)) => Some(quote!(#role + #organization_role)),
        (role, organization_role) => role.or(organization_role),
    }
}

fn roles(given: Option<&Given<Roles>>) -> Option<&Roles> {
    given?.value.as_ref()
}

/// Asks the compiler whether the parameter's claims are claims, to be had, and hold what the options ask of them.
/// Frameworks would only say that the function is no handler. Spanned on the type, so that the answer is there.
fn claims_check(args: &Args, claims: &Type) -> TokenStream {
    let runtime = args.runtime.at(claims.span());
    let in_id_token = (!args.fetch_userinfo).then(|| {
        quote_spanned! {claims.span()=>
            + #runtime::__private::InIdToken<<C as #runtime::__private::Claims>::FromUserinfo>
        }
    });
    let roles = role_bounds(args, &runtime).map(|bounds| quote_spanned!(claims.span()=> + #bounds));
    quote_spanned! {claims.span()=> {
        fn __logto_claims<C: #runtime::__private::Claims #in_id_token #roles>() {}
        let _ = __logto_claims::<#claims>;
    }}
}
