//! Addresses: callbacks, and where to return to.

use http::header::LOCATION;
use url::Url;

use super::assert_printable;
use crate::error::Error;
use crate::guard::answer::see_other;
use crate::protocol::callback::{self, Expected};
use crate::return_to::ReturnTo;
use crate::secret::State;

const STATE: &str = "the-state";
const ISSUER: &str = "https://tenant.logto.app/oidc";
const REDIRECT_URI: &str = "https://app.example.com/callback";

/// A callback is accepted if and only if it has the one state, issuer and code that it should, at the redirect URI.
pub fn callback(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut at_the_route = Url::parse(REDIRECT_URI).unwrap();
    at_the_route.set_query(Some(&text));
    judge(&at_the_route);
    if let Ok(anywhere) = Url::parse(&text) {
        judge(&anywhere);
    }
}

fn judge(uri: &Url) {
    let all = |name: &str| -> Vec<String> {
        uri.query_pairs().filter(|(other, _)| other == name).map(|(_, value)| value.into_owned()).collect()
    };
    let at_the_redirect_uri = uri.as_str().split(['?', '#']).next() == Some(REDIRECT_URI)
        || uri.origin() == Url::parse(REDIRECT_URI).unwrap().origin() && uri.path() == "/callback";
    let is_good = all("state") == [STATE]
        && all("iss") == [ISSUER]
        && all("error").is_empty()
        && all("error_description").len() < 2
        && matches!(all("code").as_slice(), [code] if !code.is_empty())
        && at_the_redirect_uri;

    let state = State::new(STATE);
    let expected = Expected { state: &state, issuer: ISSUER, redirect_uri: REDIRECT_URI, iss_required: true };
    match callback::parse(uri, &expected) {
        Ok(code) => {
            assert!(is_good, "accepted: {uri}");
            assert_eq!(all("code"), [code.expose()]);
        }
        Err(error) => {
            assert!(!is_good, "refused: {uri} {error}");
            assert_printable(&Error::from(error));
        }
    }
    if let Some(state) = callback::state_of(uri) {
        assert_eq!(all("state").first().map(String::as_str), Some(state.expose()));
    }
}

const BASES: [&str; 4] = [
    "https://app.example.com",
    "https://app.example.com/deep/er/?query=1#fragment",
    "http://localhost:3000/sign-in?return_to=x",
    "http://[::1]:8080/a/b/../c",
];

/// An accepted path is the text that came, stays on the origin of every base, however often it is resolved, also after
/// somebody decoded it, and goes into a header as it is.
pub fn return_to(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let path = match ReturnTo::parse(&text) {
        Ok(path) => path,
        Err(error) => return assert_printable(&error),
    };
    assert_eq!(path.as_str(), text);
    assert_eq!(see_other(path.as_str()).headers()[LOCATION], *text);
    for base in BASES.map(|base| Url::parse(base).unwrap()) {
        let once = base.join(path.as_str()).unwrap();
        assert_eq!(once.origin(), base.origin(), "{path} at {base}");
        let relative = &once[url::Position::BeforePath..];
        assert_eq!(base.join(relative).unwrap(), once, "{path} at {base}, twice");
        let decoded = String::from_utf8_lossy(&percent_decoded(path.as_str())).into_owned();
        if let Ok(decoded) = base.join(&decoded) {
            assert_eq!(decoded.origin(), base.origin(), "{path} at {base}, decoded");
        }
    }
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("r", &text).finish();
    assert_eq!(url::form_urlencoded::parse(query.as_bytes()).next().unwrap().1, text);
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let mut rest = text.as_bytes();
    let mut decoded = Vec::new();
    while let [first, tail @ ..] = rest {
        let byte = match tail {
            [high, low, ..] if *first == b'%' => {
                digit(high).zip(digit(low)).map(|(high, low)| high * 16 + low)
            }
            _ => None,
        };
        decoded.push(byte.map_or(*first, |byte| u8::try_from(byte).unwrap()));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    decoded
}
