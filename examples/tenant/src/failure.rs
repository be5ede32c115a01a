//! What a page shows instead of itself when a token cannot be had, or an API does not answer.

use std::fmt;

use axum::http::Response;

/// An error for a page: handlers return it with `?`.
#[derive(Debug)]
pub struct Failure {
    /// The status of the page.
    pub status: u16,
    /// What it says.
    pub title: &'static str,
    /// For developers who try the example; an app would log it and keep it from its visitors.
    pub text: String,
}

/// The page for what guards and routes refuse, such as a sign-in that was cancelled: for a layer's `on_failure`.
pub fn refusal(refused: &logto::guard::Failure<'_>) -> Response<String> {
    let mut response = refused.default_response();
    if refused.html {
        let Failure { title, text, .. } = refused.error.clone().into();
        *response.body_mut() = example_pages::failure(title, &text, refused.status.is_client_error());
    }
    response
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.title, self.text)
    }
}

impl From<logto::Error> for Failure {
    fn from(error: logto::Error) -> Self {
        let (status, title) = match () {
            () if error.is_signed_out() => (401, "Your session has ended"),
            () if error.is_denied() => (403, "Access denied"),
            () if error.is_transient() => (503, "Try again in a moment"),
            () if error.is_configuration() => (500, "Something is not set up"),
            () => (400, "Something could not be verified"),
        };
        Self { status, title, text: error.to_string() }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self { status: 502, title: "The API did not answer", text: error.to_string() }
    }
}
