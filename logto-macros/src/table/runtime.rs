//! What the runtime crate generates from the table, so that no fact stands in two places.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{CLAIMS, Claim, Delivery, Presence, SCOPES, Value};

/// `__logto_table!(scopes)`, `(facts)`, `(markers)` or `(user_claims)`; only the runtime crate calls it.
pub(crate) fn expand(part: &TokenStream) -> TokenStream {
    match part.to_string().as_str() {
        "scopes" => scopes(),
        "facts" => facts(),
        "markers" => markers(),
        "user_claims" => user_claims(),
        other => {
            let message = format!("the table has no part `{other}`");
            quote!(::core::compile_error!(#message);)
        }
    }
}

fn scopes() -> TokenStream {
    let docs = SCOPES.iter().map(|scope| docs(scope.docs));
    let variants: Vec<_> = SCOPES.iter().map(|scope| format_ident!("{}", scope.variant)).collect();
    let wire: Vec<_> = SCOPES.iter().map(|scope| scope.wire).collect();
    quote! {
        /// A scope that an application can ask a user for. `openid` and `offline_access` are not among them: the SDK
        /// asks for those itself.
        ///
        /// ```
        /// use logto::UserScope;
        ///
        /// assert_eq!(UserScope::Organizations.as_str(), "urn:logto:scope:organizations");
        /// assert_eq!("email".parse(), Ok(UserScope::Email));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum UserScope {
            #(#docs #variants,)*
        }

        impl UserScope {
            /// Every scope.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// The scope as it stands in requests and responses.
            pub const fn as_str(self) -> &'static str {
                match self {
                    #(Self::#variants => #wire,)*
                }
            }
        }
    }
}

fn facts() -> TokenStream {
    let rows = CLAIMS.iter().map(|claim| {
        let Claim { name, presence, delivery, .. } = *claim;
        let scope = scope_variant(claim);
        let presence = variant(&presence);
        let delivery = variant(&delivery);
        quote! {
            ClaimFacts { name: #name, scope: #scope, presence: Presence::#presence, delivery: Delivery::#delivery }
        }
    });
    quote! {
        /// Every claim that Logto knows, in the order of its documentation.
        pub const CLAIMS: &[ClaimFacts] = &[#(#rows),*];
    }
}

/// The name of an enum's variant here, which the runtime's enum or trait shares.
fn variant(of: &impl std::fmt::Debug) -> Ident {
    format_ident!("{}", format!("{of:?}"))
}

fn scope_variant(claim: &Claim) -> TokenStream {
    if let Some(scope) = claim.scope.and_then(super::Scope::named) {
        let variant = format_ident!("{}", scope.variant);
        quote!(Some(UserScope::#variant))
    } else {
        quote!(None)
    }
}

fn markers() -> TokenStream {
    let markers = CLAIMS.iter().map(|claim| {
        let name = format_ident!("{}", claim.name);
        let docs = docs(claim.docs);
        // Custom data is of the application's own type, whatever that is.
        let kind = (claim.value != Value::Object).then(|| {
            let kind = variant(&claim.value);
            quote!(impl crate::claims::convert::#kind for #name {})
        });
        let userinfo = (claim.delivery == Delivery::UserinfoByDefault)
            .then(|| quote!(impl crate::claims::UserinfoClaim for #name {}));
        quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            pub struct #name;
            #kind
            #userinfo
        }
    });
    quote!(#(#markers)*)
}

fn user_claims() -> TokenStream {
    let fields = CLAIMS.iter().map(|claim| {
        let name = format_ident!("{}", claim.name);
        let ty = value_type(claim.value);
        let docs = docs(claim.docs);
        match claim.presence {
            Presence::Always if claim.scope.is_none() => quote!(#docs pub #name: #ty),
            _ => quote!(#docs pub #name: Option<#ty>),
        }
    });
    let optional: Vec<_> = CLAIMS
        .iter()
        .filter(|claim| claim.scope.is_some())
        .map(|claim| format_ident!("{}", claim.name))
        .collect();
    let wire: Vec<_> = optional.iter().map(ToString::to_string).collect();
    quote! {
        /// Every claim that Logto knows, all but `sub` optional, and what it does not know in [`extra`](Self::extra).
        ///
        /// It requires nothing: what the granted scopes brought is there, the rest is `None`. Serializing gives back
        /// the JSON it was read from: a claim that was `null` is `null` again, and one that was absent stays absent.
        ///
        /// ```
        /// let json = r#"{"sub":"6vjvqvu1fm2b","name":null,"tier":"gold"}"#;
        /// let claims: logto::UserClaims = serde_json::from_str(json)?;
        /// assert_eq!(claims.name, None);
        /// assert_eq!(claims.extra["tier"], "gold");
        /// assert_eq!(serde_json::to_value(&claims)?, serde_json::from_str::<serde_json::Value>(json)?);
        /// # Ok::<(), serde_json::Error>(())
        /// ```
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct UserClaims {
            #(#fields,)*
            /// The claims that are not in Logto's table, such as those of the tenant's custom-claims script and the
            /// ID token's own (`iss`, `aud`, `exp`, …).
            pub extra: Map<String, Value>,
            /// Which of the claims that are `None` came as an explicit `null`.
            nulls: BTreeSet<&'static str>,
        }

        impl UserClaims {
            fn set<'de, A: MapAccess<'de>>(&mut self, claim: &str, map: &mut A) -> Result<bool, A::Error> {
                match claim {
                    #(#wire => self.#optional = present(#wire, map, &mut self.nulls)?,)*
                    _ => return Ok(false),
                }
                Ok(true)
            }

            fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                #(write_claim(#wire, self.#optional.as_ref(), &self.nulls, map)?;)*
                Ok(())
            }
        }
    }
}

/// The type of a value as the runtime crate names it.
fn value_type(value: Value) -> TokenStream {
    match value {
        Value::Text => quote!(String),
        Value::Flag => quote!(bool),
        Value::Time => quote!(Timestamp),
        Value::Address => quote!(Address),
        Value::Object => quote!(Map<String, Value>),
        Value::Identities => quote!(BTreeMap<String, Identity>),
        Value::SsoIdentities => quote!(Vec<SsoIdentity>),
        Value::Names => quote!(Vec<String>),
        Value::OrganizationIds => quote!(Vec<OrganizationId>),
        Value::OrganizationData => quote!(Vec<OrganizationData>),
        Value::OrganizationRoles => quote!(Vec<OrganizationRole>),
    }
}

pub(crate) fn docs(lines: &[&str]) -> TokenStream {
    quote!(#(#[doc = #lines])*)
}
