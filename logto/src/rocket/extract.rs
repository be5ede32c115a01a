//! The request guards: `User<C>`, `Session`, and the guard that `#[logto::authenticated]` writes.

use http::StatusCode;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::response::{self, Responder};
use rocket::{Ignite, Request, Rocket, Sentinel};

use super::convert::{path_parameter, respond};
use super::visit::{RequestVisit, lacks_fairing};
use crate::claims::{Claims, IdTokenClaims};
use crate::client::Session;
use crate::error::Error;
use crate::guard::answer;
use crate::guard::request::RequestFacts;
use crate::guard::{Guarded, Policy, Requirement, User, decide};

/// The request is not admitted.
///
/// The answer, a redirect to sign in or a failure, is given by the [`layer`](super::layer()); a handler that takes
/// `Result<_, Rejection>` learns its status.
#[derive(Clone, Copy, Debug)]
pub struct Rejection(pub(super) StatusCode);

impl Rejection {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.0
    }
}

#[rocket::async_trait]
impl<'r, C: Claims, P: Policy<Requirement: Requirement<C>>> FromRequest<'r> for Guarded<C, P> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome(guarded(request).await)
    }
}

impl<C, P> Sentinel for Guarded<C, P> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        lacks_fairing(rocket)
    }
}

async fn guarded<C: Claims, P: Policy<Requirement: Requirement<C>>>(
    request: &Request<'_>,
) -> Result<Guarded<C, P>, Rejection> {
    let begun = RequestVisit::required(request)?;
    let parameter = |name: &str| path_parameter(request, name);
    let RequestFacts { headers, uri, .. } = begun.facts.as_request();
    let user = decide::admit::<C, P>(&begun.visit, headers, parameter).await;
    user.map(Guarded::new)
        .map_err(|error| begun.refuse(*decide::refuse(error, P::REDIRECT, &begun.visit, uri)))
}

/// Required sign-in, by claims that the ID token delivers.
///
/// `Option<User<C>>` is optional sign-in: `None` for visitors that are not signed in. Where that cannot be told, because
/// Logto or a store is out of reach, say, Rocket calls the handler with `None` as well, and what goes out is the failure.
#[rocket::async_trait]
impl<'r, C: IdTokenClaims> FromRequest<'r> for User<C> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome(user(request).await)
    }
}

impl<C> Sentinel for User<C> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        lacks_fairing(rocket)
    }
}

async fn user<C: IdTokenClaims>(request: &Request<'_>) -> Result<User<C>, Rejection> {
    let begun = RequestVisit::required(request)?;
    decide::user::<C>(&begun.visit).await.map_err(|error| {
        decide::log(&error);
        // Signed out, it is as under the attribute without options; the rest, pages get to see that can do without.
        let html = !error.is_signed_out() && begun.visit.is_navigation();
        begun.refuse_if_required(request, begun.visit.show(&error, html))
    })
}

/// The request's session, signed in or not.
#[rocket::async_trait]
impl<'r> FromRequest<'r> for Session {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome(session(request).await)
    }
}

impl Sentinel for Session {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        lacks_fairing(rocket)
    }
}

async fn session(request: &Request<'_>) -> Result<Session, Rejection> {
    let begun = RequestVisit::required(request)?;
    begun.visit.session().await.cloned().map_err(|error| {
        decide::log(&error);
        begun.refuse(begun.visit.failure(&error))
    })
}

/// For handlers that return [`logto::Result`](crate::Result): the status that goes with the error, and
/// `{"error": …}` or a page with a sentence for the visitor. What went wrong in detail is logged and not shown.
impl<'r> Responder<'r, 'static> for Error {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        decide::log(&self);
        Ok(respond(match RequestVisit::of(request) {
            Some(begun) => begun.visit.failure(&self),
            None => answer::plain(&self),
        }))
    }
}

pub(super) fn outcome<T>(admitted: Result<T, Rejection>) -> Outcome<T, Rejection> {
    match admitted {
        Ok(admitted) => Outcome::Success(admitted),
        Err(rejection) => Outcome::Error((Status::new(rejection.0.as_u16()), rejection)),
    }
}
