//! The impl. Nothing can be wrong any more.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Ident};

use super::model::{Indicator, Permission, Resource};
use crate::runtime_path::RuntimePath;

pub(crate) fn expand(resource: &Resource) -> TokenStream {
    let Resource { name, indicator, permissions, runtime } = resource;
    let private = quote!(#runtime::__private);
    let (indicator, api) = match indicator {
        Indicator::Api(indicator) => (quote!(#indicator), Some(api_resource(name, &private))),
        Indicator::Organizations => (quote!(#private::ORGANIZATIONS), None),
    };
    let listed = permissions.iter().map(|Permission { name, cfgs, .. }| quote!(#(#cfgs)* Self::#name,));
    let arms =
        permissions.iter().map(|Permission { name, scope, cfgs }| quote!(#(#cfgs)* Self::#name => #scope,));
    quote! {
        #[automatically_derived]
        impl #private::Resource for #name {
            const INDICATOR: &'static #private::str = #indicator;
            const PERMISSIONS: &'static [Self] = &[#(#listed)*];

            fn scope(self) -> &'static #private::str {
                match self {
                    #(#arms)*
                }
            }
        }
        #api
    }
}

fn api_resource(name: &Ident, private: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #private::ApiResource for #name {}
    }
}

/// An impl that compiles, for a type that will be one when its mistakes are mended.
pub(crate) fn fallback(input: &DeriveInput, runtime: &RuntimePath) -> TokenStream {
    let name = &input.ident;
    let (generics, arguments, clause) = input.generics.split_for_impl();
    let private = quote!(#runtime::__private);
    quote! {
        #[automatically_derived]
        impl #generics #private::Resource for #name #arguments #clause {
            const INDICATOR: &'static #private::str = "";
            const PERMISSIONS: &'static [Self] = &[];

            fn scope(self) -> &'static #private::str {
                ""
            }
        }

        #[automatically_derived]
        impl #generics #private::ApiResource for #name #arguments #clause {}
    }
}
