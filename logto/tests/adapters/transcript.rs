//! Answers as they are compared: without what the framework adds, and with what changes from run to run masked.

use std::collections::BTreeMap;

use reqwest::header::{ALLOW, HeaderMap, LOCATION, SET_COOKIE};
use url::Url;

/// Headers that belong to the framework or the connection.
const OF_THE_FRAMEWORK: &[&str] = &[
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "permissions-policy",
    "server",
    "transfer-encoding",
    "x-content-type-options",
    "x-frame-options",
];

/// Query parameters of Logto's URLs that nobody can foresee.
const RANDOM: &[&str] = &["state", "nonce", "code_challenge"];

/// What the application's cookies are for; the rest of their names depends on the application and the sign-in.
const PURPOSES: &[&str] = &["claims", "tokens", "session", "signin", "signed-in"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// In the order of their names.
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// What an answer may say about where it comes from.
pub(crate) struct Addresses<'a> {
    pub(crate) app: &'a str,
    pub(crate) logto: &'a str,
}

impl Answer {
    pub(crate) fn new(status: u16, headers: &HeaderMap, body: &str, addresses: &Addresses<'_>) -> Self {
        let kept = headers.iter().filter(|(name, _)| !OF_THE_FRAMEWORK.contains(&name.as_str()));
        let mut headers: Vec<_> = kept
            .map(|(name, value)| {
                let value = str::from_utf8(value.as_bytes()).unwrap();
                let value = match name {
                    name if name == LOCATION => location(value),
                    name if name == SET_COOKIE => set_cookie(value),
                    // A list, however it is spaced.
                    name if name == ALLOW => value.replace(' ', ""),
                    _ => value.to_owned(),
                };
                (name.as_str().to_owned(), addresses.mask(&value))
            })
            .collect();
        headers.sort();
        Self { status, headers, body: addresses.mask(body) }
    }

    pub(crate) fn only_status(self) -> Self {
        Self { headers: Vec::new(), body: String::new(), ..self }
    }

    pub(crate) fn has_header(&self, name: &str, value: &str) -> bool {
        self.headers.iter().any(|(other, found)| other == name && found == value)
    }

    pub(crate) fn leads_to(&self, part: &str) -> bool {
        self.headers.iter().any(|(name, value)| name == "location" && value.contains(part))
    }

    pub(crate) fn names_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(other, _)| other == name)
    }
}

impl Addresses<'_> {
    fn mask(&self, text: &str) -> String {
        let encoded = |url: &str| url::form_urlencoded::byte_serialize(url.as_bytes()).collect::<String>();
        text.replace(self.app, "{app}")
            .replace(self.logto, "{logto}")
            .replace(&encoded(self.app), "{app}")
            .replace(&encoded(self.logto), "{logto}")
    }
}

fn location(value: &str) -> String {
    let Ok(mut url) = Url::parse(value) else { return value.to_owned() };
    let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let masked = query.into_iter().map(|(name, value)| {
        let value = if RANDOM.contains(&name.as_str()) { "*".into() } else { value };
        (name, value)
    });
    let masked: Vec<_> = masked.collect();
    if !masked.is_empty() {
        url.query_pairs_mut().clear().extend_pairs(masked);
    }
    url.into()
}

/// The cookie's purpose and attributes, and not its value, nor how many seconds it has left.
fn set_cookie(line: &str) -> String {
    let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
    let (name, value) = pair.split_once('=').unwrap();
    let purpose = PURPOSES.iter().find(|purpose| name.contains(&format!("-{purpose}"))).unwrap();
    let attributes = attributes.split(';').map(|attribute| match attribute.trim().split_once("Max-Age=") {
        Some((_, "0")) => "Max-Age=0".to_owned(),
        Some(_) => "Max-Age=*".to_owned(),
        None => attribute.trim().to_owned(),
    });
    let value = if value.is_empty() { "" } else { "*" };
    format!("{purpose}={value}; {}", attributes.collect::<Vec<_>>().join("; "))
}
