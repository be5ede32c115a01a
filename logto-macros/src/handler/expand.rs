//! Writes the handler with its guard, and the type beside it that carries the options.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, Signature};

use super::{GuardedHandler, Parameter};

impl GuardedHandler {
    /// The name of a hidden type that goes with the handler. Not spanned on it, so that lints of the user's do not look
    /// at the type.
    pub(crate) fn hidden_name(&self, prefix: &str) -> Ident {
        let handler = self.handler.signature.ident.unraw();
        format_ident!("{prefix}_{handler}", span = Span::call_site())
    }

    /// A hidden type and its impls, as visible as the handler and under the same conditions.
    pub(crate) fn hidden_type(&self, name: &Ident, impls: &[TokenStream]) -> TokenStream {
        let vis = &self.handler.vis;
        let conditions: Vec<_> =
            self.handler.attrs.iter().filter(|attribute| is_condition(attribute)).collect();
        let impls = impls.iter().map(|an_impl| quote!(#(#conditions)* #[automatically_derived] #an_impl));
        quote! {
            #(#conditions)*
            #[doc(hidden)]
            #[allow(non_camel_case_types)]
            #vis struct #name;

            #(#impls)*
        }
    }

    /// The handler. Its guard comes first: whether the request is let in is settled before path or body are looked at.
    ///
    /// `checks` go to the beginning of the body; `into` is the guard's method that gives what it let in.
    pub(crate) fn with_guard(
        &self,
        ty: &TokenStream,
        into: &str,
        checks: Option<TokenStream>,
    ) -> TokenStream {
        let handler = &self.handler;
        let (attrs, inner_attrs, vis, body) =
            (&handler.attrs, &handler.inner_attrs, &handler.vis, &handler.body);
        let guard = Ident::new("__logto_guard", Span::mixed_site());
        let binding = self.admitted.as_ref().map(|parameter| binding(parameter, &guard, into));
        let others = &handler.signature.inputs;
        let signature = with_parameters(&handler.signature, &quote!(#guard: #ty, #others));
        quote! {
            #(#attrs)*
            #vis #signature {
                #(#inner_attrs)*
                #checks
                #binding
                #body
            }
        }
    }
}

/// `let user: User<Account> = guard.into_user();` — the user's pattern and type, as they wrote them.
fn binding(parameter: &Parameter, guard: &Ident, into: &str) -> TokenStream {
    let syn::PatType { attrs, pat, ty, .. } = &parameter.typed;
    let into = Ident::new(into, Span::call_site());
    quote! {
        #(#attrs)*
        let #pat: #ty = #guard.#into();
    }
}

fn with_parameters(signature: &Signature, parameters: &TokenStream) -> TokenStream {
    let Signature { constness, asyncness, safety, abi, ident, generics, output, .. } = signature;
    let where_clause = &generics.where_clause;
    quote!(#constness #asyncness #safety #abi fn #ident #generics (#parameters) #output #where_clause)
}

fn is_condition(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
}
