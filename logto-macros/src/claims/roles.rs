//! Writes `impl HasRoles` and `impl HasOrganizationRoles`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::model::{ClaimSet, RolesField};
use crate::table::Kind;

/// The way from a claims struct to the roles in one of its fields.
pub(crate) fn implementation(set: &ClaimSet, field: &RolesField) -> TokenStream {
    let ClaimSet { runtime, ident, generics, .. } = set;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let (name, method) = match field.claim.kind {
        Kind::OrganizationRoles => (quote!(HasOrganizationRoles), has_organization_role(set, field)),
        _ => (quote!(HasRoles), has_role(set, field)),
    };
    quote! {
        #[automatically_derived]
        impl #impl_generics #runtime::__private::#name for #ident #type_generics #where_clause {
            #method
        }
    }
}

fn has_role(set: &ClaimSet, field: &RolesField) -> TokenStream {
    let (runtime, RolesField { ident, ty, .. }) = (&set.runtime, field);
    let question = question(set, field);
    quote! {
        fn has_role(&self, role: &#runtime::__private::str) -> ::core::primitive::bool {
            #question
            __logto_hold::<#ty>(&self.#ident, role)
        }
    }
}

fn has_organization_role(set: &ClaimSet, field: &RolesField) -> TokenStream {
    let (runtime, RolesField { ident, ty, .. }) = (&set.runtime, field);
    let question = question(set, field);
    quote! {
        fn has_organization_role(
            &self,
            organization: &#runtime::__private::OrganizationId,
            role: &#runtime::__private::str,
        ) -> ::core::primitive::bool {
            #question
            __logto_hold::<#ty>(&self.#ident, organization, role)
        }
    }
}

/// Asks the compiler whether the type can hold the claim, spanned on the type. It is the one place that knows what can be
/// done with the type, so that one mistake is one message.
fn question(set: &ClaimSet, field: &RolesField) -> TokenStream {
    let RolesField { claim, ty, .. } = field;
    let span = ty.span();
    let runtime = set.runtime.at(span);
    let private = quote_spanned!(span=> #runtime::__private);
    let name = format_ident!("{}", claim.name, span = span);
    match claim.kind {
        Kind::OrganizationRoles => quote_spanned! {span=>
            fn __logto_hold<T: #private::ReadOrganizationRoles<#private::wire::#name>>(
                held: &T,
                organization: &#private::OrganizationId,
                role: &#private::str,
            ) -> ::core::primitive::bool {
                #private::OrganizationRoleNames::names_organization_role(held, organization, role)
            }
        },
        _ => quote_spanned! {span=>
            fn __logto_hold<T: #private::ReadRoles<#private::wire::#name>>(
                held: &T,
                role: &#private::str,
            ) -> ::core::primitive::bool {
                #private::RoleNames::names_role(held, role)
            }
        },
    }
}
