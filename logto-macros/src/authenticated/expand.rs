//! Writes the policy and the handler with its guard.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::Attribute;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::args::{Args, Redirect};
use super::handler::{GuardedHandler, UserParameter};

pub(crate) fn expand(args: &Args, guarded: &GuardedHandler) -> TokenStream {
    let policy_name = policy_name(guarded);
    let policy = policy(args, guarded, &policy_name);
    let handler = handler(args, guarded, &policy_name);
    quote!(#policy #handler)
}

/// A type that carries the options, beside the handler and under the same conditions.
fn policy(args: &Args, guarded: &GuardedHandler, name: &Ident) -> TokenStream {
    let Args { runtime, fetch_userinfo, .. } = args;
    let vis = &guarded.handler.vis;
    let conditions: Vec<_> =
        guarded.handler.attrs.iter().filter(|attribute| is_condition(attribute)).collect();
    let redirect = match &args.redirect {
        None => quote!(Never),
        Some(Redirect::SignInRoute) => quote!(SignInRoute),
        Some(Redirect::To(path)) => quote!(To(#path)),
    };
    quote! {
        #(#conditions)*
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #vis struct #name;

        #(#conditions)*
        #[automatically_derived]
        impl #runtime::__private::Policy for #name {
            const REDIRECT: #runtime::__private::Redirect = #runtime::__private::Redirect::#redirect;
            const FETCH_USERINFO: ::core::primitive::bool = #fetch_userinfo;
            type Requirement = #runtime::__private::NoRequirement;
        }
    }
}

/// The handler. Its guard comes first: whether somebody is signed in is settled before path or body are looked at.
fn handler(args: &Args, guarded: &GuardedHandler, policy: &Ident) -> TokenStream {
    let runtime = &args.runtime;
    let (handler, signature) = (&guarded.handler, &guarded.handler.signature);
    let (attrs, inner_attrs, vis, body) = (&handler.attrs, &handler.inner_attrs, &handler.vis, &handler.body);
    let guard = Ident::new("__logto_guard", Span::mixed_site());
    let claims = guarded.user.as_ref().map(|user| user.claims.to_token_stream());
    let claims = claims.unwrap_or_else(|| quote!(#runtime::__private::Anyone));
    let user = guarded.user.as_ref().map(|user| {
        let check = claims_check(args, user);
        let binding = binding(user, &guard);
        quote!(#check #binding)
    });
    let mut signature = signature.clone();
    let others = std::mem::take(&mut signature.inputs);
    let parameters = quote!(#guard: #runtime::__private::Guarded<#claims, #policy>, #others);
    let signature = with_parameters(&signature, &parameters);
    quote! {
        #(#attrs)*
        #vis #signature {
            #(#inner_attrs)*
            #user
            #body
        }
    }
}

/// `let user: User<Account> = guard.into_user();` — the user's pattern and type, as they wrote them.
fn binding(user: &UserParameter, guard: &Ident) -> TokenStream {
    let syn::PatType { attrs, pat, ty, .. } = &user.parameter;
    quote! {
        #(#attrs)*
        let #pat: #ty = #guard.into_user();
    }
}

/// Asks the compiler whether the parameter's claims are claims, and to be had. Frameworks would only say that the
/// function is no handler. Spanned on the type, so that the answer is there.
fn claims_check(args: &Args, user: &UserParameter) -> TokenStream {
    let claims = &user.claims;
    let runtime = args.runtime.at(claims.span());
    let in_id_token = (!args.fetch_userinfo).then(|| {
        quote_spanned! {claims.span()=>
            + #runtime::__private::InIdToken<<C as #runtime::__private::Claims>::FromUserinfo>
        }
    });
    quote_spanned! {claims.span()=> {
        fn __logto_claims<C: #runtime::__private::Claims #in_id_token>() {}
        let _ = __logto_claims::<#claims>;
    }}
}

fn with_parameters(signature: &syn::Signature, parameters: &TokenStream) -> TokenStream {
    let syn::Signature { constness, asyncness, safety, abi, ident, generics, output, .. } = signature;
    let where_clause = &generics.where_clause;
    quote!(#constness #asyncness #safety #abi fn #ident #generics (#parameters) #output #where_clause)
}

/// Not spanned on the handler, so that lints of the user's do not look at it.
fn policy_name(guarded: &GuardedHandler) -> Ident {
    let handler = guarded.handler.signature.ident.unraw();
    Ident::new(&format!("__logto_policy_{handler}"), Span::call_site())
}

fn is_condition(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
}
