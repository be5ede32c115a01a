//! Errors as pages.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use example_tenant::Failure;

/// An error as a page of this app. (Without it, `logto::Error` is an answer too: handlers may return `logto::Result`.)
pub(crate) struct FailurePage(Failure);

impl From<Failure> for FailurePage {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<logto::Error> for FailurePage {
    fn from(error: logto::Error) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for FailurePage {
    fn into_response(self) -> Response {
        let Self(Failure { status, title, text }) = self;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let signed_out = status == StatusCode::UNAUTHORIZED;
        (status, Html(example_pages::failure(title, &text, signed_out))).into_response()
    }
}
