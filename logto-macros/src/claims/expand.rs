//! The model as code. Nothing can go wrong here.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::model::{Facts, Made};
use crate::table::{CLAIMS, Claim, Presence, Value, docs};

/// The struct that `claims!` makes, with its `impl Claims`.
pub(crate) fn made(made: &Made) -> TokenStream {
    let Made { facts, attrs, vis, extra, .. } = made;
    let ident = &facts.ident;
    let private = facts.runtime.private();
    let serde = format!("{private}::serde").replace(' ', "");
    let fields = CLAIMS.iter().filter(|claim| has(facts, claim)).map(|claim| field(claim, made));
    let implementation = implementation(facts);
    quote! {
        #(#attrs)*
        #[derive(::core::fmt::Debug, #private::serde::Serialize, #private::serde::Deserialize)]
        #[serde(crate = #serde)]
        #vis struct #ident {
            #(#fields,)*
            #(#extra,)*
        }

        #implementation
    }
}

fn has(facts: &Facts, claim: &Claim) -> bool {
    claim.scope.is_none_or(|scope| facts.scopes.iter().any(|requested| requested.name == scope))
}

fn field(claim: &Claim, made: &Made) -> TokenStream {
    let Made { vis, .. } = made;
    let docs = docs(claim.docs);
    let name = format_ident!("{}", claim.name);
    let value = value(claim.value, made);
    match claim.presence {
        Presence::Always => quote!(#docs #vis #name: #value),
        Presence::Null => quote!(#docs #vis #name: ::core::option::Option<#value>),
        Presence::Absent => quote! {
            #docs
            #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
            #vis #name: ::core::option::Option<#value>
        },
    }
}

fn value(value: Value, made: &Made) -> TokenStream {
    let private = made.facts.runtime.private();
    match value {
        Value::Text => quote!(#private::String),
        Value::Flag => quote!(::core::primitive::bool),
        Value::Time => quote!(#private::Timestamp),
        Value::Address => quote!(#private::Address),
        Value::Object => {
            if let Some(custom_data) = &made.custom_data {
                quote!(#custom_data)
            } else {
                quote!(#private::Map<#private::String, #private::Value>)
            }
        }
        Value::Identities => quote!(#private::BTreeMap<#private::String, #private::Identity>),
        Value::SsoIdentities => quote!(#private::Vec<#private::SsoIdentity>),
        Value::Names => quote!(#private::Vec<#private::String>),
        Value::OrganizationIds => quote!(#private::Vec<#private::OrganizationId>),
        Value::OrganizationData => quote!(#private::Vec<#private::OrganizationData>),
        Value::OrganizationRoles => quote!(#private::Vec<#private::OrganizationRole>),
    }
}

/// `impl Claims`, and the check that the fields' types can hold their claims.
pub(crate) fn implementation(facts: &Facts) -> TokenStream {
    let ident = &facts.ident;
    let private = facts.runtime.private();
    let scopes = facts.scopes.iter().map(|scope| format_ident!("{}", scope.variant));
    let needs = needs(facts);
    let renamed = renamed(facts);
    let check = check(facts);
    quote! {
        #[automatically_derived]
        impl #private::Claims for #ident {
            const SCOPES: &'static [#private::UserScope] = &[#(#private::UserScope::#scopes),*];
            #renamed
            type Needs = #needs;
        }

        #check
    }
}

fn needs(facts: &Facts) -> TokenStream {
    let private = facts.runtime.private();
    if let Some(claim) = facts.needs {
        let claim = format_ident!("{}", claim.name);
        quote!(#private::claim::#claim)
    } else {
        quote!(#private::IdTokenOnly)
    }
}

fn renamed(facts: &Facts) -> Option<TokenStream> {
    let pairs = facts.renamed.iter().map(|(claim, field)| quote!((#claim, #field)));
    let string = quote!(&'static ::core::primitive::str);
    (!facts.renamed.is_empty())
        .then(|| quote!(const RENAMED: &'static [(#string, #string)] = &[#(#pairs),*];))
}

/// A call whose type argument is the user's own, so that rustc points at it.
fn check(facts: &Facts) -> Option<TokenStream> {
    let private = facts.runtime.private();
    let calls = facts.held.iter().map(|(ty, claim)| {
        let claim = format_ident!("{}", claim.name);
        quote!(__logto_held::<#ty, #private::claim::#claim>();)
    });
    (!facts.held.is_empty()).then(|| {
        quote! {
            const _: fn() = || {
                fn __logto_held<__LogtoField: #private::FromClaim<__LogtoClaim>, __LogtoClaim>() {}
                #(#calls)*
            };
        }
    })
}
