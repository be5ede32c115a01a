//! Errors as pages.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use example_tenant::Failure;

/// An error as a page of this app. (Without it, `logto::Error` is an answer too: handlers may return `logto::Result`.)
#[derive(Debug)]
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

impl fmt::Display for FailurePage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for FailurePage {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let signed_out = self.status_code() == StatusCode::UNAUTHORIZED;
        let page = example_pages::failure(self.0.title, &self.0.text, signed_out);
        HttpResponse::build(self.status_code()).content_type("text/html; charset=utf-8").body(page)
    }
}
