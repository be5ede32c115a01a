//! One request's dealings with its session, from the cookies that came to the cookies that go.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Response};

use super::answer::{self, Failure};
use super::request::RequestFacts;
use crate::client::{Client, Session};
use crate::epoch::seconds;
use crate::error::{Error, Result};
use crate::session::cookie::RequestCookies;
use crate::session::pending::PendingCookies;

/// Chooses how a failure is shown.
pub(crate) type OnFailure = Arc<dyn Fn(&Failure<'_>) -> Response<String> + Send + Sync>;

/// One request's dealings with its session. An adapter's layer makes it, guards and routes use it.
#[derive(Clone)]
pub(crate) struct Visit(Arc<Inner>);

struct Inner {
    client: Client,
    sent: RequestCookies,
    on_failure: Option<OnFailure>,
    session: OnceLock<Session>,
    lines: Mutex<Vec<HeaderValue>>,
}

/// How long a browser that has just signed in is not sent to sign in again.
const JUST_SIGNED_IN: Duration = Duration::from_secs(10);

impl Visit {
    pub(crate) fn new(client: Client, headers: &HeaderMap, on_failure: Option<OnFailure>) -> Self {
        let sent = RequestCookies::new(headers);
        Self(Arc::new(Inner { client, sent, on_failure, session: OnceLock::new(), lines: Mutex::default() }))
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    /// The session of the request, opened when it is first asked for.
    pub(crate) async fn session(&self) -> Result<&Session> {
        if let Some(session) = self.0.session.get() {
            return Ok(session);
        }
        let session = self.0.client.load_session(&self.0.sent).await?;
        Ok(self.0.session.get_or_init(|| session))
    }

    pub(crate) fn pending(&self) -> PendingCookies<'_> {
        self.0.client.pending_cookies(&self.0.sent)
    }

    /// Adds `Set-Cookie` lines to the answer.
    pub(crate) fn set_cookies(&self, lines: impl IntoIterator<Item = HeaderValue>) {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner).extend(lines);
    }

    /// What goes on the answer, if nothing has to be written first.
    pub(crate) fn farewell(&self) -> Option<Farewell> {
        let session = self.0.session.get();
        let has_news = session.is_some_and(Session::has_changed)
            || !self.0.lines.lock().unwrap_or_else(PoisonError::into_inner).is_empty();
        (!has_news).then(|| Farewell { set_cookies: Vec::new(), is_personal: session.is_some() })
    }

    /// Writes what has changed, and says what goes on the answer.
    pub(crate) async fn finish(&self) -> Result<Farewell> {
        let session = self.0.session.get();
        let mut lines = match session {
            Some(session) => self.0.client.save_session(session, &self.0.sent).await?,
            None => Vec::new(),
        };
        lines.append(&mut self.0.lines.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(Farewell { set_cookies: lines, is_personal: session.is_some() })
    }

    /// Remembers for a moment that this browser has signed in.
    ///
    /// If it is signed out all the same (it refuses the cookie, another instance does not know the session, Logto does
    /// not accept the new tokens), sending it to sign in again would go on forever.
    pub(crate) fn mark_signed_in(&self) {
        let now = seconds(self.0.client.now()).to_string();
        self.set_cookies(self.0.client.cookie_policy().set(&self.marker(), &now, JUST_SIGNED_IN));
    }

    pub(crate) fn unmark_signed_in(&self) {
        if self.0.sent.get(&self.marker()).is_some() {
            self.set_cookies(self.0.client.cookie_policy().remove(&self.marker()));
        }
    }

    pub(crate) fn has_just_signed_in(&self) -> bool {
        let since = self.0.sent.get(&self.marker()).and_then(|since| since.parse::<u64>().ok());
        since.is_some_and(|since| seconds(self.0.client.now()).abs_diff(since) <= JUST_SIGNED_IN.as_secs())
    }

    /// The answer that shows `error`: a page where a person waits for one.
    pub(crate) fn failure(&self, error: &Error, request: &RequestFacts<'_>) -> Response<String> {
        self.show(error, request.is_navigation())
    }

    /// The answer that shows `error` as a page or as JSON.
    pub(crate) fn show(&self, error: &Error, html: bool) -> Response<String> {
        let config = self.0.client.config();
        let sign_in_path = config.visible_path(&config.routes().sign_in);
        let failure = Failure {
            error,
            status: answer::status(error),
            message: answer::message(error),
            html,
            sign_in_path: &sign_in_path,
        };
        match &self.0.on_failure {
            Some(show) => show(&failure),
            None => failure.default_response(),
        }
    }

    fn marker(&self) -> String {
        self.0.client.cookie_policy().name("signed-in")
    }
}

/// What a visit adds to the answer, beside the headers of the application.
#[derive(Debug)]
pub(crate) struct Farewell {
    pub(crate) set_cookies: Vec<HeaderValue>,
    /// Whether the session was looked at.
    is_personal: bool,
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
        f.debug_struct("Visit").field("session", &self.0.session.get()).finish_non_exhaustive()
    }
}
