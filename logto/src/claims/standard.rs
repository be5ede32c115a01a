//! `UserClaims`: every claim, none required.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Address, Claims, Identity, OrganizationData, SsoIdentity, Timestamp};
use crate::organization::{OrganizationId, OrganizationRole};
use crate::scope::UserScope;

macro_rules! user_claims {
    (scopes { $($_:tt)* } claims {
        $(#[doc = $sub_doc:literal])+ sub: $([$($_sub:ident)?])? $($_kind:ident)+;
        $($(#[doc = $doc:literal])+ $name:ident: [$($_scope:ident)?] $kind:ident $_empty:ident $_delivery:ident;)+
    }) => {
        /// Everything Logto may say about a user; all of it optional, but for `sub`.
        ///
        /// It names no scopes and takes what there is: ask for claims with
        /// `ConfigBuilder::scopes`. Where an application knows what it needs,
        /// [`claims!`](crate::claims!) says more.
        ///
        /// Claims without a field of their own (`iss`, `aud`, custom ones, …) are in [`extra`](Self::extra).
        /// Serializing gives back the JSON that was read: what was null is null, what was absent is absent.
        ///
        /// # Example
        ///
        /// ```
        /// use logto::UserClaims;
        ///
        /// let json = r#"{"sub":"gy9sonyod6xf","name":null,"username":"bob","tier":"gold"}"#;
        /// let claims: UserClaims = serde_json::from_str(json)?;
        /// assert_eq!(claims.username.as_deref(), Some("bob"));
        /// assert_eq!(claims.extra["tier"], "gold");
        /// assert_eq!(serde_json::to_string(&claims)?, json);
        /// # Ok::<(), serde_json::Error>(())
        /// ```
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct UserClaims {
            $(#[doc = $sub_doc])+
            pub sub: String,
            $($(#[doc = $doc])+ pub $name: Option<user_claims!(@type $kind)>,)+
            /// Claims without a field of their own.
            pub extra: Map<String, Value>,
            /// Claims that came as null, which is not the same as not at all.
            nulls: BTreeSet<&'static str>,
        }

        impl Serialize for UserClaims {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("sub", &self.sub)?;
                $(
                    if self.$name.is_some() || self.nulls.contains(stringify!($name)) {
                        map.serialize_entry(stringify!($name), &self.$name)?;
                    }
                )+
                for (name, value) in &self.extra {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }

        impl<'de> Visitor<'de> for AnyClaims {
            type Value = UserClaims;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of claims")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<UserClaims, A::Error> {
                let mut claims = UserClaims::default();
                let mut sub = None;
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "sub" => sub = Some(map.next_value()?),
                        $(
                            stringify!($name) => {
                                claims.$name = map.next_value()?;
                                if claims.$name.is_none() {
                                    claims.nulls.insert(stringify!($name));
                                }
                            }
                        )+
                        _ => {
                            claims.extra.insert(name, map.next_value()?);
                        }
                    }
                }
                claims.sub = sub.ok_or_else(|| serde::de::Error::missing_field("sub"))?;
                Ok(claims)
            }
        }
    };
    (@type Text) => { String };
    (@type Flag) => { bool };
    (@type Time) => { Timestamp };
    (@type Address) => { Address };
    (@type CustomData) => { Map<String, Value> };
    (@type Identities) => { BTreeMap<String, Identity> };
    (@type SsoIdentities) => { Vec<SsoIdentity> };
    (@type Roles) => { Vec<String> };
    (@type Organizations) => { Vec<OrganizationId> };
    (@type OrganizationData) => { Vec<OrganizationData> };
    (@type OrganizationRoles) => { Vec<OrganizationRole> };
}

logto_macros::__logto_table!(user_claims);

struct AnyClaims;

impl<'de> Deserialize<'de> for UserClaims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AnyClaims)
    }
}

// A list of these two is no help to someone whose own type is meant.
#[diagnostic::do_not_recommend]
impl Claims for UserClaims {
    const SCOPES: &'static [UserScope] = &[];
    type FromUserinfo = ();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_absent_are_told_apart() {
        let json = r#"{"sub":"u","name":null,"picture":null}"#;
        let claims: UserClaims = serde_json::from_str(json).unwrap();
        assert_eq!((&claims.name, &claims.username), (&None, &None));
        assert_eq!(serde_json::to_string(&claims).unwrap(), json);
    }

    #[test]
    fn a_claim_set_by_hand_wins_over_a_remembered_null() {
        let mut claims: UserClaims = serde_json::from_str(r#"{"sub":"u","name":null}"#).unwrap();
        claims.name = Some("Bob".into());
        assert_eq!(serde_json::to_string(&claims).unwrap(), r#"{"sub":"u","name":"Bob"}"#);
    }

    #[test]
    fn a_number_is_the_same_to_its_last_digit() {
        let json = r#"{"sub":"u","extra":5.000000000000001e+71}"#;
        let claims: UserClaims = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&claims).unwrap(), json);
    }

    #[test]
    fn sub_is_required() {
        assert!(serde_json::from_str::<UserClaims>("{}").is_err());
    }
}
