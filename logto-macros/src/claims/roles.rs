//! Writes `impl HasRoles` and `impl HasOrganizationRoles`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
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

/// Its inner function asks the compiler whether the field's type can hold the claim, spanned on the type. As nothing else
/// knows what can be done with the type, one mistake is one message.
fn has_role(set: &ClaimSet, field: &RolesField) -> TokenStream {
    let (runtime, RolesField { ident, ty, .. }) = (&set.runtime, field);
    let (span, private) = private(set, ty);
    let question = quote_spanned! {span=>
        fn __logto_hold<T: #private::ReadRoles<#private::wire::roles>>(
            held: &T,
            role: &#private::str,
        ) -> ::core::primitive::bool {
            #private::RoleNames::names_role(held, role)
        }
    };
    quote! {
        fn has_role(&self, role: &#runtime::__private::str) -> ::core::primitive::bool {
            #question
            __logto_hold::<#ty>(&self.#ident, role)
        }
    }
}

/// The same in an organization.
fn has_organization_role(set: &ClaimSet, field: &RolesField) -> TokenStream {
    let (runtime, RolesField { ident, ty, .. }) = (&set.runtime, field);
    let (span, private) = private(set, ty);
    let question = quote_spanned! {span=>
        fn __logto_hold<T: #private::ReadOrganizationRoles<#private::wire::organization_roles>>(
            held: &T,
            organization: &#private::OrganizationId,
            role: &#private::str,
        ) -> ::core::primitive::bool {
            #private::OrganizationRoleNames::names_organization_role(held, organization, role)
        }
    };
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

/// What is written where the compiler shall answer at the type.
fn private(set: &ClaimSet, ty: &Type) -> (Span, TokenStream) {
    let span = ty.span();
    let runtime = set.runtime.at(span);
    (span, quote_spanned!(span=> #runtime::__private))
}
