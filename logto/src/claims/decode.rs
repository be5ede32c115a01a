//! From verified JSON text to a struct of claims.

use serde_json::Deserializer;

use super::Claims;
use super::diagnose::diagnose;
use super::error::ClaimsError;
use super::rename::Renamed;

/// Reads claims from the JSON text of a verified ID-token payload or userinfo response.
pub(crate) fn decode<C: Claims>(json: &str) -> Result<C, ClaimsError> {
    let read = if C::RENAMED.is_empty() { serde_json::from_str(json) } else { renamed(json) };
    // Only failures pay for finding out which claim is at fault.
    read.map_err(|_| diagnose::<C>(json))
}

fn renamed<C: Claims>(json: &str) -> serde_json::Result<C> {
    let mut deserializer = Deserializer::from_str(json);
    let claims = C::deserialize(Renamed::new(&mut deserializer, C::RENAMED))?;
    deserializer.end()?;
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::scope::UserScope;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Subscriber {
        sub: String,
        email: String,
        name: Option<String>,
        preferences: Preferences,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Preferences {
        themes: Vec<Theme>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Theme {
        Light,
        Dark,
    }

    impl Claims for Subscriber {
        const SCOPES: &'static [UserScope] = &[UserScope::Email, UserScope::CustomData];
        const RENAMED: &'static [(&'static str, &'static str)] = &[("custom_data", "preferences")];
        type FromUserinfo = ();
    }

    fn fault(json: &str) -> ClaimsError {
        decode::<Subscriber>(json).unwrap_err()
    }

    #[test]
    fn a_renamed_claim_fills_its_field() {
        let json = r#"{"sub":"u","email":"e","name":null,"custom_data":{"themes":["dark"]},"preferences":7}"#;
        let expected = Subscriber {
            sub: "u".into(),
            email: "e".into(),
            name: None,
            preferences: Preferences { themes: vec![Theme::Dark] },
        };
        assert_eq!(decode::<Subscriber>(json), Ok(expected));
    }

    #[test]
    fn the_claim_at_fault_is_named_as_logto_names_it() {
        let missing = |claim: &str| ClaimsError::Missing { claim: claim.into() };
        assert_eq!(fault(r#"{"sub":"u","email":"e"}"#), missing("custom_data"));
        assert_eq!(fault(r#"{"sub":"u","custom_data":{"themes":[]}}"#), missing("email"));
        assert_eq!(fault(r#"{"sub":"u","email":"e","custom_data":{}}"#), missing("custom_data.themes"));
    }

    #[test]
    fn a_null_where_a_value_is_required_is_named() {
        let null = ClaimsError::Null { claim: "email".into() };
        assert_eq!(fault(r#"{"sub":"u","email":null,"custom_data":{"themes":[]}}"#), null);
    }

    #[test]
    fn an_unreadable_claim_is_named_by_its_path_and_its_value_is_not_told() {
        let error = fault(r#"{"sub":"u","email":"e","custom_data":{"themes":["dark",42]}}"#);
        let ClaimsError::Unreadable { claim, .. } = &error else { panic!("{error:?}") };
        assert_eq!(claim, "custom_data.themes[1]");
        let error = fault(r#"{"sub":"u","email":["hunter2"],"custom_data":{"themes":[]}}"#);
        assert_eq!(error.to_string(), "the claim `email` cannot be read: expected a string");
        let error = fault(r#"{"sub":"u","email":"e","custom_data":{"themes":["hunter2"]}}"#);
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn a_key_from_outside_cannot_break_a_log_line() {
        #[derive(Debug, Deserialize)]
        struct Loose {
            #[serde(flatten)]
            _rest: std::collections::BTreeMap<String, bool>,
        }
        impl Claims for Loose {
            const SCOPES: &'static [UserScope] = &[];
            type FromUserinfo = ();
        }
        let text = decode::<Loose>("{\"a\\nb\": 1}").unwrap_err().to_string();
        assert!(!text.contains('\n'), "{text}");
    }

    #[test]
    fn all_claims_can_be_read_as_a_map() {
        let map = decode::<serde_json::Map<_, _>>(r#"{"sub":"u","tier":null}"#).unwrap();
        assert_eq!(serde_json::Value::from(map), serde_json::json!({ "sub": "u", "tier": null }));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for json in ["", "null", "[]", "\"text\"", "{", "{}}"] {
            assert_eq!(fault(json), ClaimsError::NotAnObject, "{json}");
        }
    }
}
