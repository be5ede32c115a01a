//! The extractors: `User<C>`, `Session`, and the guard that `#[logto::authenticated]` writes.

use std::fmt;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use futures_util::future::LocalBoxFuture;

use super::convert;
use super::exchange::{self, Lacking, decide_first};
use crate::claims::{Claims, IdTokenClaims};
use crate::client::Session;
use crate::error::{Error, Kind};
use crate::guard::request::RequestFacts;
use crate::guard::{Guarded, Policy, Requirement, User, answer, decide};
use crate::organization::OrganizationIn;

/// The answer to a request that is not admitted: a redirect to sign in, or a failure.
#[derive(Debug)]
pub struct Rejection(pub(super) Box<http::Response<String>>);

impl Rejection {
    pub(super) fn into_response(self) -> HttpResponse {
        convert::response(*self.0)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "answered with {}", self.0.status())
    }
}

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        self.error_response().status()
    }

    fn error_response(&self) -> HttpResponse {
        convert::response(http::Response::clone(&self.0))
    }
}

impl<C: Claims, P: Policy<Requirement: Requirement<C>>> FromRequest for Guarded<C, P> {
    type Error = Rejection;
    type Future = LocalBoxFuture<'static, Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parameter = path_parameter(request, P::ORGANIZATION);
        decide_first(request, payload, async move |visit, facts| {
            let RequestFacts { headers, uri, .. } = facts.borrowed();
            let user = decide::admit::<C, P>(&visit, headers, |_| parameter).await;
            user.map(Self::new).map_err(|error| Rejection(decide::refuse(error, P::REDIRECT, &visit, uri)))
        })
    }
}

/// Required sign-in, by claims that the ID token delivers; as `Option<User<C>>`, optional sign-in.
///
/// actix-web turns every error of an optional extractor into `None`. Here only visitors who are not signed in are `None`:
/// any other failure is answered without the handler.
impl<C: IdTokenClaims> FromRequest for User<C> {
    type Error = Rejection;
    type Future = LocalBoxFuture<'static, Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        exchange::extract(request, payload, async |visit, _| {
            decide::user(&visit).await.map_err(|error| {
                decide::log(&error);
                if error.is_signed_out() {
                    return Lacking::Absent(Rejection(Box::new(visit.show(&error, false))));
                }
                Lacking::Failed(Rejection(Box::new(visit.failure(&error))))
            })
        })
    }
}

/// For handlers that return [`logto::Result`](crate::Result): the status that goes with the error, and
/// `{"error": …}` or a page with a sentence for the visitor; the middleware tells which, and shows it as
/// [`on_failure`](super::LogtoLayer::on_failure) says. What went wrong in detail is logged and not shown.
///
/// A status of the handler's own, as in `Err::<String, _>(error).customize().with_status(…)`, stays.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        convert::status(answer::status(self))
    }

    fn error_response(&self) -> HttpResponse {
        decide::log(self);
        // The middleware finds the error in the response, and shows it as the application chose.
        convert::response(answer::plain(self))
    }
}

/// The request's session, signed in or not. There is always one, so `Option<Session>` is never `None`: a store that is out
/// of reach is answered without the handler.
impl FromRequest for Session {
    type Error = Rejection;
    type Future = LocalBoxFuture<'static, Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        exchange::extract(request, payload, async |visit, _| {
            visit.session().await.cloned().map_err(|error| {
                decide::log(&error);
                Lacking::Failed(Rejection(Box::new(visit.failure(&error))))
            })
        })
    }
}

/// The parameter of the route's path that names the organization, decoded like those that handlers get; if there is one,
/// and not another in a scope around it.
pub(super) fn path_parameter(request: &HttpRequest, place: Option<OrganizationIn>) -> Option<String> {
    let Some(OrganizationIn::Path(name)) = place else { return None };
    let parameters = request.match_info();
    let mut found = parameters.iter().enumerate().filter(|(_, (key, _))| *key == name);
    let (position, _) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    parameters.load::<Vec<String>>().ok()?.into_iter().nth(position)
}

/// The middleware is missing: a mistake of the application, which the log explains and the visitor need not know.
pub(super) fn missing_layer() -> Rejection {
    #[derive(Debug, thiserror::Error)]
    #[error("no Logto session in the request: add `.wrap(logto::actix::layer(logto))` to the app")]
    struct MissingLayer;

    let error = Error::new(Kind::Configuration, MissingLayer);
    decide::log(&error);
    Rejection(Box::new(answer::plain(&error)))
}
