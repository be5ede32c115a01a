//! What the macros know about a struct of claims, however it was written.

use proc_macro2::TokenStream;
use syn::{Attribute, Field, Generics, Ident, Type, Visibility};

use crate::runtime_path::RuntimePath;
use crate::table::{self, Claim, Delivery, Kind, Scope};

/// A struct of claims, as `impl Claims` needs to know it.
pub(crate) struct ClaimSet {
    pub(crate) runtime: RuntimePath,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// In the order of the struct, each once.
    pub(crate) scopes: Vec<&'static Scope>,
    /// Claims that serde reads by another name.
    pub(crate) renamed: Vec<Renamed>,
    /// Claims that the struct requires and only the userinfo endpoint delivers.
    pub(crate) from_userinfo: Vec<&'static Claim>,
    /// Types that have to fit their claims.
    pub(crate) held: Vec<Held>,
    /// Fields that guards look for roles in: one for each claim that holds roles.
    pub(crate) roles: Vec<RolesField>,
}

pub(crate) struct Renamed {
    pub(crate) claim: String,
    /// The key that serde's derive looks for.
    pub(crate) key: String,
}

pub(crate) struct Held {
    pub(crate) claim: &'static Claim,
    pub(crate) ty: Type,
}

/// A field that is read from `roles` or `organization_roles`, into a type that has to fit the claim.
pub(crate) struct RolesField {
    pub(crate) claim: &'static Claim,
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
}

/// A struct that `claims!` makes.
pub(crate) struct NewStruct {
    pub(crate) set: ClaimSet,
    /// The user's own, in their order.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    /// Derives that the user has not written themselves.
    pub(crate) derives: Vec<TokenStream>,
    pub(crate) claims: Vec<NewField>,
    pub(crate) custom: Vec<CustomField>,
}

/// A field that comes from a scope.
pub(crate) struct NewField {
    pub(crate) claim: &'static Claim,
    /// Spanned on the scope: that is where an editor finds the field.
    pub(crate) ident: Ident,
    /// `T` of `custom_data<T>`.
    pub(crate) ty: Option<Type>,
}

/// A field from the brace body of `claims!`.
pub(crate) struct CustomField {
    /// Without `#[claim(…)]`.
    pub(crate) field: Field,
    /// The claim's name, if it is not the field's.
    pub(crate) rename: Option<syn::LitStr>,
    /// An `Option` that nothing else is said about: may be absent, and is left out when it is `None`.
    pub(crate) optional: bool,
}

impl ClaimSet {
    pub(crate) fn new(ident: Ident, generics: Generics, runtime: RuntimePath) -> Self {
        Self {
            runtime,
            ident,
            generics,
            scopes: Vec::new(),
            renamed: Vec::new(),
            from_userinfo: Vec::new(),
            held: Vec::new(),
            roles: Vec::new(),
        }
    }

    /// Asks for a claim's scope.
    pub(crate) fn request(&mut self, claim: &Claim) {
        if let Some(scope) = table::scope(claim.scope) {
            self.request_scope(scope);
        }
    }

    pub(crate) fn request_scope(&mut self, scope: &'static Scope) {
        if !self.scopes.iter().any(|known| known.name == scope.name) {
            self.scopes.push(scope);
        }
    }

    /// Notes that a field of this type is read from a claim.
    pub(crate) fn hold(&mut self, claim: &'static Claim, ident: Ident, ty: Type) {
        if !matches!(claim.kind, Kind::Roles | Kind::OrganizationRoles) {
            self.held.push(Held { claim, ty });
        } else if !self.roles.iter().any(|earlier| earlier.claim.name == claim.name) {
            self.roles.push(RolesField { claim, ident, ty });
        }
    }

    /// Notes that the struct cannot do without a claim.
    pub(crate) fn require(&mut self, claim: &'static Claim) {
        if claim.delivery == Delivery::UserinfoUnlessOn {
            self.from_userinfo.push(claim);
        }
    }
}
