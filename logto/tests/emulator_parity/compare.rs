//! Same keys, same types, same values, but for values that differ from run to run.

use serde_json::Value;

/// Members whose value is different every time; their type and length are not.
const VOLATILE: [&str; 13] = [
    "access_token",
    "refresh_token",
    "id_token",
    "nonce",
    "exp",
    "iat",
    "updated_at",
    "created_at",
    "auth_time",
    "jti",
    "kid",
    "x",
    "y",
];

pub(crate) fn assert_like(actual: &Value, captured: &Value, at: &str) {
    match (actual, captured) {
        (Value::Object(actual), Value::Object(captured)) => {
            if !at.ends_with("headers") {
                let keys = |object: &serde_json::Map<String, Value>| {
                    let mut keys: Vec<_> = object.keys().cloned().collect();
                    keys.sort();
                    keys
                };
                assert_eq!(keys(actual), keys(captured), "{at}");
            }
            for (key, captured) in captured {
                let at = format!("{at}.{key}");
                let actual = actual.get(key).unwrap_or_else(|| panic!("{at} is missing"));
                if VOLATILE.contains(&key.as_str()) {
                    assert_same_form(actual, captured, &at);
                } else {
                    assert_like(actual, captured, &at);
                }
            }
        }
        (Value::Array(actual), Value::Array(captured)) => {
            assert_eq!(actual.len(), captured.len(), "{at}");
            for (index, (actual, captured)) in actual.iter().zip(captured).enumerate() {
                assert_like(actual, captured, &format!("{at}[{index}]"));
            }
        }
        (Value::String(actual), Value::String(captured)) => {
            assert_eq!(without_code(actual), without_code(captured), "{at}");
        }
        _ => assert_eq!(actual, captured, "{at}"),
    }
}

fn assert_same_form(actual: &Value, captured: &Value, at: &str) {
    match (actual, captured) {
        (Value::String(actual), Value::String(captured)) if captured == "<jwt>" => {
            assert_eq!(actual.split('.').count(), 3, "{at}");
        }
        (Value::String(actual), Value::String(captured)) => assert_eq!(actual.len(), captured.len(), "{at}"),
        (Value::Number(actual), Value::Number(captured)) => {
            assert_eq!(actual.to_string().len(), captured.to_string().len(), "{at}");
        }
        _ => assert_eq!(actual, captured, "{at}"),
    }
}

/// An authorization code in a URL, replaced by as many dots.
fn without_code(text: &str) -> String {
    let Some((before, after)) = text.split_once("?code=") else {
        return text.to_owned();
    };
    let end = after.find('&').unwrap_or(after.len());
    format!("{before}?code={}{}", ".".repeat(end), &after[end..])
}
