//! What a page shows instead of itself when a token cannot be had, or an API does not answer.

use rocket::Request;
use rocket::http::Status;
use rocket::response::content::RawHtml;
use rocket::response::{self, Responder};

/// An error as a page: handlers return it with `?`.
pub(crate) struct Failure {
    status: Status,
    title: &'static str,
    /// For developers who try the example; an app would log it and keep it from its visitors.
    text: String,
}

impl From<logto::Error> for Failure {
    fn from(error: logto::Error) -> Self {
        let (status, title) = match () {
            () if error.is_signed_out() => (Status::Unauthorized, "Your session has ended"),
            () if error.is_denied() => (Status::Forbidden, "Access denied"),
            () if error.is_transient() => (Status::ServiceUnavailable, "Try again in a moment"),
            () if error.is_configuration() => (Status::InternalServerError, "Something is not set up"),
            () => (Status::BadRequest, "Something could not be verified"),
        };
        Self { status, title, text: error.to_string() }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self { status: Status::BadGateway, title: "The API did not answer", text: error.to_string() }
    }
}

impl<'r> Responder<'r, 'static> for Failure {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let signed_out = self.status == Status::Unauthorized;
        let page = example_pages::failure(self.title, &self.text, signed_out);
        (self.status, RawHtml(page)).respond_to(request)
    }
}
