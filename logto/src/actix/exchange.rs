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
    /// What guards were deciding when another extractor's error came first, in their order.
    undecided: RefCell<Vec<LocalBoxFuture<'static, Option<Rejection>>>>,
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
    async fn fail<T>(&self, request: HttpRequest, rejection: Rejection) -> T {
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
            self.0.middleware.register(context.waker());
            let answer = handler.as_mut().poll(context);
            // Even if another extractor was faster to say no: the failure holds the request, and the request holds this.
            match self.0.failure.borrow_mut().take() {
                Some(failure) => Poll::Ready(Err(failure)),
                None => answer.map(Ok),
            }
        });
        let answer = match answer.await {
            Ok(answer) => answer?,
            Err((request, rejection)) => {
                let response = rejection.into_response().map_into_right_body();
                return Ok(ServiceResponse::new(request, response));
            }
        };
        let undecided = self.0.undecided.take();
        for decision in undecided {
            if let Some(rejection) = decision.await {
                return Ok(answer.into_response(rejection.into_response().map_into_right_body()));
            }
        }
        Ok(answer.map_into_left_body())
    }
}

/// Why an extractor has nothing to give.
pub(super) enum Lacking {
    /// The visitor does not bring it: a handler that takes `Option<_>` can do without.
    Absent(Rejection),
    /// It cannot be had, which must not look like the other.
    Failed(Rejection),
}

/// An extractor that handlers may take as `Option<_>`. actix-web turns every error of such a one into `None`; here only
/// what the visitor does not bring is `None`, and any other failure is answered without the handler.
pub(super) fn extract<T: 'static, D>(
    request: &HttpRequest,
    payload: &mut Payload,
    find: impl FnOnce(Visit, HttpRequest) -> D,
) -> LocalBoxFuture<'static, Result<T, Rejection>>
where
    D: Future<Output = Result<T, Lacking>> + 'static,
{
    let exchange = match Exchange::of(request) {
        Ok(exchange) => exchange,
        Err(rejection) => return Box::pin(ready(Err(rejection))),
    };
    let found = find(exchange.visit().clone(), request.clone());
    let (request, gate) = (request.clone(), Gate::before(payload));
    Box::pin(async move {
        let lacking = match found.await {
            Ok(found) => return Ok(found),
            Err(lacking) => lacking,
        };
        match lacking {
            Lacking::Absent(rejection) => {
                drop(gate);
                Err(rejection)
            }
            Lacking::Failed(rejection) => exchange.fail(request, rejection).await,
        }
    })
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
            self.exchange.0.undecided.borrow_mut().push(refusal);
        }
    }
}
