//! THE table: what Logto's user scopes are called, which claims each of them releases, what a claim holds, what an
//! empty one looks like and how it reaches the application.
//!
//! One row, one fact. The macros check against these rows, suggest from them and write struct fields from them; the
//! runtime's `UserScope`, `CLAIMS`, `UserClaims` and the markers that compile errors name come from the same rows
//! through the hidden macro `__logto_table!` (see [`rows`]).

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// A user scope.
#[derive(Debug)]
pub(crate) struct Scope {
    /// Its name in `claims!`.
    pub(crate) name: &'static str,
    /// Its variant of `UserScope`.
    pub(crate) variant: &'static str,
    /// Its name in a `scope` parameter.
    wire: &'static str,
    docs: &'static [&'static str],
}

/// A user claim.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) name: &'static str,
    /// The scope that releases it, by its name in `claims!`; [`OPENID`] for `sub`.
    pub(crate) scope: &'static str,
    pub(crate) kind: Kind,
    pub(crate) empty: Empty,
    pub(crate) delivery: Delivery,
    pub(crate) docs: &'static [&'static str],
}

/// What a claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Flag,
    Time,
    Address,
    CustomData,
    Identities,
    SsoIdentities,
    Roles,
    Organizations,
    OrganizationData,
    OrganizationRoles,
}

/// What Logto sends for a user who has nothing to put into a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Empty {
    /// There is always a value, be it an empty list.
    Never,
    /// An explicit `null`.
    Null,
    /// Nothing: the claim is left out.
    Absent,
}

/// Where a claim is delivered. The userinfo endpoint always has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Also in every ID token.
    IdToken,
    /// Also in the ID token, unless the tenant turned that off.
    IdTokenUnlessOff,
    /// Not in the ID token, unless the tenant turned that on.
    UserinfoUnlessOn,
}

/// The scope that every sign-in asks for. It is implied, so it is not a row.
pub(crate) const OPENID: &str = "openid";

macro_rules! scopes {
    ($($(#[doc = $doc:literal])+ $name:ident: $variant:ident = $wire:literal;)+) => {
        pub(crate) const SCOPES: &[Scope] = &[$(Scope {
            name: stringify!($name),
            variant: stringify!($variant),
            wire: $wire,
            docs: &[$($doc),+],
        }),+];
    };
}

macro_rules! claims {
    ($($(#[doc = $doc:literal])+ $name:ident: $scope:ident, $kind:ident, $empty:ident, $delivery:ident;)+) => {
        pub(crate) const CLAIMS: &[Claim] = &[$(Claim {
            name: stringify!($name),
            scope: stringify!($scope),
            kind: Kind::$kind,
            empty: Empty::$empty,
            delivery: Delivery::$delivery,
            docs: &[$($doc),+],
        }),+];
    };
}

scopes! {
    /// Name, picture, username and the other claims of the user's profile.
    profile: Profile = "profile";
    /// The email address.
    email: Email = "email";
    /// The phone number.
    phone: Phone = "phone";
    /// The postal address.
    address: Address = "address";
    /// The data your application keeps with the user.
    custom_data: CustomData = "custom_data";
    /// The social and enterprise identities the user has linked.
    identities: Identities = "identities";
    /// The names of the user's roles.
    roles: Roles = "roles";
    /// The organizations the user is a member of.
    organizations: Organizations = "urn:logto:scope:organizations";
    /// The roles the user has in organizations.
    organization_roles: OrganizationRoles = "urn:logto:scope:organization_roles";
    /// Access to the user's sessions through the Account API. Releases no claim.
    sessions: Sessions = "urn:logto:scope:sessions";
    /// Access to the user's trusted devices through the Account API. Releases no claim.
    trusted_devices: TrustedDevices = "urn:logto:scope:trusted_devices";
}

claims! {
    /// The user's id: unique in the tenant, never changes.
    sub: openid, Text, Never, IdToken;

    /// Full name.
    name: profile, Text, Null, IdToken;
    /// Family name.
    family_name: profile, Text, Absent, IdToken;
    /// Given name.
    given_name: profile, Text, Absent, IdToken;
    /// Middle name.
    middle_name: profile, Text, Absent, IdToken;
    /// Casual name.
    nickname: profile, Text, Absent, IdToken;
    /// The name the user wants to be called by; the username if none was given.
    preferred_username: profile, Text, Absent, IdToken;
    /// URL of the user's profile page.
    profile: profile, Text, Absent, IdToken;
    /// URL of the user's picture.
    picture: profile, Text, Null, IdToken;
    /// URL of the user's website.
    website: profile, Text, Absent, IdToken;
    /// Gender, in the user's words.
    gender: profile, Text, Absent, IdToken;
    /// Date of birth, `YYYY-MM-DD` or `YYYY`.
    birthdate: profile, Text, Absent, IdToken;
    /// Time zone, such as `Europe/Berlin`.
    zoneinfo: profile, Text, Absent, IdToken;
    /// Language tag, such as `en-US`.
    locale: profile, Text, Absent, IdToken;
    /// When the user's data last changed.
    updated_at: profile, Time, Never, IdToken;
    /// The username, which is unique in the tenant.
    username: profile, Text, Null, IdToken;
    /// When the user was created.
    created_at: profile, Time, Never, IdToken;

    /// Primary email address.
    email: email, Text, Null, IdToken;
    /// Whether the email address was verified.
    email_verified: email, Flag, Never, IdToken;

    /// Primary phone number: digits only, with the country code, without `+`.
    phone_number: phone, Text, Null, IdToken;
    /// Whether the phone number was verified.
    phone_number_verified: phone, Flag, Never, IdToken;

    /// Postal address.
    address: address, Address, Absent, IdToken;

    /// The data your application keeps with the user.
    custom_data: custom_data, CustomData, Never, UserinfoUnlessOn;

    /// Linked social identities, by the connector's target, such as `google`.
    identities: identities, Identities, Never, UserinfoUnlessOn;
    /// Linked enterprise identities.
    sso_identities: identities, SsoIdentities, Never, UserinfoUnlessOn;

    /// Names of the user's roles.
    roles: roles, Roles, Never, IdTokenUnlessOff;

    /// Ids of the organizations the user is a member of.
    organizations: organizations, Organizations, Never, IdTokenUnlessOff;
    /// Names and descriptions of the organizations the user is a member of.
    organization_data: organizations, OrganizationData, Never, UserinfoUnlessOn;

    /// The roles the user has in organizations.
    organization_roles: organization_roles, OrganizationRoles, Never, IdTokenUnlessOff;
}

pub(crate) fn scope(name: &str) -> Option<&'static Scope> {
    SCOPES.iter().find(|scope| scope.name == name)
}

pub(crate) fn claim(name: &str) -> Option<&'static Claim> {
    CLAIMS.iter().find(|claim| claim.name == name)
}

pub(crate) fn claims_of(scope: &str) -> impl Iterator<Item = &'static Claim> {
    CLAIMS.iter().filter(move |claim| claim.scope == scope)
}

/// All rows, as the input of one of the runtime's own macros:
/// `callback! { scopes { #[doc = …] Profile = "profile"; … } claims { #[doc = …] name: [Profile] Text Null IdToken; … } }`.
pub(crate) fn rows(callback: &TokenStream) -> TokenStream {
    let scopes = SCOPES.iter().map(Scope::row);
    let claims = CLAIMS.iter().map(Claim::row);
    quote!(#callback! { scopes { #(#scopes)* } claims { #(#claims)* } })
}

impl Scope {
    fn row(&self) -> TokenStream {
        let Self { docs, wire, .. } = self;
        let variant = format_ident!("{}", self.variant);
        quote!(#(#[doc = #docs])* #variant = #wire;)
    }
}

impl Claim {
    fn row(&self) -> TokenStream {
        let docs = self.docs;
        let name = format_ident!("{}", self.name);
        let scope = scope(self.scope).map(|scope| format_ident!("{}", scope.variant));
        let kind = format_ident!("{}", format!("{:?}", self.kind));
        let empty = format_ident!("{}", format!("{:?}", self.empty));
        let delivery = format_ident!("{}", format!("{:?}", self.delivery));
        quote!(#(#[doc = #docs])* #name: [#scope] #kind #empty #delivery;)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_28_claims_besides_sub() {
        assert_eq!(CLAIMS.len(), 29);
        assert_eq!(CLAIMS[0].name, "sub");
    }

    #[test]
    fn names_are_unique_and_scopes_exist() {
        for (index, row) in CLAIMS.iter().enumerate() {
            assert!(!CLAIMS[..index].iter().any(|earlier| earlier.name == row.name), "{}", row.name);
            assert!(row.scope == OPENID || scope(row.scope).is_some(), "{}", row.name);
        }
        for (index, row) in SCOPES.iter().enumerate() {
            assert!(!SCOPES[..index].iter().any(|earlier| earlier.name == row.name), "{}", row.name);
        }
    }

    #[test]
    fn two_scopes_release_no_claim() {
        let silent: Vec<_> = SCOPES.iter().filter(|scope| claims_of(scope.name).next().is_none()).collect();
        assert_eq!(
            silent.iter().map(|scope| scope.name).collect::<Vec<_>>(),
            ["sessions", "trusted_devices"]
        );
    }

    #[test]
    fn what_only_userinfo_delivers_is_never_empty() {
        let by_userinfo = CLAIMS.iter().filter(|claim| claim.delivery == Delivery::UserinfoUnlessOn);
        assert!(by_userinfo.clone().all(|claim| claim.empty == Empty::Never));
        assert_eq!(by_userinfo.count(), 4);
    }
}
