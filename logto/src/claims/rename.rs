//! Lets serde read a claim into a field of another name.
//!
//! `#[claim("custom_data")] preferences: Preferences` is read by serde's derive from the key `preferences`. This
//! deserializer stands between the two and shows Logto's keys under the fields' names.

use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

type Names = &'static [(&'static str, &'static str)];

/// A deserializer of an object, some of whose keys are renamed.
pub(super) struct Renamed<T> {
    inner: T,
    /// `(claim, field)`
    names: Names,
}

impl<T> Renamed<T> {
    pub(super) fn new(inner: T, names: Names) -> Self {
        Self { inner, names }
    }

    /// The name under which serde shall see a key; `None` if it must not see it, for another claim has that name.
    fn field(&self, key: String) -> Option<String> {
        if let Some((_, field)) = self.names.iter().find(|(claim, _)| *claim == key) {
            return Some((*field).to_owned());
        }
        let taken = self.names.iter().any(|(_, field)| *field == key);
        (!taken).then_some(key)
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Renamed<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.inner.deserialize_map(Renamed::new(visitor, self.names))
    }

    /// For `#[serde(transparent)]` and newtypes around a struct of claims.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Renamed<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        self.inner.visit_map(Renamed::new(map, self.names))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Renamed<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        while let Some(key) = self.inner.next_key::<String>()? {
            if let Some(field) = self.field(key) {
                let field: StringDeserializer<A::Error> = field.into_deserializer();
                return seed.deserialize(field).map(Some);
            }
            self.inner.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Self::Error> {
        self.inner.next_value_seed(seed)
    }
}
