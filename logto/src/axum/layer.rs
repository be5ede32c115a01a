//! The layer: begins a visit for every request and writes what it changed.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, Entry, SET_COOKIE};
use http::{HeaderMap, Request};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::client::Client;
use crate::error::Error;
use crate::guard::visit::{Farewell, OnFailure, Visit};
use crate::guard::{Failure, answer, decide};

/// Gives every request its session. Put it on the router last: `.layer(logto::axum::layer(logto))`.
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

pin_project! {
    /// What becomes of a request; made by [`LogtoService`].
    pub struct LogtoFuture<F> {
        #[pin]
        answering: F,
        visit: Visit,
        // Few requests change their session: the others do without an allocation.
        finishing: Option<Pin<Box<dyn Future<Output = Response> + Send>>>,
    }
}

impl LogtoLayer {
    /// Chooses how failures are shown: refused requests, callbacks with an error, Logto out of reach, and errors of this
    /// crate that handlers return.
    ///
    /// # Example: a page of one's own
    ///
    /// ```
    /// # use logto::{Client, Config};
    /// # let logto = Client::new(Config::builder("https://tenant.logto.app", "app-id").build()?);
    /// let layer = logto::axum::layer(logto).on_failure(|failure| {
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

impl<S> Layer<S> for LogtoLayer {
    type Service = LogtoService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        LogtoService { inner, layer: self.clone() }
    }
}

impl<S, B> Service<Request<B>> for LogtoService<S>
where
    S: Service<Request<B>>,
    S::Response: IntoResponse,
{
    type Response = Response;
    type Error = S::Error;
    type Future = LogtoFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let LogtoLayer { client, on_failure } = self.layer.clone();
        let visit = Visit::new(client, request.method(), request.headers(), on_failure);
        request.extensions_mut().insert(visit.clone());
        LogtoFuture { answering: self.inner.call(request), visit, finishing: None }
    }
}

impl<F, R, E> Future for LogtoFuture<F>
where
    F: Future<Output = Result<R, E>>,
    R: IntoResponse,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let finishing = if let Some(finishing) = this.finishing {
            finishing
        } else {
            let mut response = ready!(this.answering.poll(context))?.into_response();
            if response.extensions().get::<Error>().is_none()
                && let Some(farewell) = this.visit.farewell()
            {
                add_headers(response.headers_mut(), farewell);
                return Poll::Ready(Ok(response));
            }
            this.finishing.insert(Box::pin(finish(this.visit.clone(), response)))
        };
        finishing.as_mut().poll(context).map(Ok)
    }
}

/// Adds the session's `Set-Cookie` lines, and who may keep the answer. An answer whose session cannot be kept must not
/// look like a success.
async fn finish(visit: Visit, mut response: Response) -> Response {
    if let Some(error) = response.extensions_mut().remove::<Error>() {
        // What a handler returned is shown like what a guard refuses, unless it chose a status as well.
        let status = response.status();
        response = replaced(response, visit.failure(&error));
        if status != answer::status(&error) {
            *response.status_mut() = status;
        }
    }
    match visit.finish().await {
        Ok(farewell) => {
            add_headers(response.headers_mut(), farewell);
            response
        }
        Err(error) => {
            decide::log(&error);
            replaced(response, visit.failure(&error))
        }
    }
}

/// `answer` in the place of the one there is, beside the headers that the application has added.
fn replaced(former: Response, answer: http::Response<String>) -> Response {
    let mut headers = former.into_parts().0.headers;
    for name in &answer::OF_THE_FORMER {
        headers.remove(name);
    }
    let mut response = answer.map(Body::from);
    headers.extend(std::mem::take(response.headers_mut()));
    *response.headers_mut() = headers;
    response
}

fn add_headers(headers: &mut HeaderMap, farewell: Farewell) {
    let place = headers.entry(CACHE_CONTROL);
    let rule = farewell.cache_control(matches!(place, Entry::Occupied(_)));
    match (place, rule) {
        (Entry::Occupied(mut chosen), Some(rule)) => _ = chosen.insert(rule),
        (Entry::Vacant(place), Some(rule)) => _ = place.insert(rule),
        (_, None) => {}
    }
    for line in farewell.set_cookies {
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

impl<F> fmt::Debug for LogtoFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogtoFuture").field("visit", &self.visit).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn cache_control(chosen: &[&'static str], farewell: Farewell) -> Vec<HeaderValue> {
        let mut headers = HeaderMap::new();
        for rule in chosen {
            headers.append(CACHE_CONTROL, HeaderValue::from_static(rule));
        }
        add_headers(&mut headers, farewell);
        headers.get_all(CACHE_CONTROL).iter().cloned().collect()
    }

    #[test]
    fn an_answer_that_sets_cookies_is_kept_by_nobody_whatever_the_handler_says() {
        let farewell = Farewell { set_cookies: vec![HeaderValue::from_static("a=1")], is_personal: true };
        assert_eq!(cache_control(&["public", "max-age=60"], farewell), ["no-store"]);
    }

    #[test]
    fn the_handler_chooses_who_keeps_a_personal_answer() {
        let farewell = || Farewell { set_cookies: Vec::new(), is_personal: true };
        assert_eq!(cache_control(&["private", "max-age=60"], farewell()), ["private", "max-age=60"]);
        assert_eq!(cache_control(&[], farewell()), ["no-store"]);
    }
}
