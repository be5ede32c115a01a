//! The routes: sign-in, sign-up, callback, sign-out, and back-channel logout where it is configured.

use std::fmt;
use std::sync::Arc;

use rocket::http::Method;
use rocket::route::{Handler, Outcome, Route};
use rocket::{Data, Request};

use super::back_channel_logout::back_channel_logout;
use super::convert::respond;
use super::not_allowed::not_allowed;
use super::visit::{RequestVisit, missing_fairing};
use crate::SignIn;
use crate::client::Client;
use crate::guard::{answer, decide, routes};

/// The routes `/sign-in`, `/sign-up`, `/callback` and `/sign-out`, or whatever [`Config`](crate::Config) calls them.
///
/// With them comes [`back_channel_logout`](super::back_channel_logout()) if the configuration has a path for it.
///
/// `/sign-in?return_to=/path` comes back to that path afterwards. Mount them at `/`, as the paths of the configuration are
/// whole; or at the path of the base URL, if a proxy leaves that on.
pub fn routes(client: &Client) -> Routes {
    Routes { client: client.clone(), sign_in_options: Arc::new(|_, options| options) }
}

/// The routes of the sign-in; made by [`routes`].
#[derive(Clone)]
pub struct Routes {
    client: Client,
    sign_in_options: Arc<ChooseOptions>,
}

type ChooseOptions = dyn Fn(&Request<'_>, SignIn) -> SignIn + Send + Sync;

impl Routes {
    /// Chooses the options of each sign-in by its request.
    ///
    /// # Example: the language of the visitor
    ///
    /// ```
    /// # use logto::{Client, Config};
    /// # let logto = Client::new(Config::builder("https://tenant.logto.app", "app-id").build()?);
    /// let routes = logto::rocket::routes(&logto).sign_in_options(|request, sign_in| {
    ///     match request.query_value::<&str>("lang") {
    ///         Some(Ok(language)) => sign_in.ui_locales([language]),
    ///         _ => sign_in,
    ///     }
    /// });
    /// # let rocket = rocket::build().mount("/", routes);
    /// # Ok::<(), logto::Error>(())
    /// ```
    #[must_use]
    pub fn sign_in_options(
        mut self,
        choose: impl Fn(&Request<'_>, SignIn) -> SignIn + Send + Sync + 'static,
    ) -> Self {
        self.sign_in_options = Arc::new(choose);
        self
    }
}

impl From<Routes> for Vec<Route> {
    fn from(Routes { client, sign_in_options }: Routes) -> Self {
        let paths = client.config().routes();
        let back_channel_logout: Option<Vec<Route>> =
            paths.back_channel_logout.is_some().then(|| back_channel_logout(&client).into());
        let sign_up_options = Arc::clone(&sign_in_options);
        let route = |method, path: &String, answer| Route::new(method, path, answer);
        let answered = [
            route(Method::Get, &paths.sign_in, Answer::SignIn(sign_in_options)),
            route(Method::Get, &paths.sign_up, Answer::SignUp(sign_up_options)),
            route(Method::Get, &paths.callback, Answer::Callback),
            route(Method::Get, &paths.sign_out, Answer::SignOut),
            route(Method::Post, &paths.sign_out, Answer::SignOut),
        ];
        // Rocket answers HEAD by the route for GET, which the last two must not be: they change something.
        let allowed = [
            (&paths.sign_in, "GET, HEAD"),
            (&paths.sign_up, "GET, HEAD"),
            (&paths.callback, "GET"),
            (&paths.sign_out, "GET, POST"),
        ];
        let others = allowed.into_iter().flat_map(|(path, allowed)| not_allowed(path, allowed));
        answered.into_iter().chain(others).chain(back_channel_logout.into_iter().flatten()).collect()
    }
}

/// The handler of one of the routes.
#[derive(Clone)]
enum Answer {
    SignIn(Arc<ChooseOptions>),
    SignUp(Arc<ChooseOptions>),
    Callback,
    SignOut,
}

#[rocket::async_trait]
impl Handler for Answer {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        let Some(begun) = RequestVisit::of(request) else {
            let error = missing_fairing();
            decide::log(&error);
            return Outcome::Success(respond(answer::plain(&error)));
        };
        let (visit, facts) = (&begun.visit, &begun.facts.as_request());
        Outcome::Success(respond(match self {
            Self::SignIn(choose) => routes::sign_in(visit, facts, |options| choose(request, options)).await,
            Self::SignUp(choose) => routes::sign_up(visit, facts, |options| choose(request, options)).await,
            Self::Callback => routes::callback(visit, facts).await,
            Self::SignOut => routes::sign_out(visit, facts).await,
        }))
    }
}

impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes").field("client", &self.client).finish_non_exhaustive()
    }
}
