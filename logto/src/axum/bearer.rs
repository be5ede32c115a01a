//! Access tokens of an API: `BearerToken<R>`, the guard that `#[logto::authorized]` writes, a layer for groups of
//! routes, and the API's metadata.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::request::Parts;
use tower_layer::Layer;
use tower_service::Service;

use super::extract::{Rejection, path_parameter, path_parameters, visit};
use crate::client::Client;
use crate::organization::OrganizationIn;
use crate::resource::{ApiResource, Resource};
use crate::resource_server::credentials::bearer_token;
use crate::resource_server::metadata::{self, Document};
use crate::resource_server::{AccessPolicy, AccessRule, AnyToken, Authorized, BearerToken, authorize};

impl<S: Sync, R: Resource, P: AccessPolicy<R>> FromRequestParts<S> for Authorized<R, P> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        admit(parts, P::RULE).await.map(Self::new)
    }
}

/// Any valid token for the API, or the one that an [`authorized`] layer has let in.
impl<S: Sync, R: ApiResource> FromRequestParts<S> for BearerToken<R> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        match parts.extensions.get::<Self>() {
            Some(token) => Ok(token.clone()),
            None => admit(parts, <AnyToken as AccessPolicy<R>>::RULE).await,
        }
    }
}

/// `None` for requests that bring no credentials. A token that is not valid is answered as without `Option`.
impl<S: Sync, R: ApiResource> OptionalFromRequestParts<S> for BearerToken<R> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Rejection> {
        visit(parts)?;
        if matches!(bearer_token(&parts.headers, parts.uri.query()), Ok(None)) {
            return Ok(None);
        }
        <Self as FromRequestParts<S>>::from_request_parts(parts, state).await.map(Some)
    }
}

async fn admit<R: Resource>(parts: &mut Parts, rule: AccessRule<R>) -> Result<BearerToken<R>, Rejection> {
    let path = match rule.organization_in() {
        Some(OrganizationIn::Path(_)) => path_parameters(parts).await,
        _ => None,
    };
    let parameter = |name: &str| path_parameter(path.as_ref(), name);
    let client = visit(parts)?.client();
    authorize(client, rule, &parts.headers, parts.uri.query(), parameter).await.map_err(Rejection)
}

/// Protects a group of routes by one rule. It goes on the group, inside of [`layer`](super::layer()).
///
/// Handlers get the token that was let in as a plain [`BearerToken<R>`].
///
/// # Example
///
/// ```
/// use axum::{Router, routing::get};
/// use logto::resource_server::AccessRule;
/// # use logto::{BearerToken, Client, Config};
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// # #[resource("https://shopping.example.com/api")]
/// # enum ShoppingApi { #[scope("read")] Read }
/// # async fn list(token: BearerToken<ShoppingApi>) {}
///
/// # let logto = Client::new(Config::api("https://tenant.logto.app").build()?);
/// let products = Router::new()
///     .route("/products", get(list))
///     .route_layer(logto::axum::authorized(AccessRule::global().all(&[ShoppingApi::Read])));
/// let app: Router = Router::new().merge(products).layer(logto::axum::layer(logto));
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
    inner: S,
    rule: AccessRule<R>,
}

impl<S, R: Resource> Layer<S> for AuthorizedLayer<R> {
    type Service = AuthorizedService<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        AuthorizedService { inner, rule: self.rule }
    }
}

impl<S, R: Resource> Service<Request> for AuthorizedService<S, R>
where
    S: Service<Request> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let rule = self.rule;
        // The one that is ready answers; its clone is for the next request.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match admit(&mut parts, rule).await {
                Ok(token) => {
                    parts.extensions.insert(token);
                    Ok(inner.call(Request::from_parts(parts, body)).await?.into_response())
                }
                Err(rejection) => Ok(rejection.into_response()),
            }
        })
    }
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
/// let app: axum::Router = axum::Router::new().merge(logto::axum::resource_metadata::<ShoppingApi>(&logto));
/// # Ok::<(), logto::Error>(())
/// ```
pub fn resource_metadata<R: ApiResource>(client: &Client) -> ResourceMetadata {
    ResourceMetadata(metadata::publish::<R>(client))
}

/// The route of an API's metadata; made by [`resource_metadata`].
#[derive(Clone, Debug)]
pub struct ResourceMetadata(Document);

impl<S: Clone + Send + Sync + 'static> From<ResourceMetadata> for Router<S> {
    fn from(ResourceMetadata(document): ResourceMetadata) -> Self {
        let path = document.path.clone();
        Router::new().route(&path, get(async move || document.answer().map(Body::from)))
    }
}

impl<R: Resource> Clone for AuthorizedLayer<R> {
    fn clone(&self) -> Self {
        Self { rule: self.rule }
    }
}

impl<S: Clone, R: Resource> Clone for AuthorizedService<S, R> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), rule: self.rule }
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
