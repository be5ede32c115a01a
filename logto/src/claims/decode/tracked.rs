//! A deserializer for the top level of the claims: it renames claims to fields and knows which one is being read.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Claim, then field.
type Renamed = &'static [(&'static str, &'static str)];

/// How far the reading got.
#[derive(Debug, Default)]
pub(super) struct Progress {
    claim: String,
    reading: bool,
}

impl Progress {
    /// The claim whose value is being read.
    pub(super) fn reading(&self) -> Option<&str> {
        self.reading.then_some(self.claim.as_str())
    }
}

pub(super) struct Tracked<'a, D> {
    inner: D,
    renamed: Renamed,
    progress: &'a mut Progress,
}

impl<'a, D> Tracked<'a, D> {
    pub(super) fn new(inner: D, renamed: Renamed, progress: &'a mut Progress) -> Self {
        Self { inner, renamed, progress }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Tracked<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Self { inner, renamed, progress } = self;
        inner.deserialize_map(TrackedVisitor { inner: visitor, renamed, progress })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct TrackedVisitor<'a, V> {
    inner: V,
    renamed: Renamed,
    progress: &'a mut Progress,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for TrackedVisitor<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let Self { inner, renamed, progress } = self;
        inner.visit_map(TrackedMap { inner: map, renamed, progress })
    }
}

struct TrackedMap<'a, A> {
    inner: A,
    renamed: Renamed,
    progress: &'a mut Progress,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for TrackedMap<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        if self.inner.next_key_seed(KeyInto(&mut self.progress.claim))?.is_none() {
            return Ok(None);
        }
        let field = field_of(&self.progress.claim, self.renamed);
        seed.deserialize(StrDeserializer::new(field)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.progress.reading = true;
        let value = self.inner.next_value_seed(seed)?;
        self.progress.reading = false;
        Ok(value)
    }
}

/// The name under which the struct expects a claim. A claim that happens to be called like a renamed field trades
/// names with it: it must not land in that field.
fn field_of(claim: &str, renamed: Renamed) -> &str {
    let forth = renamed.iter().find(|(from, _)| *from == claim).map(|(_, field)| *field);
    let back = || renamed.iter().find(|(_, field)| *field == claim).map(|(from, _)| *from);
    forth.or_else(back).unwrap_or(claim)
}

/// Reads a key into a buffer that is used again for the next one.
struct KeyInto<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for KeyInto<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyInto<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a claim")
    }

    fn visit_str<E>(self, key: &str) -> Result<(), E> {
        self.0.clear();
        self.0.push_str(key);
        Ok(())
    }
}
