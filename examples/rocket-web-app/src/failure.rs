//! Failures as pages of Rocket's.

use example_tenant::Failure;
use rocket::Request;
use rocket::http::Status;
use rocket::response::content::RawHtml;
use rocket::response::{self, Responder};

/// An error as a page: handlers return it with `?`.
pub(crate) struct FailurePage(Failure);

impl<E: Into<Failure>> From<E> for FailurePage {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl<'r> Responder<'r, 'static> for FailurePage {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let Self(Failure { status, title, text }) = self;
        let page = example_pages::failure(title, &text, status == 401);
        (Status::new(status), RawHtml(page)).respond_to(request)
    }
}
