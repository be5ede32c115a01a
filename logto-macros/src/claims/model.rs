//! What the macros know about a claims type once its text has been read. Everything in it is right.

use syn::{Attribute, Field, Ident, Type, Visibility};

use crate::runtime_path::RuntimePath;
use crate::table::{Claim, Delivery, Scope};

/// What `impl Claims` says.
pub(crate) struct Facts {
    pub(crate) runtime: RuntimePath,
    pub(crate) ident: Ident,
    pub(crate) scopes: Vec<&'static Scope>,
    /// The first claim that is required and comes from userinfo.
    pub(crate) needs: Option<&'static Claim>,
    /// Claims whose field serde knows by another name: claim, then field.
    pub(crate) renamed: Vec<(String, String)>,
    /// Field types that have to be able to hold a claim.
    pub(crate) held: Vec<(Type, &'static Claim)>,
}

/// A struct that `claims!` makes.
pub(crate) struct Made {
    pub(crate) facts: Facts,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    /// The type that the user gave to `custom_data`.
    pub(crate) custom_data: Option<Type>,
    pub(crate) extra: Vec<Field>,
}

impl Facts {
    pub(crate) fn new(ident: Ident, runtime: RuntimePath) -> Self {
        Self { runtime, ident, scopes: Vec::new(), needs: None, renamed: Vec::new(), held: Vec::new() }
    }

    pub(crate) fn request(&mut self, scope: &'static Scope) {
        if !self.scopes.contains(&scope) {
            self.scopes.push(scope);
        }
    }

    /// Notes that the type cannot do without the claim.
    pub(crate) fn require(&mut self, claim: &'static Claim) {
        if claim.delivery == Delivery::UserinfoByDefault {
            self.needs.get_or_insert(claim);
        }
    }
}
