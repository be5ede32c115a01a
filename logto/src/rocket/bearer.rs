//! Access tokens of an API: `BearerToken<R>`, the guard that `#[logto::authorized]` writes, and the API's metadata.

use http::Response;
use rocket::http::Method;
use rocket::request::{self, FromRequest};
use rocket::route::{Handler, Outcome, Route};
use rocket::{Data, Request};

use super::convert::{path_parameter, respond};
use super::extract::{Rejection, outcome};
use super::visit::RequestVisit;
use crate::client::Client;
use crate::resource::{ApiResource, Resource};
use crate::resource_server::metadata::{self, Document};
use crate::resource_server::{AccessPolicy, AccessRule, AnyToken, Authorized, BearerToken, authorize};

#[rocket::async_trait]
impl<'r, R: Resource, P: AccessPolicy<R>> FromRequest<'r> for Authorized<R, P> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Rejection> {
        outcome(authorized(request).await)
    }
}

async fn authorized<R: Resource, P: AccessPolicy<R>>(
    request: &Request<'_>,
) -> Result<Authorized<R, P>, Rejection> {
    let begun = RequestVisit::required(request)?;
    let token = admit(begun, request, P::RULE).await;
    token.map(Authorized::new).map_err(|answer| begun.refuse(*answer))
}

/// Any valid token for the API.
///
/// `Option<BearerToken<R>>` is `None` for requests with no valid one.
#[rocket::async_trait]
impl<'r, R: ApiResource> FromRequest<'r> for BearerToken<R> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Rejection> {
        outcome(bearer_token(request).await)
    }
}

async fn bearer_token<R: ApiResource>(request: &Request<'_>) -> Result<BearerToken<R>, Rejection> {
    let begun = RequestVisit::required(request)?;
    let token = admit(begun, request, <AnyToken as AccessPolicy<R>>::RULE).await;
    token.map_err(|answer| begun.refuse_if_required(request, *answer))
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
        vec![Route::new(Method::Get, &path, Publish(document))]
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
