//! The middleware: begins a visit for every request and writes what it changed.

use std::fmt;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::body::EitherBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header::{CACHE_CONTROL, HeaderMap, SET_COOKIE};
use actix_web::{HttpMessage as _, ResponseError as _};
use futures_util::future::LocalBoxFuture;

use super::convert;
use super::exchange::Exchange;
use crate::client::Client;
use crate::error::Error;
use crate::guard::visit::{Farewell, OnFailure, Visit};
use crate::guard::{Failure, decide};

/// Gives every request its session. Put it on the app: `.wrap(logto::actix::layer(logto))`.
///
/// Answers for which the session was asked for get `Cache-Control: no-store`, so that nobody comes back to them with
/// "back" after the user has signed out. Handlers that set the header themselves have their way, as with
/// `private, max-age=60` for a picture, unless the answer sets session cookies.
pub fn layer(client: Client) -> LogtoLayer {
    LogtoLayer { client, on_failure: None }
}

/// Gives every request its session; made by [`layer`].
#[derive(Clone)]
pub struct LogtoLayer {
    client: Client,
    on_failure: Option<OnFailure>,
}

/// The service that [`LogtoLayer`] makes.
#[derive(Clone)]
pub struct LogtoService<S> {
    inner: S,
    layer: LogtoLayer,
}

impl LogtoLayer {
    /// Chooses how failures are shown: refused requests, callbacks with an error, Logto out of reach, and errors of this
    /// crate that handlers return. The response is one of the [`http`] crate, version 1.
    ///
    /// # Example: a page of one's own
    ///
    /// ```
    /// # use logto::{Client, Config};
    /// # let logto = Client::new(Config::builder("https://tenant.logto.app", "app-id").build()?);
    /// let layer = logto::actix::layer(logto).on_failure(|failure| {
    ///     let mut response = failure.default_response();
    ///     if failure.html {
    ///         *response.body_mut() = format!("<h1>Sorry</h1><p>{}</p>", failure.message);
    ///     }
    ///     response
    /// });
    /// # Ok::<(), logto::Error>(())
    /// ```
    #[must_use]
    pub fn on_failure(
        mut self,
        show: impl Fn(&Failure<'_>) -> http::Response<String> + Send + Sync + 'static,
    ) -> Self {
        self.on_failure = Some(Arc::new(show));
        self
    }
}

impl<S, B> Transform<S, ServiceRequest> for LogtoLayer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
    S::Future: 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Transform = LogtoService<S>;
    type InitError = ();
    type Future = Ready<Result<LogtoService<S>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(LogtoService { inner, layer: self.clone() }))
    }
}

impl<S, B> Service<ServiceRequest> for LogtoService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
    S::Future: 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, actix_web::Result<Self::Response>>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let LogtoLayer { client, on_failure } = self.layer.clone();
        let (method, headers) = convert::method_and_headers(request.request());
        let exchange = Exchange::new(Visit::new(client, &method, &headers, on_failure));
        request.extensions_mut().insert(exchange.clone());
        let handler = self.inner.call(request);
        Box::pin(async move {
            match exchange.answer(handler).await {
                Ok(response) => Ok(finish(exchange.visit(), response).await),
                Err(error) => Err(finish_error(exchange.visit(), error).await),
            }
        })
    }
}

/// Adds the session's `Set-Cookie` lines, and who may keep the answer. An answer whose session cannot be kept must not
/// look like a success.
async fn finish<B>(
    visit: &Visit,
    mut response: ServiceResponse<EitherBody<B>>,
) -> ServiceResponse<EitherBody<B>> {
    let returned = response.response().error().and_then(|error| error.as_error::<Error>()).cloned();
    if let Some(error) = returned {
        // What a handler returned is shown like what a guard refuses, unless it chose a status as well.
        let status = response.status();
        response = replaced(response, visit.failure(&error));
        if status != error.status_code() {
            *response.response_mut().status_mut() = status;
        }
    }
    match visit.finish().await {
        Ok(farewell) => {
            add_headers(response.headers_mut(), &farewell);
            response
        }
        Err(error) => {
            decide::log(&error);
            replaced(response, visit.failure(&error))
        }
    }
}

/// The same for an error of another middleware, which becomes a response further out.
async fn finish_error(visit: &Visit, mut error: actix_web::Error) -> actix_web::Error {
    if let Some(ours) = error.as_error::<Error>() {
        let shown = visit.failure(ours);
        error.add_response_mapper(move |former| convert::replacement(former.headers(), shown.clone()));
    }
    match visit.finish().await {
        Ok(farewell) => error.add_response_mapper(move |mut response| {
            add_headers(response.headers_mut(), &farewell);
            response
        }),
        // The answer is no success anyway.
        Err(error) => decide::log(&error),
    }
    error
}

/// `answer` in the place of the one there is, beside the headers that the application has added.
fn replaced<B>(
    former: ServiceResponse<EitherBody<B>>,
    answer: http::Response<String>,
) -> ServiceResponse<EitherBody<B>> {
    let response = convert::replacement(former.headers(), answer);
    former.into_response(response.map_into_right_body())
}

fn add_headers(headers: &mut HeaderMap, farewell: &Farewell) {
    let rule = farewell.cache_control(headers.contains_key(CACHE_CONTROL));
    if let Some(rule) = rule.as_ref().and_then(convert::header_value) {
        headers.insert(CACHE_CONTROL, rule);
    }
    for line in farewell.set_cookies.iter().filter_map(convert::header_value) {
        headers.append(SET_COOKIE, line);
    }
}

impl fmt::Debug for LogtoLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogtoLayer").field("client", &self.client).finish_non_exhaustive()
    }
}

impl<S: fmt::Debug> fmt::Debug for LogtoService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogtoService").field("inner", &self.inner).finish_non_exhaustive()
    }
}
