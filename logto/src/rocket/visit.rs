//! What one request has to do with its session, kept with the request.

use std::sync::{Mutex, PoisonError};

use http::StatusCode;
use rocket::http::Status;
use rocket::{Ignite, Request, Response, Rocket};

use super::convert::{Facts, replace};
use super::extract::Rejection;
use super::layer::LogtoFairing;
use crate::error::{Error, Kind};
use crate::guard::decide;
use crate::guard::visit::Visit;

/// A visit, the facts that its guards and routes look at, and what they answer.
///
/// A guard of Rocket's cannot answer by itself: it leaves its answer here, and the fairing gives it.
pub(super) struct RequestVisit {
    pub(super) visit: Visit,
    pub(super) facts: Facts,
    refusal: Mutex<Option<Refusal>>,
}

struct Refusal {
    answer: http::Response<String>,
    /// A handler that takes `Option<_>` goes on all the same, and answers.
    optional: bool,
}

/// Rides along as a pending cookie from a guard that a handler may do without. Rocket drops pending cookies before it
/// calls a catcher, so where this one comes back, a handler has answered.
const HANDLED: &str = "logto-handled";

impl RequestVisit {
    /// The visit of this request, begun when it is first asked for; nothing without the fairing.
    pub(super) fn of<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        let begin = || {
            let fairing = request.rocket().state::<LogtoFairing>()?;
            let facts = Facts::of(request);
            let visit = fairing.visit(&facts.as_request());
            Some(Self { visit, facts, refusal: Mutex::default() })
        };
        request.local_cache(begin).as_ref()
    }

    /// The visit, or the failure that tells of the missing fairing.
    pub(super) fn required<'r>(request: &'r Request<'_>) -> Result<&'r Self, Rejection> {
        Self::of(request).ok_or_else(|| {
            decide::log(&missing_fairing());
            Rejection(StatusCode::INTERNAL_SERVER_ERROR)
        })
    }

    /// The visit, if anybody has asked for it.
    pub(super) fn begun<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        request.local_cache(|| None::<Self>).as_ref()
    }

    /// The request is refused with `answer`, which does not depend on what the handler makes of it.
    pub(super) fn refuse(&self, answer: http::Response<String>) -> Rejection {
        self.record(answer, false)
    }

    /// The request is refused with `answer`, unless that is a 401 and the handler can do without.
    pub(super) fn refuse_if_required(
        &self,
        request: &Request<'_>,
        answer: http::Response<String>,
    ) -> Rejection {
        let optional = answer.status() == StatusCode::UNAUTHORIZED;
        if optional {
            request.cookies().add((HANDLED, ""));
        }
        self.record(answer, optional)
    }

    fn record(&self, answer: http::Response<String>, optional: bool) -> Rejection {
        let status = answer.status();
        let mut refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner);
        if refusal.as_ref().is_none_or(|earlier| earlier.optional) {
            *refusal = Some(Refusal { answer, optional });
        }
        Rejection(status)
    }

    /// Gives the answer of the guard that refused the request, in the place of what a catcher made.
    pub(super) fn give_refusal(&self, response: &mut Response<'_>) {
        let refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Refusal { answer, optional }) = refusal else { return };
        let handled = take_mark(response);
        // With another status, something else went wrong after the guard.
        let caught = !handled && response.status() == Status::new(answer.status().as_u16());
        if !optional || caught {
            replace(response, answer);
        }
    }
}

/// Removes the mark, and says whether it was there.
fn take_mark(response: &mut Response<'_>) -> bool {
    let is_mark = |line: &str| line.strip_prefix(HANDLED).is_some_and(|rest| rest.starts_with('='));
    let lines: Vec<_> = response.headers().get("set-cookie").map(str::to_owned).collect();
    let marked = lines.iter().any(|line| is_mark(line));
    if marked {
        response.remove_header("set-cookie");
        let others = lines.into_iter().filter(|line| !is_mark(line));
        others.for_each(|line| response.adjoin_raw_header("set-cookie", line));
    }
    marked
}

/// Whether the fairing is missing, of which guards tell before the application is launched.
pub(super) fn lacks_fairing(rocket: &Rocket<Ignite>) -> bool {
    let lacks = rocket.state::<LogtoFairing>().is_none();
    if lacks {
        decide::log(&missing_fairing());
    }
    lacks
}

/// The fairing is missing: a mistake of the application, which the log explains and the visitor need not know.
pub(super) fn missing_fairing() -> Error {
    #[derive(Debug, thiserror::Error)]
    #[error("no Logto fairing: add `.attach(logto::rocket::layer(logto))` to the Rocket")]
    struct MissingFairing;

    Error::new(Kind::Configuration, MissingFairing)
}
