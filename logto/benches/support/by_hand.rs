//! Guards as somebody might write them by hand who wants nothing but speed: what axum makes of any guard, whoever wrote
//! it.
//!
//! Each does the least that it has to: a layer hands over what there is to know, an extractor finds a session or a token
//! by its SHA-256 in a map, looks at its expiry, and shares what the handler gets. They refresh nothing, forget nothing,
//! and change nothing.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime};

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::extract::FromRequestParts;
use axum::response::Response;
use axum::routing::get;
use http::header::{AUTHORIZATION, CACHE_CONTROL, COOKIE};
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::web::ANSWER;

/// What a secret stands for, and until when.
type ByDigest = Mutex<HashMap<[u8; 32], (SystemTime, Arc<String>)>>;

#[derive(Default)]
struct Known {
    members: ByDigest,
    scopes: ByDigest,
}

struct Member(Arc<String>);

struct Reader(Arc<String>);

async fn web(member: Member) -> &'static str {
    if member.0.is_empty() { "nobody" } else { ANSWER }
}

async fn api(reader: Reader) -> &'static str {
    if reader.0.is_empty() { "nobody" } else { ANSWER }
}

/// Two routes, and the cookie and the token that open them.
pub(crate) fn routes(web_path: &str, session_id: &str, api_path: &str, token: &str) -> Router {
    let known = Known::default();
    let remember = |map: &ByDigest, secret: &str, what: &str| {
        let end = SystemTime::now() + Duration::from_secs(24 * 3600);
        map.lock().unwrap().insert(sha256(secret), (end, Arc::new(what.to_owned())));
    };
    remember(&known.members, session_id, "alice");
    remember(&known.scopes, token, "read write");
    Router::new().route(web_path, get(web)).route(api_path, get(api)).layer(ByHand(Arc::new(known)))
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let cookies = parts.headers.get(COOKIE).and_then(|header| header.to_str().ok());
        let id = cookies.and_then(|all| all.split(';').find_map(|pair| pair.trim().strip_prefix("id=")));
        let id = id.ok_or(StatusCode::UNAUTHORIZED)?;
        let known = parts.extensions.get::<Arc<Known>>().unwrap();
        find(&known.members, id).map(Self).ok_or(StatusCode::UNAUTHORIZED)
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let token = header.and_then(|header| header.strip_prefix("Bearer "));
        let token = token.ok_or(StatusCode::UNAUTHORIZED)?;
        let known = parts.extensions.get::<Arc<Known>>().unwrap();
        let scope = find(&known.scopes, token).ok_or(StatusCode::UNAUTHORIZED)?;
        let may_read = scope.split(' ').any(|scope| scope == "read");
        if may_read { Ok(Self(scope)) } else { Err(StatusCode::FORBIDDEN) }
    }
}

fn find(map: &ByDigest, secret: &str) -> Option<Arc<String>> {
    let (end, what) = map.lock().unwrap().get(&sha256(secret))?.clone();
    (SystemTime::now() < end).then_some(what)
}

fn sha256(text: &str) -> [u8; 32] {
    digest(&SHA256, text.as_bytes()).as_ref().try_into().unwrap()
}

#[derive(Clone)]
struct ByHand(Arc<Known>);

#[derive(Clone)]
struct Handing<S> {
    inner: S,
    known: Arc<Known>,
}

pin_project! {
    /// Nobody comes back to a user's page with "back".
    struct NotForCaches<F> {
        #[pin]
        answering: F,
        is_personal: bool,
    }
}

impl<S> Layer<S> for ByHand {
    type Service = Handing<S>;

    fn layer(&self, inner: S) -> Handing<S> {
        Handing { inner, known: Arc::clone(&self.0) }
    }
}

impl<S: Service<Request<B>, Response = Response>, B> Service<Request<B>> for Handing<S> {
    type Response = Response;
    type Error = S::Error;
    type Future = NotForCaches<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let is_personal = request.headers().contains_key(COOKIE);
        request.extensions_mut().insert(Arc::clone(&self.known));
        NotForCaches { answering: self.inner.call(request), is_personal }
    }
}

impl<F: Future<Output = Result<Response, E>>, E> Future for NotForCaches<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = ready!(this.answering.poll(context))?;
        if *this.is_personal {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        Poll::Ready(Ok(response))
    }
}
