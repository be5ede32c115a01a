//! JSON to claims, with errors that name the claim and never its value.

mod tracked;

use serde_json::{Value, de::StrRead};

use self::tracked::{Progress, Tracked};
use super::Claims;
use crate::error::{Error, Kind};

/// A user's claims that could not be read as a claims type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimsError {
    /// The user lacks a claim that the type requires.
    #[error("the claim `{claim}` is missing: request its scope, or make its field an `Option`")]
    Missing {
        /// The claim.
        claim: String,
    },
    /// The claim is `null`, that is the user has no such value, and the type requires one.
    #[error("the claim `{claim}` is null: make its field an `Option` to admit users without it")]
    Null {
        /// The claim.
        claim: String,
    },
    /// The claim is not what its field expects.
    #[error("the claim `{claim}` cannot be read as its field's type")]
    Unreadable {
        /// The claim, or `*` if the failure is not one claim's alone.
        claim: String,
    },
    /// The claims are not a JSON object.
    #[error("the claims are not a JSON object")]
    NotAnObject,
}

impl From<ClaimsError> for Error {
    fn from(error: ClaimsError) -> Self {
        let kind = match error {
            ClaimsError::Missing { .. } | ClaimsError::Null { .. } => Kind::Denied,
            ClaimsError::Unreadable { .. } | ClaimsError::NotAnObject => Kind::Untrusted,
        };
        Self::new(kind, error)
    }
}

/// Reads a token's or a userinfo response's claims.
pub(crate) fn decode<C: Claims>(json: &str) -> Result<C, ClaimsError> {
    let mut progress = Progress::default();
    let mut deserializer = serde_json::Deserializer::new(StrRead::new(json));
    let claims = C::deserialize(Tracked::new(&mut deserializer, C::RENAMED, &mut progress));
    claims
        .and_then(|claims| deserializer.end().map(|()| claims))
        .map_err(|error| explain::<C>(&error, &progress, json))
}

/// Finds out what went wrong; `serde_json`'s own text could quote a value.
fn explain<C: Claims>(error: &serde_json::Error, progress: &Progress, json: &str) -> ClaimsError {
    let Ok(Value::Object(object)) = serde_json::from_str(json) else {
        return ClaimsError::NotAnObject;
    };
    match progress.reading() {
        Some(claim) if object.get(claim).is_some_and(Value::is_null) => {
            ClaimsError::Null { claim: claim.to_owned() }
        }
        Some(claim) => ClaimsError::Unreadable { claim: claim.to_owned() },
        None => match missing_field(&error.to_string()) {
            Some(field) => ClaimsError::Missing { claim: claim_of::<C>(field).to_owned() },
            None => ClaimsError::Unreadable { claim: "*".to_owned() },
        },
    }
}

/// The field in serde's `missing field`, a text that `serde::de::Error::missing_field` documents.
fn missing_field(text: &str) -> Option<&str> {
    text.strip_prefix("missing field `")?.split('`').next()
}

fn claim_of<C: Claims>(field: &str) -> &str {
    let renamed = C::RENAMED.iter().find(|(_, name)| *name == field);
    renamed.map_or(field, |(claim, _)| claim)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::IdTokenOnly;
    use super::*;
    use crate::scope::UserScope;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Account {
        sub: String,
        email: String,
        prefs: Option<Prefs>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Prefs {
        theme: String,
    }

    impl Claims for Account {
        const SCOPES: &'static [UserScope] = &[UserScope::Email];
        const RENAMED: &'static [(&'static str, &'static str)] = &[("custom_data", "prefs")];

        type Needs = IdTokenOnly;
    }

    fn error(json: &str) -> ClaimsError {
        decode::<Account>(json).unwrap_err()
    }

    #[test]
    fn a_renamed_claim_reaches_its_field_and_the_fields_own_name_does_not() {
        let json = r#"{"sub":"s","email":"e","prefs":1,"custom_data":{"theme":"dark"}}"#;
        let account: Account = decode(json).unwrap();
        assert_eq!(account.prefs, Some(Prefs { theme: "dark".into() }));
    }

    #[test]
    fn errors_name_the_claim_and_not_its_value() {
        let claim = |claim: &str| claim.to_owned();
        assert_eq!(error(r#"{"sub":"s"}"#), ClaimsError::Missing { claim: claim("email") });
        assert_eq!(error(r#"{"sub":"s","email":null}"#), ClaimsError::Null { claim: claim("email") });
        let wrong = error(r#"{"sub":"s","email":"e","custom_data":{"theme":7777}}"#);
        assert_eq!(wrong, ClaimsError::Unreadable { claim: claim("custom_data") });
        assert!(!wrong.to_string().contains("7777"));
        assert_eq!(
            error(r#"{"sub":"s","email":"e","custom_data":{"theme":null}}"#),
            ClaimsError::Unreadable { claim: claim("custom_data") }
        );
        for json in ["[]", "", "{", r#"{"sub":"s","email":"e"} {}"#] {
            assert_eq!(error(json), ClaimsError::NotAnObject, "{json}");
        }
    }
}
