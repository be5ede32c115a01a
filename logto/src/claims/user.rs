//! `UserClaims`: everything, all of it optional.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::values::{Address, Identity, OrganizationData, SsoIdentity, Timestamp};
use super::{Claims, IdTokenOnly};
use crate::organization::{OrganizationId, OrganizationRole};
use crate::scope::UserScope;

logto_macros::__logto_table!(user_claims);

#[diagnostic::do_not_recommend]
impl Claims for UserClaims {
    const SCOPES: &'static [UserScope] = &[];

    type Needs = IdTokenOnly;
}

impl<'de> Deserialize<'de> for UserClaims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UserClaimsVisitor)
    }
}

struct UserClaimsVisitor;

impl<'de> Visitor<'de> for UserClaimsVisitor {
    type Value = UserClaims;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<UserClaims, A::Error> {
        let mut claims = UserClaims::default();
        let mut sub = None;
        while let Some(claim) = map.next_key::<String>()? {
            if claim == "sub" {
                sub = Some(map.next_value()?);
            } else if !claims.set(&claim, &mut map)? {
                claims.extra.insert(claim, map.next_value()?);
            }
        }
        claims.sub = sub.ok_or_else(|| de::Error::missing_field("sub"))?;
        Ok(claims)
    }
}

/// The value of a claim; a `null` is noted, so that it can be written again.
fn present<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    claim: &'static str,
    map: &mut A,
    nulls: &mut BTreeSet<&'static str>,
) -> Result<Option<T>, A::Error> {
    let value: Option<T> = map.next_value()?;
    if value.is_none() {
        nulls.insert(claim);
    }
    Ok(value)
}

impl Serialize for UserClaims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("sub", &self.sub)?;
        self.write(&mut map)?;
        for (claim, value) in &self.extra {
            map.serialize_entry(claim, value)?;
        }
        map.end()
    }
}

fn write_claim<T: Serialize, M: SerializeMap>(
    claim: &'static str,
    value: Option<&T>,
    nulls: &BTreeSet<&'static str>,
    map: &mut M,
) -> Result<(), M::Error> {
    match value {
        None if !nulls.contains(claim) => Ok(()),
        value => map.serialize_entry(claim, &value),
    }
}
