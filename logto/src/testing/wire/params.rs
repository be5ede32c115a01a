//! Named values of a query or a body.

use serde_json::Value;
use url::form_urlencoded;

/// Parameters in the order they came; names may repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::testing) struct Params(Vec<(String, String)>);

impl Params {
    pub(in crate::testing) fn from_form(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// Logto takes JSON bodies wherever it takes forms.
    pub(in crate::testing) fn from_json(text: &[u8]) -> Self {
        let Ok(Value::Object(members)) = serde_json::from_slice(text) else {
            return Self::default();
        };
        let mut params = Vec::new();
        for (name, value) in members {
            match value {
                Value::Array(values) => {
                    params.extend(values.iter().map(|value| (name.clone(), plain(value))));
                }
                value => params.push((name, plain(&value))),
            }
        }
        Self(params)
    }

    /// The value of a parameter; an empty one counts as missing, as it does in Logto's engine.
    pub(in crate::testing) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).find(|value| !value.is_empty())
    }

    pub(in crate::testing) fn all<'a, 'n>(
        &'a self,
        name: &'n str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The space-separated words of a parameter, without repetitions.
    pub(in crate::testing) fn words(&self, name: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in self.get(name).unwrap_or_default().split_whitespace() {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        words
    }

    /// The names that occur twice, of those that must not.
    pub(in crate::testing) fn repeated(&self, allowed: &[&str]) -> Vec<&str> {
        let mut repeated = Vec::new();
        for (name, _) in &self.0 {
            let name = name.as_str();
            if !allowed.contains(&name) && !repeated.contains(&name) && self.all(name).nth(1).is_some() {
                repeated.push(name);
            }
        }
        repeated
    }

    pub(in crate::testing) fn as_slice(&self) -> &[(String, String)] {
        &self.0
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_form_bodies_say_the_same() {
        let form = Params::from_form(b"resource=a&resource=b&scope=x+y");
        let json = Params::from_json(br#"{"resource": ["a", "b"], "scope": "x y"}"#);
        assert_eq!(form, json);
        assert_eq!(form.words("scope"), ["x", "y"]);
    }

    #[test]
    fn repetitions_are_found_unless_allowed() {
        let params = Params::from_form(b"resource=a&resource=b&state=1&state=2");
        assert_eq!(params.repeated(&["resource"]), ["state"]);
    }
}
