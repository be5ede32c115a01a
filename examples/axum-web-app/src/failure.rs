//! What a page shows instead of itself when a token cannot be had, or an API does not answer.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// An error as a page: handlers return it with `?`.
pub(crate) struct Failure {
    status: StatusCode,
    title: &'static str,
    /// For developers who try the example; an app would log it and keep it from its visitors.
    text: String,
}

impl From<logto::Error> for Failure {
    fn from(error: logto::Error) -> Self {
        let (status, title) = match () {
            () if error.is_signed_out() => (StatusCode::UNAUTHORIZED, "Your session has ended"),
            () if error.is_denied() => (StatusCode::FORBIDDEN, "Access denied"),
            () if error.is_transient() => (StatusCode::SERVICE_UNAVAILABLE, "Try again in a moment"),
            () if error.is_configuration() => (StatusCode::INTERNAL_SERVER_ERROR, "Something is not set up"),
            () => (StatusCode::BAD_REQUEST, "Something could not be verified"),
        };
        Self { status, title, text: error.to_string() }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self { status: StatusCode::BAD_GATEWAY, title: "The API did not answer", text: error.to_string() }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let signed_out = self.status == StatusCode::UNAUTHORIZED;
        (self.status, Html(example_pages::failure(self.title, &self.text, signed_out))).into_response()
    }
}
