//! The one place where an error becomes a status, and the plain answers of guards and routes.

use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_LOCATION, CONTENT_RANGE, CONTENT_TYPE, ETAG, EXPIRES, LAST_MODIFIED, LOCATION, RETRY_AFTER,
    TRAILER, TRANSFER_ENCODING,
};
use http::{HeaderName, HeaderValue, Response, StatusCode};

use crate::error::{Error, Kind};

/// How long a client should wait before it tries again, in seconds.
const RETRY_SECONDS: u32 = 5;

/// Headers that describe a body which is not sent after all. Where an error takes the place of an answer, the others stay:
/// they are the application's, as with those of CORS, without which a script could not read the error.
pub(crate) const OF_THE_FORMER: [HeaderName; 14] = [
    ACCEPT_RANGES,
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_LENGTH,
    CONTENT_LOCATION,
    CONTENT_RANGE,
    CONTENT_TYPE,
    ETAG,
    EXPIRES,
    LAST_MODIFIED,
    LOCATION,
    TRAILER,
    TRANSFER_ENCODING,
];

/// Readable on every screen, by day and by night. Where a content security policy forbids it the page is plain.
const STYLE: &str = "\
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
body { max-width: 30rem; margin: 20vh auto 0; padding: 0 1.5rem; text-align: center; }
h1 { font-size: 1.5rem; line-height: 1.3; }
a { color: light-dark(#5d34f2, #a48cff); font-weight: 600; }
";

/// A failure that is about to be shown: what a hook gets to choose how.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure<'a> {
    /// What went wrong. Its text is for logs: it says more than a visitor should read.
    pub error: &'a Error,
    /// The status that goes with it.
    pub status: StatusCode,
    /// A sentence for the visitor.
    pub message: &'static str,
    /// Whether a person waits for a page (`true`) or a program for JSON.
    pub html: bool,
    /// Where the visitor can sign in (again).
    pub sign_in_path: &'a str,
}

/// The status of an error.
pub(crate) fn status(error: &Error) -> StatusCode {
    match error.kind() {
        Kind::SignedOut => StatusCode::UNAUTHORIZED,
        Kind::Denied => StatusCode::FORBIDDEN,
        Kind::Transient => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Untrusted => StatusCode::BAD_REQUEST,
        Kind::Configuration => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What a visitor may read about an error.
pub(crate) fn message(error: &Error) -> &'static str {
    match error.kind() {
        Kind::SignedOut => "Not authenticated",
        Kind::Denied => "Access denied",
        Kind::Transient => "Temporarily unavailable, try again in a moment",
        Kind::Untrusted => "This sign-in could not be completed",
        Kind::Configuration => "Server misconfigured",
    }
}

impl Failure<'_> {
    /// The answer that is given when no hook chooses another: a small page, or `{"error": message}`.
    pub fn default_response(&self) -> Response<String> {
        let mut response = if self.html { self.page() } else { json_error(self.message) };
        *response.status_mut() = self.status;
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
        }
        response
    }

    fn page(&self) -> Response<String> {
        let link = if self.status == StatusCode::FORBIDDEN { "Try again" } else { "Sign in" };
        let body = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{message}</title>\n<style>\n{STYLE}</style>\n</head>\n\
             <body>\n<h1>{message}</h1>\n<p><a href=\"{sign_in}\">{link}</a></p>\n</body>\n</html>\n",
            message = self.message,
            sign_in = attribute(self.sign_in_path),
        );
        with_body("text/html; charset=utf-8", body)
    }
}

/// The answer where there is no session, and nobody to ask how a failure is shown.
pub(crate) fn plain(error: &Error) -> Response<String> {
    let (status, message) = (status(error), message(error));
    Failure { error, status, message, html: false, sign_in_path: "/" }.default_response()
}

/// A redirect that the browser follows with GET.
pub(crate) fn see_other(location: &str) -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    // A URL that we or the `url` crate built is ASCII.
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    no_store(response)
}

/// An error of an endpoint that a specification of OAuth describes, as JSON.
pub(crate) fn rfc_error(error: &str, description: &str) -> Response<String> {
    let body = serde_json::json!({ "error": error, "error_description": description });
    let mut response = with_body("application/json", body.to_string());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

fn json_error(message: &str) -> Response<String> {
    with_body("application/json", serde_json::json!({ "error": message }).to_string())
}

fn with_body(content_type: &'static str, body: String) -> Response<String> {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    no_store(response)
}

/// What depends on who is signed in must not come from a cache.
pub(crate) fn no_store(mut response: Response<String>) -> Response<String> {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `text` inside a double-quoted HTML attribute.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: Kind, html: bool) -> Response<String> {
        let error = Error::new(kind, "state 12345 does not match");
        let failure = Failure {
            error: &error,
            status: status(&error),
            message: message(&error),
            html,
            sign_in_path: "/sign-in?a=\"1\"&b=2",
        };
        failure.default_response()
    }

    #[test]
    fn each_kind_of_error_has_its_status() {
        let statuses = [Kind::SignedOut, Kind::Denied, Kind::Transient, Kind::Untrusted, Kind::Configuration]
            .map(|kind| answer(kind, false).status().as_u16());
        assert_eq!(statuses, [401, 403, 503, 400, 500]);
    }

    #[test]
    fn a_program_gets_json() {
        let response = answer(Kind::SignedOut, false);
        assert_eq!(response.body(), r#"{"error":"Not authenticated"}"#);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
        assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    }

    #[test]
    fn a_person_gets_a_page_that_offers_to_sign_in() {
        let response = answer(Kind::Untrusted, true);
        assert!(response.body().contains(r#"<a href="/sign-in?a=&quot;1&quot;&amp;b=2">Sign in</a>"#));
    }

    #[test]
    fn a_person_who_was_refused_is_offered_to_try_again() {
        let response = answer(Kind::Denied, true);
        assert!(response.body().contains(r#"<a href="/sign-in?a=&quot;1&quot;&amp;b=2">Try again</a>"#));
    }

    #[test]
    fn what_went_wrong_in_detail_is_not_for_the_visitor() {
        assert!(!answer(Kind::Untrusted, true).body().contains("12345"));
        assert!(!answer(Kind::Untrusted, false).body().contains("12345"));
    }

    #[test]
    fn a_transient_failure_says_when_to_come_back() {
        assert_eq!(answer(Kind::Transient, false).headers()[RETRY_AFTER], "5");
    }
}
