//! The routes: sign-in, sign-up, callback, sign-out, and back-channel logout where it is configured.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use axum::routing::get;
use http::request::Parts;

use super::back_channel_logout::back_channel_logout;
use super::extract::{Rejection, facts, visit};
use crate::SignIn;
use crate::client::Client;
use crate::guard::routes;

/// The routes `/sign-in`, `/sign-up`, `/callback` and `/sign-out`, or whatever [`Config`](crate::Config) calls them.
///
/// With them comes [`back_channel_logout`](super::back_channel_logout()) if the configuration has a path for it.
///
/// `/sign-in?return_to=/path` comes back to that path afterwards. Merge them into the router, under the
/// [`layer`](super::layer()).
pub fn routes(client: &Client) -> Routes {
    Routes { client: client.clone(), sign_in_options: Arc::new(|_, options| options) }
}

/// The routes of the sign-in; made by [`routes`].
#[derive(Clone)]
pub struct Routes {
    client: Client,
    sign_in_options: routes::SignInHook,
}

impl Routes {
    /// Chooses the options of each sign-in by its request.
    ///
    /// # Example: the language of the visitor
    ///
    /// ```
    /// # use logto::{Client, Config};
    /// # let logto = Client::new(Config::builder("https://tenant.logto.app", "app-id").build()?);
    /// let routes = logto::axum::routes(&logto).sign_in_options(|request, sign_in| {
    ///     match request.uri.query() {
    ///         Some(query) if query.contains("lang=de") => sign_in.ui_locales(["de"]),
    ///         _ => sign_in,
    ///     }
    /// });
    /// # let app: axum::Router = axum::Router::new().merge(routes);
    /// # Ok::<(), logto::Error>(())
    /// ```
    #[must_use]
    pub fn sign_in_options(
        mut self,
        choose: impl Fn(&Parts, SignIn) -> SignIn + Send + Sync + 'static,
    ) -> Self {
        self.sign_in_options = Arc::new(choose);
        self
    }
}

impl<S: Clone + Send + Sync + 'static> From<Routes> for Router<S> {
    fn from(Routes { client, sign_in_options }: Routes) -> Self {
        let paths = client.config().routes();
        let sign_up_options = Arc::clone(&sign_in_options);
        let router = match paths.back_channel_logout {
            Some(_) => back_channel_logout(&client).into(),
            None => Router::new(),
        };
        router
            .route(&paths.sign_in, get(async move |request| sign_in(request, &*sign_in_options).await))
            .route(&paths.sign_up, get(async move |request| sign_up(request, &*sign_up_options).await))
            .route(&paths.callback, get(callback))
            .route(&paths.sign_out, get(sign_out).post(sign_out))
    }
}

type ChooseOptions = dyn Fn(&Parts, SignIn) -> SignIn + Send + Sync;

async fn sign_in(request: Request, choose: &ChooseOptions) -> Result<impl IntoResponse + use<>, Rejection> {
    let (parts, _) = request.into_parts();
    let visit = visit(&parts)?;
    Ok(routes::sign_in(visit, &facts(&parts), |options| choose(&parts, options)).await)
}

async fn sign_up(request: Request, choose: &ChooseOptions) -> Result<impl IntoResponse + use<>, Rejection> {
    let (parts, _) = request.into_parts();
    let visit = visit(&parts)?;
    Ok(routes::sign_up(visit, &facts(&parts), |options| choose(&parts, options)).await)
}

async fn callback(request: Request) -> Result<impl IntoResponse, Rejection> {
    let (parts, _) = request.into_parts();
    let visit = visit(&parts)?;
    Ok(routes::callback(visit, &facts(&parts)).await)
}

async fn sign_out(request: Request) -> Result<impl IntoResponse, Rejection> {
    let (parts, _) = request.into_parts();
    let visit = visit(&parts)?;
    Ok(routes::sign_out(visit, &facts(&parts)).await)
}

impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes").field("client", &self.client).finish_non_exhaustive()
    }
}
