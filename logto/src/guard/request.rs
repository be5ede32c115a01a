//! What guards and routes look at in a request.

use http::{HeaderMap, Method, Uri};
use url::Url;

/// The parts of a request that answers depend on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestFacts<'a> {
    pub(crate) method: &'a Method,
    /// As the browser asked for it, before any router took a prefix off.
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
}

impl RequestFacts<'_> {
    /// Whether the request was made from a page of the application itself, or by the user.
    ///
    /// Browsers say so with `Sec-Fetch-Site`
    /// ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header)); of those that do not, an
    /// `Origin` or `Referer` that is there has to be ours.
    pub(crate) fn is_from_own_site(&self, base_url: &Url) -> bool {
        if let Some(site) = self.header("sec-fetch-site") {
            return matches!(site, "same-origin" | "none");
        }
        let from = self.header("origin").or_else(|| self.header("referer"));
        from.is_none_or(|from| Url::parse(from).is_ok_and(|from| from.origin() == base_url.origin()))
    }

    /// Whether the browser only looks ahead, and nobody has asked for anything yet.
    pub(crate) fn is_prefetch(&self) -> bool {
        let purpose = self.header("sec-purpose").or_else(|| self.header("purpose"));
        purpose.is_some_and(|purpose| purpose.contains("prefetch") || purpose.contains("preview"))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_from_own_site(headers: &[(&'static str, &'static str)]) -> bool {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let request = RequestFacts { method: &Method::GET, uri: &Uri::from_static("/"), headers: &headers };
        request.is_from_own_site(&Url::parse("https://app.example.com/shop").unwrap())
    }

    #[test]
    fn a_request_is_our_own_if_the_browser_says_so() {
        for site in ["same-origin", "none"] {
            assert!(is_from_own_site(&[("sec-fetch-site", site), ("referer", "https://mallory.example/")]));
        }
        for site in ["cross-site", "same-site", "", "new-in-2030"] {
            assert!(!is_from_own_site(&[("sec-fetch-site", site), ("referer", "https://app.example.com/")]));
        }
    }

    #[test]
    fn without_fetch_metadata_origin_or_referer_have_to_be_ours() {
        assert!(is_from_own_site(&[]));
        assert!(is_from_own_site(&[("referer", "https://app.example.com/page")]));
        assert!(is_from_own_site(&[("origin", "https://app.example.com")]));
        for from in
            ["https://mallory.example/", "http://app.example.com/", "https://a.example.com", "null", "x"]
        {
            assert!(!is_from_own_site(&[("referer", from)]), "{from}");
            assert!(
                !is_from_own_site(&[("origin", from), ("referer", "https://app.example.com/")]),
                "{from}"
            );
        }
    }
}
