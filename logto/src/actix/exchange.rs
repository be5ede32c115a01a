//! What the middleware and the extractors of one request share.
//!
//! actix-web polls the extractors of a handler together and takes the first error that comes, and it turns every error
//! of an optional extractor into `None`. So that a guard decides first all the same, and a failure is no `None`, the
//! extractors leave with the middleware what they cannot say themselves.

use std::cell::RefCell;
use std::future::{Future, poll_fn, ready};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::EitherBody;
use actix_web::dev::{Payload, ServiceResponse};
use actix_web::{HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;
use futures_util::task::AtomicWaker;

use super::convert::Facts;
use super::extract::{Rejection, missing_layer};
use super::gate::Gate;
use crate::guard::visit::Visit;

/// What the middleware and the extractors of one request share.
#[derive(Clone)]
pub(super) struct Exchange(Rc<State>);

struct State {
    visit: Visit,
    /// An answer that is given in the handler's place.
    failure: RefCell<Option<(HttpRequest, Rejection)>>,
    middleware: AtomicWaker,
    /// What a guard was deciding when another extractor's error came first.
    undecided: RefCell<Option<LocalBoxFuture<'static, Option<Rejection>>>>,
}

impl Exchange {
    pub(super) fn new(visit: Visit) -> Self {
        Self(Rc::new(State {
            visit,
            failure: RefCell::default(),
            middleware: AtomicWaker::new(),
            undecided: RefCell::default(),
        }))
    }

    /// The exchange that the middleware began.
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Rejection> {
        request.extensions().get::<Self>().cloned().ok_or_else(missing_layer)
    }

    pub(super) fn visit(&self) -> &Visit {
        &self.0.visit
    }

    /// Has the middleware give this answer. The handler does not run: whoever awaits this is dropped.
    pub(super) async fn fail<T>(&self, request: HttpRequest, rejection: Rejection) -> T {
        *self.0.failure.borrow_mut() = Some((request, rejection));
        self.0.middleware.wake();
        std::future::pending().await
    }

    /// The answer to the request: the handler's, unless a guard or a failure says otherwise.
    pub(super) async fn answer<B>(
        &self,
        handler: impl Future<Output = actix_web::Result<ServiceResponse<B>>>,
    ) -> actix_web::Result<ServiceResponse<EitherBody<B>>> {
        let mut handler = pin!(handler);
        let answer = poll_fn(|context| {
            if let Poll::Ready(answer) = handler.as_mut().poll(context) {
                return Poll::Ready(Ok(answer));
            }
            self.0.middleware.register(context.waker());
            self.0.failure.borrow_mut().take().map_or(Poll::Pending, |failure| Poll::Ready(Err(failure)))
        });
        let answer = match answer.await {
            Ok(answer) => answer?,
            Err((request, rejection)) => {
                let response = rejection.into_response().map_into_right_body();
                return Ok(ServiceResponse::new(request, response));
            }
        };
        let undecided = self.0.undecided.borrow_mut().take();
        let refusal = match undecided {
            Some(decision) => decision.await,
            None => None,
        };
        Ok(match refusal {
            Some(rejection) => answer.into_response(rejection.into_response().map_into_right_body()),
            None => answer.map_into_left_body(),
        })
    }
}

/// A guard as an extractor: others learn nothing about a request, and say nothing, before it has decided.
pub(super) fn decide_first<T: 'static, D>(
    request: &HttpRequest,
    payload: &mut Payload,
    decide: impl FnOnce(Visit, Facts) -> D,
) -> LocalBoxFuture<'static, Result<T, Rejection>>
where
    D: Future<Output = Result<T, Rejection>> + 'static,
{
    let exchange = match Exchange::of(request) {
        Ok(exchange) => exchange,
        Err(rejection) => return Box::pin(ready(Err(rejection))),
    };
    let decision = decide(exchange.visit().clone(), Facts::of(request));
    let gate = Gate::before(payload);
    Box::pin(Deciding { exchange, decision: Some(Box::pin(decision)), _gate: gate })
}

struct Deciding<T: 'static> {
    exchange: Exchange,
    decision: Option<LocalBoxFuture<'static, Result<T, Rejection>>>,
    _gate: Option<Gate>,
}

impl<T> Future for Deciding<T> {
    type Output = Result<T, Rejection>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(decision) = &mut self.decision else { return Poll::Pending };
        let decided = std::task::ready!(decision.as_mut().poll(context));
        self.decision = None;
        Poll::Ready(decided)
    }
}

impl<T> Drop for Deciding<T> {
    fn drop(&mut self) {
        if let Some(decision) = self.decision.take() {
            let refusal = Box::pin(async move { decision.await.err() });
            *self.exchange.0.undecided.borrow_mut() = Some(refusal);
        }
    }
}
