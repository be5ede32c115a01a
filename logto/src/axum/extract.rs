//! The extractors: `User<C>`, `Option<User<C>>`, `Session`, and the guard that `#[logto::authenticated]` writes.

use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, OriginalUri, RawPathParams};
use axum::response::{IntoResponse, Response};
use http::Uri;
use http::request::Parts;

use crate::claims::{Claims, IdTokenClaims};
use crate::client::Session;
use crate::error::{Error, Kind};
use crate::guard::answer;
use crate::guard::request::RequestFacts;
use crate::guard::visit::Visit;
use crate::guard::{Guarded, Policy, Requirement, SignedIn, User, decide};
use crate::organization::OrganizationIn;

/// The answer to a request that is not admitted: a redirect to sign in, or a failure.
#[derive(Debug)]
pub struct Rejection(pub(super) Box<http::Response<String>>);

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.0.map(Body::from)
    }
}

impl<S: Sync, C: Claims, P: Policy<Requirement: Requirement<C>>> FromRequestParts<S> for Guarded<C, P> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        let path = match P::ORGANIZATION {
            Some(OrganizationIn::Path(_)) => path_parameters(parts).await,
            _ => None,
        };
        let parameter = |name: &str| path_parameter(path.as_ref(), name);
        let visit = visit(parts)?;
        let user = decide::admit::<C, P>(visit, &parts.headers, parameter).await;
        user.map(Self::new)
            .map_err(|error| Rejection(decide::refuse(error, P::REDIRECT, visit, original_uri(parts))))
    }
}

/// Required sign-in, by claims that the ID token delivers.
impl<S: Sync, C: IdTokenClaims> FromRequestParts<S> for User<C> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        Guarded::<C, SignedIn>::from_request_parts(parts, state).await.map(Guarded::into_user)
    }
}

/// Optional sign-in: `None` for visitors that are not signed in.
impl<S: Sync, C: IdTokenClaims> OptionalFromRequestParts<S> for User<C> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Rejection> {
        let visit = visit(parts)?;
        decide::if_signed_in(decide::user::<C>(visit).await).map_err(|error| reject(visit, &error))
    }
}

/// For handlers that return [`logto::Result`](crate::Result): the status that goes with the error, and
/// `{"error": …}` or a page with a sentence for the visitor; the layer tells which, and shows it as
/// [`on_failure`](super::LogtoLayer::on_failure) says. What went wrong in detail is logged and not shown.
///
/// A status of the handler's own, as in `(StatusCode::GONE, error)`, stays.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        decide::log(&self);
        let mut response = answer::plain(&self).map(Body::from);
        // The layer shows it as the application chose.
        response.extensions_mut().insert(self);
        response
    }
}

/// The request's session, signed in or not.
impl<S: Sync> FromRequestParts<S> for Session {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        let visit = visit(parts)?;
        visit.session().await.cloned().map_err(|error| reject(visit, &error))
    }
}

/// The visit that the layer began.
pub(super) fn visit(parts: &Parts) -> Result<&Visit, Rejection> {
    parts.extensions.get::<Visit>().ok_or_else(missing_layer)
}

/// What a route's answer depends on.
pub(super) fn facts(parts: &Parts) -> RequestFacts<'_> {
    RequestFacts { method: &parts.method, uri: original_uri(parts), headers: &parts.headers }
}

/// The address as the browser asked for it.
fn original_uri(parts: &Parts) -> &Uri {
    parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0)
}

/// The parameters of the route's path.
pub(super) enum PathParameters {
    Decoded(RawPathParams),
    /// One of them is no text; axum does not say which others there are.
    NoText,
}

/// The parameters of the route's path, decoded; none in a route without any.
pub(super) async fn path_parameters(parts: &mut Parts) -> Option<PathParameters> {
    match RawPathParams::from_request_parts(parts, &()).await {
        Ok(parameters) => Some(PathParameters::Decoded(parameters)),
        Err(RawPathParamsRejection::InvalidUtf8InPathParam(_)) => Some(PathParameters::NoText),
        Err(_) => None,
    }
}

/// The parameter of that name, if there is one and not another in a router that this one is nested in.
pub(super) fn path_parameter(path: Option<&PathParameters>, name: &str) -> Option<String> {
    match path? {
        PathParameters::Decoded(parameters) => {
            let mut found = parameters.iter().filter(|(key, _)| *key == name);
            let (_, value) = found.next()?;
            found.next().is_none().then(|| value.to_owned())
        }
        PathParameters::NoText => Some(char::REPLACEMENT_CHARACTER.into()),
    }
}

fn reject(visit: &Visit, error: &Error) -> Rejection {
    decide::log(error);
    Rejection(Box::new(visit.failure(error)))
}

/// The layer is missing: a mistake of the application, which the log explains and the visitor need not know.
fn missing_layer() -> Rejection {
    #[derive(Debug, thiserror::Error)]
    #[error(
        "no Logto session in the request: add `.layer(logto::axum::layer(logto))` to the router, after its routes"
    )]
    struct MissingLayer;

    let error = Error::new(Kind::Configuration, MissingLayer);
    decide::log(&error);
    Rejection(Box::new(answer::plain(&error)))
}
