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
    let runtime = &set.runtime;
    let (question, held) = (question(set, field, "RoleNames"), held(field));
    quote! {
        fn has_role(&self, role: &#runtime::__private::str) -> ::core::primitive::bool {
            #question
            #runtime::__private::RoleNames::names_role(#held, role)
        }
    }
}

fn has_organization_role(set: &ClaimSet, field: &RolesField) -> TokenStream {
    let runtime = &set.runtime;
    let (question, held) = (question(set, field, "OrganizationRoleNames"), held(field));
    quote! {
        fn has_organization_role(
            &self,
            organization: &#runtime::__private::OrganizationId,
            role: &#runtime::__private::str,
        ) -> ::core::primitive::bool {
            #question
            #runtime::__private::OrganizationRoleNames::names_organization_role(#held, organization, role)
        }
    }
}

/// Asks the compiler whether the type can hold the claim, spanned on the type. What comes out can be looked into, whatever
/// the answer: one mistake, one message.
fn question(set: &ClaimSet, field: &RolesField, looked_into: &str) -> TokenStream {
    let RolesField { claim, ty, .. } = field;
    let span = ty.span();
    let runtime = set.runtime.at(span);
    let kind = format_ident!("Read{}", format!("{:?}", claim.kind), span = span);
    let name = format_ident!("{}", claim.name, span = span);
    let looked_into = format_ident!("{looked_into}", span = span);
    quote_spanned! {span=>
        fn __logto_hold<T: #runtime::__private::#kind<#runtime::__private::wire::#name>>(
            held: &T,
        ) -> &impl #runtime::__private::#looked_into {
            held
        }
    }
}

fn held(RolesField { ident, ty, .. }: &RolesField) -> TokenStream {
    quote!(__logto_hold::<#ty>(&self.#ident))
}
