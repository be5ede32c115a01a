//! Finds the claim at fault after claims could not be read.
//!
//! Runs on failures only: reads the same JSON a second time, through a deserializer that remembers where it is and
//! whose errors keep what was expected but forget what was found.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

use super::Claims;
use super::error::ClaimsError;
use super::rename::Renamed;

/// Why `json` is no `C`.
pub(super) fn diagnose<C: Claims>(json: &str) -> ClaimsError {
    let Ok(value @ Value::Object(_)) = serde_json::from_str(json) else {
        return ClaimsError::NotAnObject;
    };
    match C::deserialize(Renamed::new(Reader(&value), C::RENAMED)) {
        Ok(_) => Fault::custom("").into_error(&[]),
        Err(fault) => fault.into_error(C::RENAMED),
    }
}

/// What failed, and the way to it from the innermost step outwards.
#[derive(Debug)]
struct Fault {
    what: What,
    steps: Vec<Step>,
}

#[derive(Debug)]
enum What {
    Missing(&'static str),
    Null,
    Unreadable { expected: String },
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

impl Fault {
    fn new(what: What) -> Self {
        Self { what, steps: Vec::new() }
    }

    fn inside(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    fn into_error(self, names: &[(&str, &str)]) -> ClaimsError {
        let mut claim = String::new();
        for step in self.steps.iter().rev() {
            step.write(&mut claim);
        }
        // serde buffers what it flattens, and the way there is lost.
        let unknown = |claim: String| {
            if claim.is_empty() { "(flattened)".to_owned() } else { claim }
        };
        match self.what {
            What::Missing(field) => {
                let renamed = names.iter().find(|(_, name)| claim.is_empty() && *name == field);
                Step::Key(renamed.map_or(field, |(claim, _)| claim).to_owned()).write(&mut claim);
                ClaimsError::Missing { claim }
            }
            What::Null => ClaimsError::Null { claim: unknown(claim) },
            What::Unreadable { expected } => ClaimsError::Unreadable { claim: unknown(claim), expected },
        }
    }
}

impl Step {
    /// Longest key that is shown.
    const MAX: usize = 64;

    fn write(&self, path: &mut String) {
        match self {
            Self::Index(index) => *path = format!("{path}[{index}]"),
            Self::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                // Keys come from outside, too.
                path.extend(key.chars().take(Self::MAX).map(|c| if c.is_control() { ' ' } else { c }));
            }
        }
    }
}

impl Error for Fault {
    /// Texts of others may quote the value.
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self::new(What::Unreadable { expected: "another value".into() })
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(match found {
            Unexpected::Unit => What::Null,
            _ => What::Unreadable { expected: expected.to_string() },
        })
    }

    fn invalid_value(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(What::Unreadable { expected: expected.to_string() })
    }

    fn unknown_variant(_found: &str, expected: &'static [&'static str]) -> Self {
        Self::new(What::Unreadable { expected: format!("one of {}", expected.join(", ")) })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(What::Missing(field))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the claims cannot be read")
    }
}

impl std::error::Error for Fault {}

/// A value, deserialized with [`Fault`]s for errors.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a Value);

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::String(value) => visitor.visit_str(value),
            Value::Array(values) => visitor.visit_seq(Items(values.iter().enumerate())),
            Value::Object(entries) => visitor.visit_map(Entries::new(entries)),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), _, _) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (_, _, Some(value)) => visitor.visit_f64(value),
                _ => Err(Fault::custom("")),
            },
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    /// What is inside an enum is not looked into: its own name is enough to find it.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Value::String(variant) => {
                let variant: StrDeserializer<'_, Fault> = variant.as_str().into_deserializer();
                visitor.visit_enum(variant)
            }
            Value::Null => Err(Fault::new(What::Null)),
            other => {
                let expected = format!("one of {}", variants.join(", "));
                let read = other.clone().deserialize_enum(name, variants, visitor);
                read.map_err(|_| Fault::new(What::Unreadable { expected }))
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'a>(std::iter::Enumerate<std::slice::Iter<'a, Value>>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some((index, value)) = self.0.next() else {
            return Ok(None);
        };
        let item = seed.deserialize(Reader(value));
        item.map(Some).map_err(|fault| fault.inside(Step::Index(index)))
    }
}

struct Entries<'a> {
    rest: serde_json::map::Iter<'a>,
    current: Option<(&'a String, &'a Value)>,
}

impl<'a> Entries<'a> {
    fn new(entries: &'a Map<String, Value>) -> Self {
        Self { rest: entries.iter(), current: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.current = self.rest.next();
        let Some((key, _)) = self.current else {
            return Ok(None);
        };
        let key: StrDeserializer<'_, Fault> = key.as_str().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (key, value) = self.current.ok_or_else(|| Fault::custom(""))?;
        seed.deserialize(Reader(value)).map_err(|fault| fault.inside(Step::Key(key.clone())))
    }
}
