//! The table of claims at run time.

use crate::scope::UserScope;

/// A claim that Logto knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// Its name on the wire.
    pub name: &'static str,
    /// The scope that releases it; `None` for `sub`, which every sign-in releases.
    pub scope: Option<UserScope>,
    /// What Logto sends for a user who has nothing to put into it.
    pub empty: Empty,
    /// Where it is delivered.
    pub delivery: Delivery,
}

/// What Logto sends for a user who has nothing to put into a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Empty {
    /// There is always a value, be it an empty list.
    Never,
    /// An explicit `null`.
    Null,
    /// Nothing: the claim is left out.
    Absent,
}

/// Where a claim is delivered. The userinfo endpoint always has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// Also in every ID token.
    IdToken,
    /// Also in the ID token, unless the tenant turned that off.
    IdTokenUnlessOff,
    /// Not in the ID token, unless the tenant turned that on.
    UserinfoUnlessOn,
}

macro_rules! claims_table {
    (scopes { $($_:tt)* } claims { $(
        $(#[doc = $doc:literal])+ $name:ident: [$($scope:ident)?] $kind:ident $empty:ident $delivery:ident;
    )+ }) => {
        /// Every claim that Logto knows, in the order it sends them.
        ///
        /// ```
        /// use logto::UserScope;
        /// use logto::claims::{CLAIMS, Delivery};
        ///
        /// let custom_data = CLAIMS.iter().find(|claim| claim.name == "custom_data");
        /// assert_eq!(custom_data.map(|claim| claim.delivery), Some(Delivery::UserinfoUnlessOn));
        /// assert_eq!(CLAIMS.iter().filter(|claim| claim.scope == Some(UserScope::Email)).count(), 2);
        /// ```
        pub const CLAIMS: &[Claim] = &[$(Claim {
            name: stringify!($name),
            scope: claims_table!(@scope $($scope)?),
            empty: Empty::$empty,
            delivery: Delivery::$delivery,
        }),+];

        /// One type per claim: what compile errors name claims by.
        pub mod wire {
            $(
                $(#[doc = $doc])+
                #[allow(non_camel_case_types, reason = "compile errors show the claim as it is written")]
                #[derive(Debug)]
                pub enum $name {}
            )+
        }
    };
    (@scope) => { None };
    (@scope $scope:ident) => { Some(UserScope::$scope) };
}

logto_macros::__logto_table!(claims_table);
