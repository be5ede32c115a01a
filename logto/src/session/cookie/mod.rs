//! Cookies: names that carry the application, strict attributes, values in chunks.

mod request;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use url::Url;

pub(crate) use self::request::RequestCookies;
use crate::secret::sha256;

/// Longest `Set-Cookie` line, attributes included; browsers drop longer ones without a word.
const MAX_COOKIE: usize = 4096;
/// Most chunks that one value may take. Servers and proxies limit the whole `Cookie` header, often to 16 KiB.
const MAX_CHUNKS: usize = 3;

/// How this application's cookies are named and protected.
#[derive(Clone, Debug)]
pub(crate) struct CookiePolicy {
    prefix: String,
    secure: bool,
}

/// A value that does not fit into cookies.
#[derive(Debug, thiserror::Error)]
#[error(
    "the session takes {length} bytes of cookies and {limit} fit: keep sessions on the server with \
     `Client::builder(config).session_store(…)`, or request fewer scopes"
)]
pub(crate) struct CookieTooLarge {
    length: usize,
    limit: usize,
}

impl From<CookieTooLarge> for crate::Error {
    fn from(error: CookieTooLarge) -> Self {
        Self::new(crate::error::Kind::Configuration, error)
    }
}

impl CookiePolicy {
    /// The policy for an application served at `base_url`.
    ///
    /// The names carry a digest of app id and base URL, so that two Logto applications in one process, or two
    /// services on one host, leave each other's cookies alone. Over https they have the `__Host-` prefix: no
    /// subdomain and no plain http page can set them.
    pub(crate) fn new(app_id: &str, base_url: Option<&Url>) -> Self {
        let secure = base_url.is_none_or(|url| url.scheme() == "https");
        let base_url = base_url.map_or("", Url::as_str);
        let app = fingerprint(&format!("{app_id}\n{base_url}"));
        Self { prefix: format!("{}logto-{app}", if secure { "__Host-" } else { "" }), secure }
    }

    /// The full name of the cookie for `purpose`.
    pub(crate) fn name(&self, purpose: &str) -> String {
        format!("{}-{purpose}", self.prefix)
    }

    /// The line that sets a small cookie.
    pub(crate) fn set(&self, name: &str, value: &str, max_age: Duration) -> Option<HeaderValue> {
        HeaderValue::try_from(format!("{name}={value}{}", self.attributes(max_age))).ok()
    }

    /// The line that removes a cookie.
    pub(crate) fn remove(&self, name: &str) -> Option<HeaderValue> {
        self.set(name, "", Duration::ZERO)
    }

    /// The lines that set `value`, in several cookies if it is long, and that remove what is left of a longer
    /// one that the browser sent.
    pub(crate) fn set_chunked(
        &self,
        name: &str,
        value: &str,
        max_age: Duration,
        sent: &RequestCookies,
    ) -> Result<Vec<HeaderValue>, CookieTooLarge> {
        // `name.N=` and, in the first one, `N.`.
        let room = MAX_COOKIE - self.attributes(max_age).len() - name.len() - ".N=N.".len();
        let chunks: Vec<&str> = ascii_chunks(value, room).collect();
        if chunks.len() > MAX_CHUNKS {
            return Err(CookieTooLarge { length: value.len(), limit: room * MAX_CHUNKS });
        }
        let mut lines = Vec::new();
        for (index, chunk) in chunks.iter().enumerate() {
            let line = match index {
                0 => self.set(name, &format!("{}.{chunk}", chunks.len()), max_age),
                _ => self.set(&chunk_name(name, index), chunk, max_age),
            };
            lines.extend(line);
        }
        lines.extend(self.remove_chunks(name, chunks.len(), sent));
        Ok(lines)
    }

    /// The lines that remove a value and all its chunks, as far as the browser sent them.
    pub(crate) fn remove_chunked(&self, name: &str, sent: &RequestCookies) -> Vec<HeaderValue> {
        self.remove_chunks(name, 0, sent).collect()
    }

    fn remove_chunks(
        &self,
        name: &str,
        from: usize,
        sent: &RequestCookies,
    ) -> impl Iterator<Item = HeaderValue> {
        (from..MAX_CHUNKS)
            .map(|index| chunk_name(name, index))
            .filter(|chunk| sent.get(chunk).is_some())
            .filter_map(|chunk| self.remove(&chunk))
    }

    fn attributes(&self, max_age: Duration) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}", max_age.as_secs())
    }
}

/// Twelve characters that stand for `text` in a cookie's name.
pub(crate) fn fingerprint(text: &str) -> String {
    let short: Vec<u8> = sha256(text).into_iter().take(9).collect();
    URL_SAFE_NO_PAD.encode(short)
}

fn chunk_name(name: &str, index: usize) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}.{index}") }
}

/// `value`, which is ASCII, in pieces of at most `length`; one empty piece for an empty value.
fn ascii_chunks(value: &str, length: usize) -> impl Iterator<Item = &str> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let value = rest?;
        let (chunk, tail) = value.split_at_checked(length).unwrap_or((value, ""));
        rest = Some(tail).filter(|tail| !tail.is_empty());
        Some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn policy(base_url: &str) -> CookiePolicy {
        CookiePolicy::new("app", Some(&Url::parse(base_url).unwrap()))
    }

    /// What a browser would send after receiving `lines` on top of `before`.
    fn browser(
        before: &[(String, String)],
        lines: &[HeaderValue],
    ) -> (Vec<(String, String)>, RequestCookies) {
        let mut jar = before.to_vec();
        for line in lines {
            let line = line.to_str().unwrap();
            assert!(line.len() <= MAX_COOKIE, "{} bytes", line.len());
            let (pair, attributes) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            jar.retain(|(known, _)| known != name);
            if !attributes.contains("Max-Age=0") {
                jar.push((name.to_owned(), value.to_owned()));
            }
        }
        let header = jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        (jar, RequestCookies::from_iter([HeaderValue::try_from(header).unwrap()]))
    }

    #[test]
    fn over_https_cookies_are_host_bound_and_secure() {
        let policy = policy("https://app.example.com");
        let line = policy.set(&policy.name("session"), "v", HOUR).unwrap();
        let line = line.to_str().unwrap();
        assert!(line.starts_with("__Host-logto-"), "{line}");
        assert!(line.ends_with("=v; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure"), "{line}");
    }

    #[test]
    fn over_plain_http_they_are_neither_because_the_browser_would_drop_them() {
        let policy = policy("http://localhost:3000");
        let line = policy.set(&policy.name("session"), "v", HOUR).unwrap();
        assert!(!line.to_str().unwrap().contains("Secure"));
        assert!(!line.to_str().unwrap().contains("__Host-"));
    }

    #[test]
    fn names_differ_by_application_and_by_base_url() {
        let url = Url::parse("https://app.example.com").unwrap();
        let names = [
            CookiePolicy::new("a", Some(&url)).name("x"),
            CookiePolicy::new("b", Some(&url)).name("x"),
            policy("https://app.example.com/shop").name("x"),
            policy("http://localhost:3000").name("x"),
            policy("http://localhost:3001").name("x"),
        ];
        let unique: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len());
    }

    #[test]
    fn a_long_value_travels_in_chunks_and_a_shorter_one_removes_the_rest() {
        let policy = policy("https://app.example.com");
        let name = policy.name("tokens");
        let long: String = ('a'..='z').cycle().take(9000).collect();
        let lines = policy.set_chunked(&name, &long, HOUR, &RequestCookies::default()).unwrap();
        assert_eq!(lines.len(), 3);
        let (jar, sent) = browser(&[], &lines);
        assert_eq!(sent.get_chunked(&name).unwrap(), long);

        let (jar, sent) = browser(&jar, &policy.set_chunked(&name, "short", HOUR, &sent).unwrap());
        assert_eq!(sent.get_chunked(&name).unwrap(), "short");
        assert_eq!(jar.len(), 1);

        let (jar, _) = browser(&jar, &policy.remove_chunked(&name, &sent));
        assert!(jar.is_empty());
    }

    #[test]
    fn a_value_beyond_three_chunks_is_an_error_that_names_the_store() {
        let policy = policy("https://app.example.com");
        let error =
            policy.set_chunked("n", &"x".repeat(13_000), HOUR, &RequestCookies::default()).unwrap_err();
        assert!(error.to_string().contains("session_store"), "{error}");
    }

    #[test]
    fn a_missing_chunk_is_no_value() {
        let policy = policy("https://app.example.com");
        let lines = policy.set_chunked("n", &"x".repeat(9000), HOUR, &RequestCookies::default()).unwrap();
        let (_, sent) = browser(&[], &lines[..2]);
        assert!(sent.get_chunked("n").is_none());
    }
}
