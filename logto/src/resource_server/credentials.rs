//! The credentials of a request ([RFC 6750 section 2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).

use http::header::{AUTHORIZATION, HeaderMap};

/// Why the credentials of a request are not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CredentialsError {
    #[error("the request has more than one Authorization header")]
    TwoHeaders,
    #[error("the request has an access token in the header and another in the query")]
    TwoMethods,
    #[error("the Authorization header is not `Bearer` and one access token")]
    Malformed,
}

/// The bearer token of a request, if it brings one in its header. Other schemes are other people's.
///
/// A token in the query alone is not looked at: queries end up in logs.
pub(crate) fn bearer_token<'a>(
    headers: &'a HeaderMap,
    query: Option<&str>,
) -> Result<Option<&'a str>, CredentialsError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(CredentialsError::TwoHeaders);
    }
    let value = str::from_utf8(value.as_bytes()).map_err(|_| CredentialsError::Malformed)?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    let token = token.trim_start_matches(' ');
    if !is_token(token) {
        return Err(CredentialsError::Malformed);
    }
    if query.is_some_and(has_token) {
        return Err(CredentialsError::TwoMethods);
    }
    Ok(Some(token))
}

/// `b64token`: letters, digits and `-._~+/`, then perhaps `=`.
fn is_token(text: &str) -> bool {
    let text = text.trim_end_matches('=');
    // From `-` to `9` there are only `.`, `/` and digits in between.
    let of_token =
        |byte: u8| (byte | 0x20).is_ascii_lowercase() | matches!(byte, b'-'..=b'9' | b'_' | b'~' | b'+');
    // Without a way out in the middle: good tokens are long, and the compiler can look at many bytes at once.
    !text.is_empty() && text.bytes().fold(true, |good, byte| good & of_token(byte))
}

fn has_token(query: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "access_token")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(values: &[&str], query: Option<&str>) -> Result<Option<String>, CredentialsError> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        bearer_token(&headers, query).map(|token| token.map(str::to_owned))
    }

    #[test]
    fn a_token_is_read_whatever_the_case_of_bearer() {
        for header in ["Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER   a.b-c_d~e+f/g=="] {
            assert_eq!(read(&[header], None).unwrap().unwrap(), "a.b-c_d~e+f/g==", "{header}");
        }
        assert!(read(&["Bearer x"], Some("page=2&sort=access_token")).unwrap().is_some());
    }

    #[test]
    fn no_header_and_other_schemes_are_no_credentials() {
        assert_eq!(read(&[], None), Ok(None));
        assert_eq!(read(&[], Some("access_token=x")), Ok(None));
        for header in ["Basic YTpi", "Bearerx", "Digest username=\"x\"", "", "DPoP a.b.c"] {
            assert_eq!(read(&[header], None), Ok(None), "{header}");
        }
    }

    #[test]
    fn a_malformed_header_is_not_understood() {
        for header in [
            "Bearer",
            "Bearer ",
            "Bearer a b",
            "Bearer a,b",
            "Bearer ä",
            "Bearer a ",
            "Bearer =",
            "Bearer \"a\"",
        ] {
            assert_eq!(read(&[header], None), Err(CredentialsError::Malformed), "{header}");
        }
    }

    #[test]
    fn a_token_is_made_of_the_characters_that_rfc_6750_lists_and_no_others() {
        let listed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
        for byte in (0..=0x7f).filter(|byte| *byte != b'=') {
            assert_eq!(is_token(&char::from(byte).to_string()), listed(byte), "{byte:#x}");
        }
        assert!(!is_token("\u{e9}") && !is_token("a\u{17f}"));
    }

    #[test]
    fn two_tokens_are_one_too_many() {
        assert_eq!(read(&["Bearer a", "Bearer a"], None), Err(CredentialsError::TwoHeaders));
        assert_eq!(read(&["Basic YTpi", "Bearer a"], None), Err(CredentialsError::TwoHeaders));
        assert_eq!(read(&["Bearer a"], Some("x=1&access_token=b")), Err(CredentialsError::TwoMethods));
        assert_eq!(read(&["Bearer a"], Some("access%5Ftoken=b")), Err(CredentialsError::TwoMethods));
    }
}
