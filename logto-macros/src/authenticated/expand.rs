//! The guarded handler. Nothing can be wrong any more.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Ident, PatType, Type};

use super::args::{Args, Redirect};
use super::check::Guarded;
use super::handler::{Handler, user_claims};

/// The function with a guard for its first parameter. The guard comes first wherever the user stood: nothing of a
/// request is looked at for somebody who may not make it.
pub(crate) fn expand(Guarded { args, handler, user }: Guarded) -> TokenStream {
    let private = args.runtime.private();
    let Handler { attributes, visibility, mut signature, inner_attributes, body } = handler;

    let mut parameters: Vec<FnArg> = std::mem::take(&mut signature.inputs).into_iter().collect();
    let user = user.map(|position| parameters.remove(position));
    let (policy, policy_item) = policy(&args, &signature.ident, &attributes, &private);

    let claims = user.as_ref().and_then(user_claims);
    let checks = claims.map(|claims| checks(claims, &policy, &private));
    let guarded = claims.map_or_else(|| quote!(#private::Anyone), |claims| quote!(#claims));
    let binding = user.as_ref().map(|user| binding(user, &private));

    let guard: FnArg = syn::parse_quote!(__logto_guard: #private::Guarded<#guarded, #policy>);
    signature.inputs = std::iter::once(guard).chain(parameters).collect();
    quote! {
        #policy_item
        #(#attributes)*
        #visibility #signature {
            #(#inner_attributes)*
            #checks
            #binding
            #body
        }
    }
}

/// `let user: User<Account> = …;`, with the user's own pattern and type.
fn binding(user: &FnArg, private: &TokenStream) -> TokenStream {
    let FnArg::Typed(PatType { pat, ty, attrs, .. }) = user else {
        return TokenStream::new();
    };
    quote!(#(#attrs)* let #pat: #ty = #private::Guarded::into_user(__logto_guard);)
}

/// Lets rustc say at the user's type what is wrong with it.
fn checks(claims: &Type, policy: &TokenStream, private: &TokenStream) -> TokenStream {
    quote_spanned! {claims.span()=>
        {
            fn __logto_check<C, P>()
            where
                C: #private::Claims,
                <C as #private::Claims>::Needs: #private::DeliveredTo<P, C>,
            {
            }
            __logto_check::<#claims, #policy>();
        }
    }
}

/// The policy as a type, and the item that it needs if it holds a path.
fn policy(
    args: &Args,
    handler: &Ident,
    attributes: &[Attribute],
    private: &TokenStream,
) -> (TokenStream, Option<TokenStream>) {
    let source = if args.fetch_userinfo.is_some() {
        quote!(#private::FromUserinfo)
    } else {
        quote!(#private::FromIdToken)
    };
    match &args.redirect {
        None => (quote!(#private::Require<#private::NoRedirect, #source>), None),
        Some(Redirect::SignInRoute) => (quote!(#private::Require<#private::RedirectToSignIn, #source>), None),
        Some(Redirect::To(path)) => {
            let name = format_ident!("__logto_redirect_of_{}", handler);
            let cfgs: Vec<_> =
                attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect();
            let item = quote! {
                #(#cfgs)*
                #[doc(hidden)]
                #[allow(non_camel_case_types, missing_debug_implementations, unreachable_pub)]
                pub enum #name {}
                #(#cfgs)*
                #[automatically_derived]
                impl #private::RedirectPolicy for #name {
                    const REDIRECT: #private::Redirect = #private::Redirect::To(#path);
                }
            };
            (quote!(#private::Require<#name, #source>), Some(item))
        }
    }
}
