//! The request itself goes on to the handler: what is kept of it, and how it is found in one go.

use http::header::{ACCEPT, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::session::cookie::RequestCookies;

/// What a request brings that its visit keeps.
pub(crate) struct Arrival {
    pub(crate) cookies: RequestCookies,
    /// Whether a person waits for a page: only then does a redirect to sign-in lead anywhere.
    ///
    /// Browsers say so with `Sec-Fetch-Mode: navigate`
    /// ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/#sec-fetch-mode-header)); those that do not send it are
    /// asked by what they accept.
    pub(crate) is_navigation: bool,
}

const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const X_REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");

/// The headers that are looked at: an adapter that has to convert them need not convert others.
#[cfg(feature = "actix-web")]
pub(crate) const HEADERS: [HeaderName; 4] = [COOKIE, ACCEPT, SEC_FETCH_MODE, X_REQUESTED_WITH];

impl Arrival {
    pub(crate) fn new(method: &Method, headers: &HeaderMap) -> Self {
        let mut cookies = RequestCookies::default();
        let mut navigates = None;
        let (mut accepts_html, mut is_from_script) = (false, false);
        // Every request comes by here. To go through its headers once takes less time than to look for four of them.
        for (name, value) in headers {
            if name == COOKIE {
                cookies.add(value.clone());
            } else if name == ACCEPT {
                accepts_html = accepts_html || names_html(value);
            } else if *name == SEC_FETCH_MODE {
                navigates = navigates.or(Some(value == "navigate"));
            } else if *name == X_REQUESTED_WITH {
                is_from_script = true;
            }
        }
        let reads = matches!(*method, Method::GET | Method::HEAD);
        Self { cookies, is_navigation: reads && navigates.unwrap_or(accepts_html && !is_from_script) }
    }
}

fn names_html(accepted: &HeaderValue) -> bool {
    accepted.as_bytes().split(|byte| *byte == b',').any(|range| {
        let is = |media_type: &[u8]| {
            range.trim_ascii_start().strip_prefix(media_type).is_some_and(has_only_parameters)
        };
        is(b"text/html") || is(b"application/xhtml+xml")
    })
}

fn has_only_parameters(rest: &[u8]) -> bool {
    matches!(rest.trim_ascii_start().first(), None | Some(b';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    fn arrival(method: &Method, headers: &[(&'static str, &'static str)]) -> Arrival {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        Arrival::new(method, &headers)
    }

    fn is_navigation(method: &Method, headers: &[(&'static str, &'static str)]) -> bool {
        arrival(method, headers).is_navigation
    }

    #[test]
    fn a_page_load_is_a_navigation() {
        assert!(is_navigation(&Method::GET, &[("accept", BROWSER), ("sec-fetch-mode", "navigate")]));
        assert!(is_navigation(&Method::GET, &[("accept", BROWSER)]));
        assert!(is_navigation(&Method::HEAD, &[("accept", "text/html;q=0.5")]));
        assert!(is_navigation(&Method::GET, &[("accept", "image/png"), ("accept", "*/*, text/html")]));
        assert!(is_navigation(&Method::GET, &[("accept", "\t application/xhtml+xml ;q=0.5")]));
        assert!(is_navigation(&Method::GET, &[("sec-fetch-mode", "navigate")]));
    }

    #[test]
    fn a_script_a_form_post_and_a_command_line_client_are_not() {
        assert!(!is_navigation(&Method::GET, &[("accept", BROWSER), ("sec-fetch-mode", "cors")]));
        assert!(!is_navigation(&Method::GET, &[("accept", BROWSER), ("x-requested-with", "XMLHttpRequest")]));
        assert!(!is_navigation(&Method::GET, &[("accept", "*/*")]));
        assert!(!is_navigation(&Method::GET, &[("accept", "application/json")]));
        assert!(!is_navigation(&Method::GET, &[("accept", "text/html5, xtext/html, text/html/x")]));
        assert!(!is_navigation(&Method::GET, &[]));
        assert!(!is_navigation(&Method::POST, &[("accept", BROWSER), ("sec-fetch-mode", "navigate")]));
    }

    #[test]
    fn of_two_modes_the_first_counts() {
        let modes = |modes: [&'static str; 2]| modes.map(|mode| ("sec-fetch-mode", mode));
        assert!(is_navigation(&Method::GET, &modes(["navigate", "cors"])));
        assert!(!is_navigation(&Method::GET, &modes(["cors", "navigate"])));
    }

    #[test]
    fn cookies_of_several_headers_are_kept() {
        let Arrival { cookies, .. } =
            arrival(&Method::GET, &[("cookie", "a=1"), ("host", "x"), ("cookie", "b=2")]);
        assert_eq!((cookies.get("a"), cookies.get("b"), cookies.get("x")), (Some("1"), Some("2"), None));
    }
}
