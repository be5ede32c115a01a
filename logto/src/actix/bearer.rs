//! Access tokens of an API: `BearerToken<R>`, the guard that `#[logto::authorized]` writes, a middleware for groups of
//! routes, and the API's metadata.

use std::fmt;
use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::body::EitherBody;
use actix_web::dev::{
    AppService, HttpServiceFactory, Payload, Service, ServiceRequest, ServiceResponse, Transform,
    forward_ready,
};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;

use super::convert::{self, Facts};
use super::exchange::{self, Exchange, Lacking, decide_first};
use super::extract::{Rejection, path_parameter};
use super::routes::page;
use crate::client::Client;
use crate::guard::visit::Visit;
use crate::resource::{ApiResource, Resource};
use crate::resource_server::credentials::bearer_token;
use crate::resource_server::metadata::{self, Document};
use crate::resource_server::{AccessPolicy, AccessRule, AnyToken, Authorized, BearerToken, authorize};

impl<R: Resource, P: AccessPolicy<R>> FromRequest for Authorized<R, P> {
    type Error = Rejection;
    type Future = LocalBoxFuture<'static, Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parameter = path_parameter(request, P::RULE.organization_in());
        decide_first(request, payload, async move |visit, facts| {
            admit(&visit, &facts, P::RULE, parameter).await.map(Self::new)
        })
    }
}

/// Any valid token for the API, or the one that an [`authorized`] middleware has let in.
///
/// `Option<BearerToken<R>>` is `None` for requests that bring no credentials; a token that is not valid is answered without
/// the handler, as without `Option`.
impl<R: ApiResource> FromRequest for BearerToken<R> {
    type Error = Rejection;
    type Future = LocalBoxFuture<'static, Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if let Some(token) = request.extensions().get::<Self>() {
            return Box::pin(ready(Ok(token.clone())));
        }
        exchange::extract(request, payload, async |visit, request| {
            let facts = Facts::of(&request);
            let token = admit(&visit, &facts, <AnyToken as AccessPolicy<R>>::RULE, None).await;
            token.map_err(|rejection| {
                let facts = facts.borrowed();
                match bearer_token(facts.headers, facts.uri.query()) {
                    Ok(None) => Lacking::Absent(rejection),
                    Ok(Some(_)) | Err(_) => Lacking::Failed(rejection),
                }
            })
        })
    }
}

async fn admit<R: Resource>(
    visit: &Visit,
    facts: &Facts,
    rule: AccessRule<R>,
    parameter: Option<String>,
) -> Result<BearerToken<R>, Rejection> {
    let facts = facts.borrowed();
    authorize(visit.client(), rule, facts.headers, facts.uri.query(), |_| parameter).await.map_err(Rejection)
}

/// Protects a group of routes by one rule. It goes on a scope or a resource, inside of [`layer`](super::layer()).
///
/// Handlers get the token that was let in as a plain [`BearerToken<R>`]. A rule that finds the organization in the path
/// knows the parameters of what it wraps: those of the scope, and not of the resources inside.
///
/// # Example
///
/// ```
/// use actix_web::{App, Responder, web};
/// use logto::resource_server::AccessRule;
/// # use logto::{BearerToken, Client, Config};
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// # #[resource("https://shopping.example.com/api")]
/// # enum ShoppingApi { #[scope("read")] Read }
/// # async fn list(token: BearerToken<ShoppingApi>) -> impl Responder { "" }
///
/// # let logto = Client::new(Config::api("https://tenant.logto.app").build()?);
/// let products = web::scope("/products")
///     .route("/all", web::get().to(list))
///     .wrap(logto::actix::authorized(AccessRule::global().all(&[ShoppingApi::Read])));
/// let app = App::new().service(products).wrap(logto::actix::layer(logto));
/// # Ok::<(), logto::Error>(())
/// ```
pub fn authorized<R: Resource>(rule: AccessRule<R>) -> AuthorizedLayer<R> {
    AuthorizedLayer { rule }
}

/// Protects a group of routes; made by [`authorized`].
pub struct AuthorizedLayer<R: Resource> {
    rule: AccessRule<R>,
}

/// The service that [`AuthorizedLayer`] makes.
pub struct AuthorizedService<S, R: Resource> {
    inner: Rc<S>,
    rule: AccessRule<R>,
}

impl<S, B, R: Resource> Transform<S, ServiceRequest> for AuthorizedLayer<R>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Transform = AuthorizedService<S, R>;
    type InitError = ();
    type Future = Ready<Result<AuthorizedService<S, R>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(AuthorizedService { inner: Rc::new(inner), rule: self.rule }))
    }
}

impl<S, B, R: Resource> Service<ServiceRequest> for AuthorizedService<S, R>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, actix_web::Result<Self::Response>>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let (inner, rule) = (Rc::clone(&self.inner), self.rule);
        Box::pin(async move {
            match admit_request(request.request(), rule).await {
                Ok(token) => {
                    request.extensions_mut().insert(token);
                    Ok(inner.call(request).await?.map_into_left_body())
                }
                Err(rejection) => Ok(request.into_response(rejection.into_response().map_into_right_body())),
            }
        })
    }
}

async fn admit_request<R: Resource>(
    request: &HttpRequest,
    rule: AccessRule<R>,
) -> Result<BearerToken<R>, Rejection> {
    let exchange = Exchange::of(request)?;
    let parameter = path_parameter(request, rule.organization_in());
    admit(exchange.visit(), &Facts::of(request), rule, parameter).await
}

/// The route of the API's protected resource metadata ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)), at
/// `/.well-known/oauth-protected-resource` and the path of the API's identifier.
///
/// Clients that know the API and not its Logto tenant (MCP clients, say) find out there. Answers that refuse a token
/// name its address, at the host of the API's identifier.
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
/// let app = actix_web::App::new().service(logto::actix::resource_metadata::<ShoppingApi>(&logto));
/// # Ok::<(), logto::Error>(())
/// ```
pub fn resource_metadata<R: ApiResource>(client: &Client) -> ResourceMetadata {
    ResourceMetadata(metadata::publish::<R>(client))
}

/// The route of an API's metadata; made by [`resource_metadata`].
#[derive(Clone, Debug)]
pub struct ResourceMetadata(Document);

impl HttpServiceFactory for ResourceMetadata {
    fn register(self, service: &mut AppService) {
        let Self(document) = self;
        let path = document.path.clone();
        page(&path, move || ready(convert::response(document.answer()))).register(service);
    }
}

impl<R: Resource> Clone for AuthorizedLayer<R> {
    fn clone(&self) -> Self {
        Self { rule: self.rule }
    }
}

impl<R: Resource> fmt::Debug for AuthorizedLayer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizedLayer").field("rule", &self.rule).finish()
    }
}

impl<S: fmt::Debug, R: Resource> fmt::Debug for AuthorizedService<S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizedService").field("inner", &self.inner).field("rule", &self.rule).finish()
    }
}
