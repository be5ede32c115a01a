//! One request's dealings with its session, from the cookies that came to the cookies that go.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue, Method, Response};

use super::answer::{self, Failure};
use super::arrival::Arrival;
use crate::client::{Client, Session};
use crate::epoch::seconds;
use crate::error::{Error, Result};
use crate::session::identity::Identity;
use crate::session::pending::PendingCookies;

/// Chooses how a failure is shown.
pub(crate) type OnFailure = Arc<dyn Fn(&Failure<'_>) -> Response<String> + Send + Sync>;

/// One request's dealings with its session. An adapter's layer makes it, guards and routes use it.
#[derive(Clone)]
pub(crate) struct Visit {
    session: Session,
    is_navigation: bool,
    on_failure: Option<OnFailure>,
}

/// How long a browser that has just signed in is not sent to sign in again.
const JUST_SIGNED_IN: Duration = Duration::from_secs(10);

impl Visit {
    pub(crate) fn new(
        client: Client,
        method: &Method,
        headers: &HeaderMap,
        on_failure: Option<OnFailure>,
    ) -> Self {
        let Arrival { cookies, is_navigation } = Arrival::new(method, headers);
        Self { session: Session::of_request(client, cookies), is_navigation, on_failure }
    }

    pub(crate) fn client(&self) -> &Client {
        self.session.client()
    }

    /// The session of the request, opened when it is first asked for.
    pub(crate) async fn session(&self) -> Result<&Session> {
        self.session.open(self.client().now()).await?;
        Ok(&self.session)
    }

    /// Who is signed in, with claims that are no older than they may be. (Not an `async fn`: the future of a guard would
    /// hold one future more.)
    pub(crate) fn current_identity(&self, now: SystemTime) -> impl Future<Output = Result<Arc<Identity>>> {
        self.session.current_identity(now)
    }

    pub(crate) fn pending(&self) -> PendingCookies<'_> {
        self.client().pending_cookies(self.session.sent())
    }

    /// Adds `Set-Cookie` lines to the answer.
    pub(crate) fn set_cookies(&self, lines: impl IntoIterator<Item = HeaderValue>) {
        self.session.set_cookies(lines);
    }

    /// What goes on the answer, if nothing has to be written first.
    pub(crate) fn farewell(&self) -> Option<Farewell> {
        let nothing_new = || Farewell { set_cookies: Vec::new(), is_personal: self.session.is_open() };
        (!self.session.has_news()).then(nothing_new)
    }

    /// Writes what has changed, and says what goes on the answer.
    pub(crate) async fn finish(&self) -> Result<Farewell> {
        let set_cookies = self.client().save_session(&self.session).await?;
        Ok(Farewell { set_cookies, is_personal: self.session.is_open() })
    }

    /// Remembers for a moment that this browser has signed in.
    ///
    /// If it is signed out all the same (it refuses the cookie, another instance does not know the session, Logto does
    /// not accept the new tokens), sending it to sign in again would go on forever.
    pub(crate) fn mark_signed_in(&self) {
        let now = seconds(self.client().now()).to_string();
        self.set_cookies(self.client().cookie_policy().set(&self.marker(), &now, JUST_SIGNED_IN));
    }

    pub(crate) fn unmark_signed_in(&self) {
        if self.session.sent().get(&self.marker()).is_some() {
            self.set_cookies(self.client().cookie_policy().remove(&self.marker()));
        }
    }

    pub(crate) fn has_just_signed_in(&self) -> bool {
        let since = self.session.sent().get(&self.marker()).and_then(|since| since.parse::<u64>().ok());
        since.is_some_and(|since| seconds(self.client().now()).abs_diff(since) <= JUST_SIGNED_IN.as_secs())
    }

    /// Whether a person waits for a page.
    pub(crate) fn is_navigation(&self) -> bool {
        self.is_navigation
    }

    /// The answer that shows `error`: a page where a person waits for one.
    pub(crate) fn failure(&self, error: &Error) -> Response<String> {
        self.show(error, self.is_navigation())
    }

    /// The answer that shows `error` as a page or as JSON.
    pub(crate) fn show(&self, error: &Error, html: bool) -> Response<String> {
        let config = self.client().config();
        let sign_in_path = config.visible_path(&config.routes().sign_in);
        let failure = Failure {
            error,
            status: answer::status(error),
            message: answer::message(error),
            html,
            sign_in_path: &sign_in_path,
        };
        match &self.on_failure {
            Some(show) => show(&failure),
            None => failure.default_response(),
        }
    }

    fn marker(&self) -> String {
        self.client().cookie_policy().name("signed-in")
    }
}

/// What a visit adds to the answer, beside the headers of the application.
pub(crate) struct Farewell {
    pub(crate) set_cookies: Vec<HeaderValue>,
    /// Whether the session was looked at.
    pub(crate) is_personal: bool,
}

impl Farewell {
    /// The `Cache-Control` of the answer, if it is not the application's to say.
    ///
    /// A cache that kept cookies would hand one user's session to another. A browser that kept a page would show it to
    /// whoever presses "back" after the user has signed out: only `no-store` keeps it from that.
    pub(crate) fn cache_control(&self, is_chosen_by_application: bool) -> Option<HeaderValue> {
        let forbidden = !self.set_cookies.is_empty() || self.is_personal && !is_chosen_by_application;
        forbidden.then(|| HeaderValue::from_static("no-store"))
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").field("session", &self.session).finish_non_exhaustive()
    }
}
