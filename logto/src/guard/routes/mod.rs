//! The routes that every application needs, without a framework: sign-in, sign-up, callback, sign-out,
//! back-channel logout.
//!
//! Each takes the visit and the facts of a request and returns the answer; adapters mount them.

mod back_channel_logout;
mod callback;
mod sign_in;
mod sign_out;

use http::header::ALLOW;
use http::{HeaderValue, Response, StatusCode};

pub(crate) use self::back_channel_logout::{
    MAX_BODY as MAX_LOGOUT_BODY, back_channel_logout, path as back_channel_logout_path,
};
pub(crate) use self::callback::answer_callback as callback;
pub(crate) use self::sign_in::{SignInHook, sign_in, sign_up};
pub(crate) use self::sign_out::sign_out;
use super::decide;
use super::request::RequestFacts;
use super::visit::Visit;
use crate::error::{Error, Kind, Result};

/// What a route needs and the configuration lacks.
#[derive(Debug, thiserror::Error)]
enum RouteError {
    #[error(
        "no base URL, so no redirect URI: call `.base_url(\"https://app.example.com\")` on the config builder or set \
         LOGTO_BASE_URL"
    )]
    NoBaseUrl,
    #[error(
        "sign-out was requested by another site, or ahead of time: link to it from a page of the application"
    )]
    ForeignSignOut,
}

impl From<RouteError> for Error {
    fn from(error: RouteError) -> Self {
        let kind = match error {
            RouteError::NoBaseUrl => Kind::Configuration,
            RouteError::ForeignSignOut => Kind::Denied,
        };
        Self::new(kind, error)
    }
}

/// For a route that changes something: who only asks for the headers does not want that.
pub(crate) fn method_not_allowed(allowed: &'static str) -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

/// The answer, or what is shown for the error.
fn answer(visit: &Visit, outcome: Result<Response<String>>) -> Response<String> {
    outcome.unwrap_or_else(|error| {
        decide::log(&error);
        visit.failure(&error)
    })
}

/// The absolute URL of one of the application's own paths.
fn own_url(visit: &Visit, path: &str) -> Result<url::Url> {
    Ok(visit.client().config().visible_url(path).ok_or(RouteError::NoBaseUrl)?)
}

/// The first value of `key` in the query of a request.
fn query_value(request: &RequestFacts<'_>, key: &str) -> Option<String> {
    let query = request.uri.query()?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.into_owned())
}
