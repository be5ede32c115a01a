//! The fairing: begins a visit for every request that needs one and writes what it changed.

use std::fmt;
use std::sync::Arc;

use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::{Build, Request, Response, Rocket};

use super::convert::replace;
use super::visit::RequestVisit;
use crate::client::Client;
use crate::guard::Failure;
use crate::guard::decide;
use crate::guard::request::RequestFacts;
use crate::guard::visit::{OnFailure, Visit};

/// Gives every request its session. Attach it to the Rocket: `.attach(logto::rocket::layer(logto))`.
///
/// Rocket has one of them: of several that are attached, the last counts.
///
/// Answers for which the session was asked for get `Cache-Control: no-store`, so that nobody comes back to them with
/// "back" after the user has signed out. Handlers that set the header themselves have their way, as with
/// `private, max-age=60` for a picture, unless the answer sets session cookies.
pub fn layer(client: Client) -> LogtoFairing {
    LogtoFairing { client, on_failure: None }
}

/// Gives every request its session; made by [`layer`].
#[derive(Clone)]
pub struct LogtoFairing {
    client: Client,
    on_failure: Option<OnFailure>,
}

impl LogtoFairing {
    /// Chooses how failures are shown: refused requests, callbacks with an error, Logto out of reach, and errors of this
    /// crate that handlers return. The response is one of the [`http`] crate, version 1.
    ///
    /// # Example: a page of one's own
    ///
    /// ```
    /// # use logto::{Client, Config};
    /// # let logto = Client::new(Config::builder("https://tenant.logto.app", "app-id").build()?);
    /// let layer = logto::rocket::layer(logto).on_failure(|failure| {
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

    pub(super) fn visit(&self, request: &RequestFacts<'_>) -> Visit {
        Visit::new(self.client.clone(), request.method, request.headers, self.on_failure.clone())
    }
}

#[rocket::async_trait]
impl Fairing for LogtoFairing {
    fn info(&self) -> Info {
        Info { name: "Logto sessions", kind: Kind::Ignite | Kind::Response | Kind::Singleton }
    }

    /// Guards find the fairing in Rocket's managed state.
    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        Ok(rocket.manage(self.clone()))
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if let Some(begun) = RequestVisit::begun(request) {
            begun.give_refusal(response);
            finish(begun, response).await;
        }
    }
}

/// Adds the session's `Set-Cookie` lines, and who may keep the answer. An answer whose session cannot be kept must not
/// look like a success.
async fn finish(begun: &RequestVisit, response: &mut Response<'_>) {
    match begun.visit.finish().await {
        Ok(farewell) => {
            // What is added is ours, and ASCII.
            let rule = farewell.cache_control(response.headers().contains("cache-control"));
            if let Some(rule) = rule.as_ref().and_then(|rule| rule.to_str().ok()) {
                response.set_raw_header("cache-control", rule.to_owned());
            }
            for line in farewell.set_cookies.iter().filter_map(|line| line.to_str().ok()) {
                response.adjoin_raw_header("set-cookie", line.to_owned());
            }
        }
        Err(error) => {
            decide::log(&error);
            replace(response, begun.visit.failure(&error));
        }
    }
}

impl fmt::Debug for LogtoFairing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogtoFairing").field("client", &self.client).finish_non_exhaustive()
    }
}
