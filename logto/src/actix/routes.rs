//! The routes: sign-in, sign-up, callback, sign-out, and back-channel logout where it is configured.

use std::fmt;
use std::sync::Arc;

use actix_web::dev::{AppService, Handler, HttpServiceFactory};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Resource, Responder, web};

use super::back_channel_logout::back_channel_logout;
use super::convert::{self, Facts};
use super::exchange::Exchange;
use super::extract::Rejection;
use crate::SignIn;
use crate::client::Client;
use crate::guard::routes;

/// The routes `/sign-in`, `/sign-up`, `/callback` and `/sign-out`, or whatever [`Config`](crate::Config) calls them.
///
/// With them comes [`back_channel_logout`](super::back_channel_logout()) if the configuration has a path for it.
///
/// `/sign-in?return_to=/path` comes back to that path afterwards. They are a service of the app, under the
/// [`layer`](super::layer()).
pub fn routes(client: &Client) -> Routes {
    Routes { client: client.clone(), sign_in_options: Arc::new(|_, options| options) }
}

/// The routes of the sign-in; made by [`routes`].
#[derive(Clone)]
pub struct Routes {
    client: Client,
    sign_in_options: Arc<ChooseOptions>,
}

type ChooseOptions = dyn Fn(&HttpRequest, SignIn) -> SignIn + Send + Sync;

impl Routes {
    /// Chooses the options of each sign-in by its request.
    ///
    /// # Example: the language of the visitor
    ///
    /// ```
    /// # use logto::{Client, Config};
    /// # let logto = Client::new(Config::builder("https://tenant.logto.app", "app-id").build()?);
    /// let routes = logto::actix::routes(&logto).sign_in_options(|request, sign_in| {
    ///     if request.query_string().contains("lang=de") { sign_in.ui_locales(["de"]) } else { sign_in }
    /// });
    /// let app = actix_web::App::new().service(routes);
    /// # Ok::<(), logto::Error>(())
    /// ```
    #[must_use]
    pub fn sign_in_options(
        mut self,
        choose: impl Fn(&HttpRequest, SignIn) -> SignIn + Send + Sync + 'static,
    ) -> Self {
        self.sign_in_options = Arc::new(choose);
        self
    }
}

impl HttpServiceFactory for Routes {
    fn register(self, service: &mut AppService) {
        let paths = self.client.config().routes();
        if paths.back_channel_logout.is_some() {
            back_channel_logout(&self.client).register(service);
        }
        let (for_sign_in, for_sign_up) = (Arc::clone(&self.sign_in_options), self.sign_in_options);
        let sign_in = move |request| sign_in(request, Arc::clone(&for_sign_in));
        let sign_up = move |request| sign_up(request, Arc::clone(&for_sign_up));
        page(&paths.sign_in, sign_in).register(service);
        page(&paths.sign_up, sign_up).register(service);
        page(&paths.callback, callback).register(service);
        page(&paths.sign_out, sign_out).route(web::post().to(sign_out)).register(service);
    }
}

/// A resource to GET, and so to HEAD, which actix-web does not answer by itself.
pub(super) fn page<Args, H>(path: &str, handler: H) -> Resource
where
    Args: FromRequest + 'static,
    H: Handler<Args, Output: Responder>,
{
    web::resource(convert::route_path(path))
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
}

async fn sign_in(request: HttpRequest, choose: Arc<ChooseOptions>) -> Result<HttpResponse, Rejection> {
    let (exchange, facts) = (Exchange::of(&request)?, Facts::of(&request));
    let options = |options| choose(&request, options);
    Ok(convert::response(routes::sign_in(exchange.visit(), &facts.borrowed(), options).await))
}

async fn sign_up(request: HttpRequest, choose: Arc<ChooseOptions>) -> Result<HttpResponse, Rejection> {
    let (exchange, facts) = (Exchange::of(&request)?, Facts::of(&request));
    let options = |options| choose(&request, options);
    Ok(convert::response(routes::sign_up(exchange.visit(), &facts.borrowed(), options).await))
}

async fn callback(request: HttpRequest) -> Result<HttpResponse, Rejection> {
    let (exchange, facts) = (Exchange::of(&request)?, Facts::of(&request));
    Ok(convert::response(routes::callback(exchange.visit(), &facts.borrowed()).await))
}

async fn sign_out(request: HttpRequest) -> Result<HttpResponse, Rejection> {
    let (exchange, facts) = (Exchange::of(&request)?, Facts::of(&request));
    Ok(convert::response(routes::sign_out(exchange.visit(), &facts.borrowed()).await))
}

impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes").field("client", &self.client).finish_non_exhaustive()
    }
}
