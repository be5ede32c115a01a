//! The cookies that a request brings.

use std::borrow::Cow;

use http::HeaderValue;
use memchr::memchr;

use super::{MAX_CHUNKS, chunk_name};

/// The `Cookie` headers of one request, which share their bytes with it.
#[derive(Clone, Default)]
pub(crate) struct RequestCookies {
    first: Option<HeaderValue>,
    /// Only HTTP/2 splits them ([RFC 9113 section 8.2.3](https://www.rfc-editor.org/rfc/rfc9113#section-8.2.3)).
    more: Vec<HeaderValue>,
}

impl RequestCookies {
    /// Takes another `Cookie` header. It is only read when a cookie is asked for.
    pub(crate) fn add(&mut self, header: HeaderValue) {
        match &self.first {
            None => self.first = Some(header),
            Some(_) => self.more.push(header),
        }
    }

    /// The value of the first cookie called `name`, if it is text.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        str::from_utf8(self.get_bytes(name)?).ok()
    }

    /// The value of the first cookie called `name`.
    pub(crate) fn get_bytes(&self, name: &str) -> Option<&[u8]> {
        self.lines().find_map(|pair| pair.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
    }

    /// All cookies whose name starts with `prefix`.
    pub(crate) fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let found = self.pairs().filter(move |(name, _)| name.starts_with(prefix.as_bytes()));
        found.filter_map(|(name, value)| Some((str::from_utf8(name).ok()?, str::from_utf8(value).ok()?)))
    }

    /// The value that [`CookiePolicy::set_chunked`](super::CookiePolicy::set_chunked) wrote, if all its chunks are here.
    pub(crate) fn get_chunked(&self, name: &str) -> Option<Cow<'_, str>> {
        let (count, first) = self.get(name)?.split_once('.')?;
        let count: usize = count.parse().ok().filter(|count| (1..=MAX_CHUNKS).contains(count))?;
        let mut value = Cow::Borrowed(first);
        for index in 1..count {
            value.to_mut().push_str(self.get(&chunk_name(name, index))?);
        }
        Some(value)
    }

    /// As bytes: of other people's cookies, which may be large and in any encoding, nothing but the name is looked at.
    fn pairs(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.lines().filter_map(|pair| {
            let (name, value) = pair.split_at_checked(memchr(b'=', pair)?)?;
            Some((name, value.get(1..)?))
        })
    }

    /// Each `name=value`.
    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let headers = self.first.iter().chain(&self.more).map(HeaderValue::as_bytes);
        headers.flat_map(split_at_semicolons).map(<[u8]>::trim_ascii)
    }
}

impl FromIterator<HeaderValue> for RequestCookies {
    fn from_iter<I: IntoIterator<Item = HeaderValue>>(headers: I) -> Self {
        let mut cookies = Self::default();
        headers.into_iter().for_each(|header| cookies.add(header));
        cookies
    }
}

/// With a session in cookies the header is a few kilobytes long, and every guarded request is searched.
fn split_at_semicolons(header: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(header);
    std::iter::from_fn(move || {
        let header = rest?;
        let end = memchr(b';', header).unwrap_or(header.len());
        rest = header.get(end + 1..);
        header.get(..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_cookie_headers_are_read_without_fuss() {
        for header in
            ["", ";", "=;=", "n", "n=", "n=.", "n=9.x", "n=0.x", "n=-1.x", "\u{e9}=\u{e9}", "; n=2.a; n.2=b"]
        {
            let sent = RequestCookies::from_iter([HeaderValue::from_bytes(header.as_bytes()).unwrap()]);
            assert!(sent.get_chunked("n").is_none(), "{header}");
        }
    }

    #[test]
    fn cookies_may_come_in_several_headers() {
        let sent = ["a=1", "b=2; ab=3"].map(HeaderValue::from_static).into_iter().collect::<RequestCookies>();
        assert_eq!(sent.get("b"), Some("2"));
        assert_eq!(sent.with_prefix("a").collect::<Vec<_>>(), [("a", "1"), ("ab", "3")]);
    }

    #[test]
    fn other_cookies_in_any_encoding_are_not_in_the_way() {
        let header = b"theme=\xff\xfe; n=1.a; name=J\xc3\xb6rg; \xff=1";
        let sent = RequestCookies::from_iter([HeaderValue::from_bytes(header).unwrap()]);
        assert_eq!(sent.get_chunked("n").unwrap(), "a");
        assert_eq!(sent.get("theme"), None);
        assert_eq!(sent.get_bytes("theme"), Some(b"\xff\xfe".as_slice()));
        assert_eq!(sent.with_prefix("n").collect::<Vec<_>>(), [("n", "1.a"), ("name", "Jörg")]);
    }

    #[test]
    fn a_name_is_found_as_a_whole_and_its_first_value_counts() {
        let header = HeaderValue::from_static(" ab=0;b=a=1 ;b=2;  c=3;d");
        let sent = RequestCookies::from_iter([header]);
        assert_eq!((sent.get("b"), sent.get("c")), (Some("a=1"), Some("3")));
        assert_eq!((sent.get("a"), sent.get("d"), sent.get("")), (None, None, None));
    }
}
