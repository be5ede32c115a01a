//! Access tokens of an API: `BearerToken<R>`, the guard that `#[logto::authorized]` writes, a rule for groups of routes,
//! and the API's metadata.

use std::sync::{Mutex, PoisonError};

use http::Response;
use rocket::http::{Method, Status};
use rocket::request::{self, FromRequest};
use rocket::route::{Handler, Outcome, Route};
use rocket::{Data, Ignite, Request, Rocket, Sentinel};

use super::convert::{path_parameter, respond};
use super::extract::{Rejection, outcome};
use super::not_allowed::not_allowed;
use super::visit::{RequestVisit, lacks_fairing};
use crate::client::Client;
use crate::resource::{ApiResource, Resource};
use crate::resource_server::credentials::bearer_token;
use crate::resource_server::metadata::{self, Document};
use crate::resource_server::{AccessPolicy, AccessRule, AnyToken, Authorized, BearerToken, authorize};

#[rocket::async_trait]
impl<'r, R: Resource, P: AccessPolicy<R>> FromRequest<'r> for Authorized<R, P> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Rejection> {
        outcome(guarded(request).await)
    }
}

impl<R, P> Sentinel for Authorized<R, P> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        lacks_fairing(rocket)
    }
}

async fn guarded<R: Resource, P: AccessPolicy<R>>(
    request: &Request<'_>,
) -> Result<Authorized<R, P>, Rejection> {
    let begun = RequestVisit::required(request)?;
    let token = admit(begun, request, P::RULE).await;
    token.map(Authorized::new).map_err(|answer| begun.refuse(*answer))
}

/// Any valid token for the API, or the one that an [`authorized`] group has let in.
///
/// `Option<BearerToken<R>>` is `None` for requests that bring no credentials. Of a token that is not valid Rocket makes
/// `None` as well: the handler runs, and what goes out is the refusal.
#[rocket::async_trait]
impl<'r, R: ApiResource> FromRequest<'r> for BearerToken<R> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Rejection> {
        outcome(any_token(request).await)
    }
}

impl<R> Sentinel for BearerToken<R> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        lacks_fairing(rocket)
    }
}

async fn any_token<R: ApiResource>(request: &Request<'_>) -> Result<BearerToken<R>, Rejection> {
    let begun = RequestVisit::required(request)?;
    if let Some(token) = LetIn::of(request).token() {
        return Ok(token);
    }
    let token = admit(begun, request, <AnyToken as AccessPolicy<R>>::RULE).await;
    token.map_err(|answer| {
        let facts = begun.facts.as_request();
        match bearer_token(facts.headers, facts.uri.query()) {
            Ok(None) => begun.refuse_if_required(request, *answer),
            Ok(Some(_)) | Err(_) => begun.refuse(*answer),
        }
    })
}

async fn admit<R: Resource>(
    begun: &RequestVisit,
    request: &Request<'_>,
    rule: AccessRule<R>,
) -> Result<BearerToken<R>, Box<Response<String>>> {
    let facts = begun.facts.as_request();
    let parameter = |name: &str| path_parameter(request, name);
    authorize(begun.visit.client(), rule, facts.headers, facts.uri.query(), parameter).await
}

/// Protects a group of routes by one rule: whatever is refused does not get to their handlers.
///
/// Handlers get the token that was let in as a plain [`BearerToken<R>`].
///
/// # Example
///
/// ```
/// use logto::BearerToken;
/// use logto::resource_server::AccessRule;
/// use rocket::{get, routes};
/// # use logto::{Client, Config};
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// # #[resource("https://shopping.example.com/api")]
/// # enum ShoppingApi { #[scope("read")] Read }
///
/// #[get("/all")]
/// async fn list(token: BearerToken<ShoppingApi>) -> String {
///     token.subject().to_owned()
/// }
///
/// # let logto = Client::new(Config::api("https://tenant.logto.app").build()?);
/// let readers = AccessRule::global().all(&[ShoppingApi::Read]);
/// let rocket = rocket::build()
///     .mount("/products", logto::rocket::authorized(readers, routes![list]))
///     .attach(logto::rocket::layer(logto));
/// # Ok::<(), logto::Error>(())
/// ```
pub fn authorized<R: Resource>(rule: AccessRule<R>, routes: impl Into<Vec<Route>>) -> Vec<Route> {
    let mut routes = routes.into();
    for route in &mut routes {
        route.handler = Box::new(Protected { rule, inner: route.handler.clone() });
    }
    routes
}

/// A handler behind a rule.
struct Protected<R: Resource> {
    rule: AccessRule<R>,
    inner: Box<dyn Handler>,
}

impl<R: Resource> Clone for Protected<R> {
    fn clone(&self) -> Self {
        Self { rule: self.rule, inner: self.inner.clone() }
    }
}

#[rocket::async_trait]
impl<R: Resource> Handler for Protected<R> {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let Ok(begun) = RequestVisit::required(request) else {
            return Outcome::Error(Status::InternalServerError);
        };
        let token = match admit(begun, request, self.rule).await {
            Ok(token) => token,
            Err(answer) => return Outcome::Success(respond(*answer)),
        };
        let let_in = LetIn::of(request);
        let_in.set(Some(token));
        let outcome = self.inner.handle(request, data).await;
        // Another route that the request is passed on to has rules of its own.
        let_in.set(None);
        outcome
    }
}

/// The token that a rule of the request's route has let in.
struct LetIn<R>(Mutex<Option<BearerToken<R>>>);

impl<R: Resource> LetIn<R> {
    fn of<'r>(request: &'r Request<'_>) -> &'r Self {
        request.local_cache(|| Self(Mutex::new(None)))
    }

    fn token(&self) -> Option<BearerToken<R>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, token: Option<BearerToken<R>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }
}

/// The route of the API's protected resource metadata ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)), at
/// `/.well-known/oauth-protected-resource` and the path of the API's identifier.
///
/// Clients that know the API and not its Logto tenant (MCP clients, say) find out there. Answers that refuse a token
/// name its address, at the host of the API's identifier. Mount it at `/`.
///
/// # Example
///
/// ```
/// # use logto::{Client, Config};
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// # #[resource("https://shopping.example.com/api")]
/// # enum ShoppingApi { #[scope("read")] Read }
/// # let logto = Client::new(Config::api("https://tenant.logto.app").build()?);
/// // GET /.well-known/oauth-protected-resource/api
/// let rocket = rocket::build().mount("/", logto::rocket::resource_metadata::<ShoppingApi>(&logto));
/// # Ok::<(), logto::Error>(())
/// ```
pub fn resource_metadata<R: ApiResource>(client: &Client) -> ResourceMetadata {
    ResourceMetadata(metadata::publish::<R>(client))
}

/// The route of an API's metadata; made by [`resource_metadata`].
#[derive(Clone, Debug)]
pub struct ResourceMetadata(Document);

impl From<ResourceMetadata> for Vec<Route> {
    fn from(ResourceMetadata(document): ResourceMetadata) -> Self {
        let path = document.path.clone();
        not_allowed(&path, "GET, HEAD").chain([Route::new(Method::Get, &path, Publish(document))]).collect()
    }
}

/// The handler of the route.
#[derive(Clone)]
struct Publish(Document);

#[rocket::async_trait]
impl Handler for Publish {
    async fn handle<'r>(&self, _: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        Outcome::Success(respond(self.0.answer()))
    }
}
