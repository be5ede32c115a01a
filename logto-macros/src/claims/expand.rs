//! Writes `impl Claims`, and for `claims!` the struct.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse_quote;
use syn::spanned::Spanned as _;

use super::model::{ClaimSet, CustomField, Held, NewField, NewStruct, Renamed};
use super::roles;
use crate::runtime_path::RuntimePath;
use crate::table::{Empty, Kind};

/// `impl Claims`, and the checks that only the compiler can make.
pub(crate) fn implementation(set: &ClaimSet) -> TokenStream {
    let ClaimSet { runtime, ident, .. } = set;
    let mut generics = set.generics.clone();
    if !generics.params.is_empty() {
        // What the struct's parameters have to fulfil is what serde's derive makes of them.
        generics.make_where_clause().predicates.push(parse_quote! {
            Self: #runtime::__private::serde::de::DeserializeOwned
                + ::core::marker::Send + ::core::marker::Sync + 'static
        });
    }
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let scopes = set.scopes.iter().map(|scope| format_ident!("{}", scope.variant));
    let renamed = renamed(set);
    let from_userinfo = from_userinfo(set);
    let roles = set.roles.iter().map(|field| roles::implementation(set, field));
    let checks = checks(set);
    quote! {
        #[automatically_derived]
        impl #impl_generics #runtime::__private::Claims for #ident #type_generics #where_clause {
            const SCOPES: &'static [#runtime::__private::UserScope] =
                &[#(#runtime::__private::UserScope::#scopes),*];
            #renamed
            type FromUserinfo = #from_userinfo;
        }
        #(#roles)*
        #checks
    }
}

/// The struct that `claims!` makes, and its `impl Claims`.
pub(crate) fn new_struct(new: &NewStruct) -> TokenStream {
    let NewStruct { set, attrs, vis, derives, .. } = new;
    let ClaimSet { ident, runtime, .. } = set;
    let (serde, generics, where_clause) =
        (runtime.private("serde"), &set.generics, &set.generics.where_clause);
    let claims = new.claims.iter().map(|field| claim_field(field, runtime));
    let custom = new.custom.iter().map(custom_field);
    let implementation = implementation(set);
    // Helper attributes have to follow the derives they belong to, the user's as well as ours.
    let derive = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    quote! {
        #derive
        #(#attrs)*
        #[serde(crate = #serde)]
        #vis struct #ident #generics #where_clause {
            #(#claims,)*
            #(#custom,)*
        }
        #implementation
    }
}

fn renamed(set: &ClaimSet) -> Option<TokenStream> {
    let pairs = set.renamed.iter().map(|Renamed { claim, key }| quote!((#claim, #key)));
    (!set.renamed.is_empty()).then(|| {
        quote! {
            const RENAMED: &'static [(&'static ::core::primitive::str, &'static ::core::primitive::str)] =
                &[#(#pairs),*];
        }
    })
}

/// `()`, `custom_data`, or `(identities, sso_identities)`: this is how the compiler will list them.
fn from_userinfo(set: &ClaimSet) -> TokenStream {
    let runtime = &set.runtime;
    let names = set.from_userinfo.iter().map(|claim| {
        let name = format_ident!("{}", claim.name);
        quote!(#runtime::__private::wire::#name)
    });
    let names: Vec<_> = names.collect();
    if let [one] = names.as_slice() {
        return one.clone();
    }
    quote!((#(#names),*))
}

/// Asks the compiler whether each type can hold its claim. The question is spanned on the type, so that the answer
/// is, too.
fn checks(set: &ClaimSet) -> Option<TokenStream> {
    let (impl_generics, _, where_clause) = set.generics.split_for_impl();
    let questions = set.held.iter().map(|Held { claim, ty }| {
        let runtime = set.runtime.at(ty.span());
        let kind = format_ident!("Read{}", format!("{:?}", claim.kind), span = ty.span());
        let name = format_ident!("{}", claim.name, span = ty.span());
        quote_spanned! {ty.span()=> {
            fn __logto_hold<T: #runtime::__private::#kind<#runtime::__private::wire::#name>>() {}
            let _ = __logto_hold::<#ty>;
        }}
    });
    (!set.held.is_empty()).then(|| {
        quote! {
            const _: () = {
                #[allow(dead_code)]
                fn __logto_fields #impl_generics () #where_clause {
                    #(#questions)*
                }
            };
        }
    })
}

fn claim_field(field: &NewField, runtime: &RuntimePath) -> TokenStream {
    let NewField { claim, ident, ty } = field;
    let (docs, name) = (claim.docs, claim.name);
    let held = match ty {
        Some(ty) => quote!(#ty),
        None => held_by(claim.kind, runtime),
    };
    let (ty, absent) = match claim.empty {
        Empty::Never => (held, None),
        Empty::Null => (quote!(::core::option::Option<#held>), None),
        Empty::Absent => (quote!(::core::option::Option<#held>), Some(left_out_when_none())),
    };
    // A `rename_all` of the user's is not about Logto's claims.
    quote! {
        #(#[doc = #docs])*
        #[serde(rename = #name)]
        #absent
        pub #ident: #ty
    }
}

fn custom_field(custom: &CustomField) -> TokenStream {
    let CustomField { field, rename, .. } = custom;
    let rename = rename.as_ref().map(|name| quote!(#[serde(rename = #name)]));
    let absent = custom.optional.then(left_out_when_none);
    quote!(#rename #absent #field)
}

fn left_out_when_none() -> TokenStream {
    quote!(#[serde(default, skip_serializing_if = "::core::option::Option::is_none")])
}

/// The type of a field that comes from a scope.
fn held_by(kind: Kind, runtime: &RuntimePath) -> TokenStream {
    let string = quote!(::std::string::String);
    let own = |name: &str| {
        let name = syn::Ident::new(name, Span::call_site());
        quote!(#runtime::__private::#name)
    };
    let list = |item: TokenStream| quote!(::std::vec::Vec<#item>);
    match kind {
        Kind::Text => string,
        Kind::Flag => quote!(::core::primitive::bool),
        Kind::Time => own("Timestamp"),
        Kind::Address => own("Address"),
        Kind::CustomData => {
            let (map, value) = (own("Map"), own("Value"));
            quote!(#map<#string, #value>)
        }
        Kind::Identities => {
            let (map, identity) = (own("BTreeMap"), own("Identity"));
            quote!(#map<#string, #identity>)
        }
        Kind::SsoIdentities => list(own("SsoIdentity")),
        Kind::Roles => list(string),
        Kind::Organizations => list(own("OrganizationId")),
        Kind::OrganizationData => list(own("OrganizationData")),
        Kind::OrganizationRoles => list(own("OrganizationRole")),
    }
}
