//! The table: one row per claim and per scope that Logto knows.
//!
//! The checks, the suggestions, the fields of `claims!` and, through [`runtime`](mod@runtime), the runtime's
//! `UserScope`, `CLAIMS` and `UserClaims` all come from here.

mod runtime;

pub(crate) use runtime::{docs, expand};

/// A scope of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Its name in Rust.
    pub(crate) name: &'static str,
    /// Its name in requests.
    pub(crate) wire: &'static str,
    /// The variant of `UserScope`.
    pub(crate) variant: &'static str,
    pub(crate) docs: &'static [&'static str],
}

/// A claim about the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    /// Its name in tokens, which is also its field's name.
    pub(crate) name: &'static str,
    /// The scope that brings it; `None` is `openid`, which is always requested.
    pub(crate) scope: Option<&'static str>,
    pub(crate) value: Value,
    pub(crate) presence: Presence,
    pub(crate) delivery: Delivery,
    pub(crate) docs: &'static [&'static str],
}

/// The shape of a claim's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text,
    Flag,
    Time,
    Address,
    Object,
    Identities,
    SsoIdentities,
    Names,
    OrganizationIds,
    OrganizationData,
    OrganizationRoles,
}

/// What Logto sends for a user who lacks the claim, when its scope was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Does not happen.
    Always,
    /// An explicit `null`.
    Null,
    /// Nothing.
    Absent,
}

/// Where Logto puts the claim. Userinfo has all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    IdToken,
    /// In the ID token, unless the tenant turned that off.
    IdTokenByDefault,
    /// Only in userinfo, unless the tenant turned the ID token on.
    UserinfoByDefault,
}

impl Scope {
    pub(crate) fn named(name: &str) -> Option<&'static Scope> {
        SCOPES.iter().find(|scope| scope.name == name)
    }

    pub(crate) fn claims(&self) -> impl Iterator<Item = &'static Claim> {
        let name = self.name;
        CLAIMS.iter().filter(move |claim| claim.scope == Some(name))
    }
}

impl Claim {
    pub(crate) fn named(name: &str) -> Option<&'static Claim> {
        CLAIMS.iter().find(|claim| claim.name == name)
    }
}

macro_rules! scopes {
    ($($(#[doc = $doc:literal])+ $name:literal = $variant:literal = $wire:literal;)+) => {
        /// Every scope, in the order in which Logto's documentation names them.
        pub(crate) const SCOPES: &[Scope] = &[$(Scope {
            name: $name,
            wire: $wire,
            variant: $variant,
            docs: &[$($doc),+],
        }),+];
    };
}

macro_rules! claims {
    (@scope openid) => { None };
    (@scope $scope:ident) => { Some(stringify!($scope)) };
    ($($(#[doc = $doc:literal])+ $name:ident: $scope:ident, $value:ident, $presence:ident, $delivery:ident;)+) => {
        /// Every claim.
        pub(crate) const CLAIMS: &[Claim] = &[$(Claim {
            name: stringify!($name),
            scope: claims!(@scope $scope),
            value: Value::$value,
            presence: Presence::$presence,
            delivery: Delivery::$delivery,
            docs: &[$($doc),+],
        }),+];
    };
}

scopes! {
    /// Name, username, picture and the rest of the user's profile.
    "profile" = "Profile" = "profile";
    /// The primary email address.
    "email" = "Email" = "email";
    /// The primary phone number.
    "phone" = "Phone" = "phone";
    /// The postal address.
    "address" = "Address" = "address";
    /// The user's custom data. It comes from the userinfo endpoint, unless the tenant puts it in the ID token.
    "custom_data" = "CustomData" = "custom_data";
    /// The linked social and enterprise identities. They come from the userinfo endpoint, unless the tenant puts them
    /// in the ID token.
    "identities" = "Identities" = "identities";
    /// The user's role names.
    "roles" = "Roles" = "roles";
    /// The organizations of which the user is a member.
    "organizations" = "Organizations" = "urn:logto:scope:organizations";
    /// The user's roles in those organizations.
    "organization_roles" = "OrganizationRoles" = "urn:logto:scope:organization_roles";
    /// Lets the Account API list and revoke the user's sessions. It brings no claims.
    "sessions" = "Sessions" = "urn:logto:scope:sessions";
    /// Lets the Account API list and remove the user's trusted devices. It brings no claims.
    "trusted_devices" = "TrustedDevices" = "urn:logto:scope:trusted_devices";
}

// claim: scope, value, what comes when the user has none, where it is delivered
claims! {
    /// The user's ID.
    sub: openid, Text, Always, IdToken;

    /// The full name.
    name: profile, Text, Null, IdToken;
    /// The family name.
    family_name: profile, Text, Absent, IdToken;
    /// The given name.
    given_name: profile, Text, Absent, IdToken;
    /// The middle name.
    middle_name: profile, Text, Absent, IdToken;
    /// The casual name.
    nickname: profile, Text, Absent, IdToken;
    /// The name the user wants to be addressed by; the username, if none was set.
    preferred_username: profile, Text, Absent, IdToken;
    /// The URL of the profile page.
    profile: profile, Text, Absent, IdToken;
    /// The URL of the profile picture.
    picture: profile, Text, Null, IdToken;
    /// The URL of the user's website.
    website: profile, Text, Absent, IdToken;
    /// The gender.
    gender: profile, Text, Absent, IdToken;
    /// The birthday, `YYYY-MM-DD`, `YYYY` or `0000-MM-DD`.
    birthdate: profile, Text, Absent, IdToken;
    /// The time zone, for example `Europe/Paris`.
    zoneinfo: profile, Text, Absent, IdToken;
    /// The locale, for example `en-US`.
    locale: profile, Text, Absent, IdToken;
    /// When the user was last updated.
    updated_at: profile, Time, Always, IdToken;
    /// The username.
    username: profile, Text, Null, IdToken;
    /// When the user was created.
    created_at: profile, Time, Always, IdToken;

    /// The primary email address.
    email: email, Text, Null, IdToken;
    /// Whether there is a primary email address; Logto verifies it before it stores it.
    email_verified: email, Flag, Always, IdToken;

    /// The primary phone number: digits with the country code, no `+`.
    phone_number: phone, Text, Null, IdToken;
    /// Whether there is a primary phone number; Logto verifies it before it stores it.
    phone_number_verified: phone, Flag, Always, IdToken;

    /// The postal address.
    address: address, Address, Absent, IdToken;

    /// The user's custom data.
    custom_data: custom_data, Object, Always, UserinfoByDefault;

    /// The linked social identities, by connector target.
    identities: identities, Identities, Always, UserinfoByDefault;
    /// The linked enterprise identities.
    sso_identities: identities, SsoIdentities, Always, UserinfoByDefault;

    /// The names of the user's roles.
    roles: roles, Names, Always, IdTokenByDefault;

    /// The IDs of the organizations of which the user is a member.
    organizations: organizations, OrganizationIds, Always, IdTokenByDefault;
    /// The organizations of which the user is a member, with their names.
    organization_data: organizations, OrganizationData, Always, UserinfoByDefault;

    /// The user's roles in their organizations.
    organization_roles: organization_roles, OrganizationRoles, Always, IdTokenByDefault;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_is_there_once_and_belongs_to_a_scope() {
        assert_eq!(CLAIMS.len(), 29);
        for claim in CLAIMS {
            assert_eq!(CLAIMS.iter().filter(|other| other.name == claim.name).count(), 1, "{}", claim.name);
            assert!(claim.scope.is_none_or(|scope| Scope::named(scope).is_some()), "{}", claim.name);
        }
        let profile: Vec<_> = Scope::named("profile").unwrap().claims().collect();
        assert_eq!(profile.len(), 16);
    }
}
