//! The impl. Nothing can be wrong any more.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::model::{Indicator, Permission, Resource};
use crate::runtime_path::RuntimePath;

pub(crate) fn expand(resource: &Resource) -> TokenStream {
    let Resource { name, indicator, permissions, runtime } = resource;
    let private = quote!(#runtime::__private);
    let (indicator, held) = match indicator {
        Indicator::Api(indicator) => (quote!(#indicator), quote!(Globally)),
        Indicator::Organizations => (quote!(#private::ORGANIZATIONS), quote!(InOrganizations)),
    };
    let listed = permissions.iter().map(|Permission { name, cfgs, .. }| quote!(#(#cfgs)* Self::#name,));
    let arms =
        permissions.iter().map(|Permission { name, scope, cfgs }| quote!(#(#cfgs)* Self::#name => #scope,));
    quote! {
        #[automatically_derived]
        impl #private::Resource for #name {
            const INDICATOR: &'static #private::str = #indicator;
            const PERMISSIONS: &'static [Self] = &[#(#listed)*];
            type Held = #private::#held;

            fn scope(self) -> &'static #private::str {
                match self {
                    #(#arms)*
                }
            }
        }
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
            type Held = #private::Globally;

            fn scope(self) -> &'static #private::str {
                ""
            }
        }
    }
}
