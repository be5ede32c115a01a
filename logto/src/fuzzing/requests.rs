//! The credentials of a request to an API, and the answers that refuse them.

use http::header::{AUTHORIZATION, HeaderMap, HeaderValue, WWW_AUTHENTICATE};

use super::parts;
use crate::resource_server::refusal::Refusal;
use crate::resource_server::{challenge, credentials, metadata};
use crate::tokens::BearerTokenError;

/// A token is taken from a single header that is nothing but `Bearer` and the token, and never if the query has one
/// too. Whatever is refused, the challenge is a well-formed header.
pub fn authorization(data: &[u8]) {
    let [query, indicator, headers] = parts(data);
    let mut map = HeaderMap::new();
    for line in headers.split('\n') {
        map.extend(HeaderValue::from_bytes(line.as_bytes()).ok().map(|value| (AUTHORIZATION, value)));
    }
    let metadata = metadata::url(&indicator);
    let refusal = match credentials::bearer_token(&map, Some(&query)) {
        Ok(None) => Refusal::NoCredentials,
        Err(error) => Refusal::Credentials(error),
        Ok(Some(token)) => {
            assert_eq!(map.get_all(AUTHORIZATION).iter().count(), 1);
            let (scheme, rest) = map[AUTHORIZATION].to_str().unwrap().split_once(' ').unwrap();
            assert!(scheme.eq_ignore_ascii_case("bearer") && rest.trim_start_matches(' ') == token);
            assert!(!token.is_empty() && !token.contains([' ', ',', '"', '\t', '\\']) && token.is_ascii());
            assert!(!url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "access_token"));
            Refusal::Token(BearerTokenError::Signature)
        }
    };
    let answer = challenge::answer(&refusal, metadata.as_deref());
    assert!(answer.status().is_client_error());
    let challenge = answer.headers()[WWW_AUTHENTICATE].to_str().unwrap();
    let parameters = parameters(challenge).unwrap_or_else(|| panic!("{challenge}"));
    let found = parameters.iter().find(|(name, _)| name == "resource_metadata");
    assert_eq!(found.map(|(_, value)| value), metadata.as_ref());
    let names: Vec<_> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.iter().all(|name| ["error", "error_description", "resource_metadata"].contains(name)),
        "{challenge}"
    );
}

/// The parameters of one `Bearer` challenge ([RFC 9110 section 11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)).
fn parameters(challenge: &str) -> Option<Vec<(String, String)>> {
    let mut rest = challenge.strip_prefix("Bearer")?;
    let mut found = Vec::new();
    while !rest.is_empty() {
        rest = rest.strip_prefix(if found.is_empty() { " " } else { ", " })?;
        let (name, value) = rest.split_once("=\"")?;
        let (value, tail) = value.split_once('"')?;
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') || value.contains('\\') {
            return None;
        }
        found.push((name.to_owned(), value.to_owned()));
        rest = tail;
    }
    Some(found)
}
