//! Keeps a request's body back until a guard has decided.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use actix_web::dev::Payload;
use futures_util::FutureExt as _;
use futures_util::task::AtomicWaker;

/// Extractors behind a guard get no byte of the body for as long as this lives.
pub(super) struct Gate(Rc<State>);

#[derive(Default)]
struct State {
    is_open: Cell<bool>,
    reader: AtomicWaker,
}

impl Gate {
    /// actix-web asks all extractors of a handler for their futures, in order, before it polls the first: those that come
    /// later find the body behind the gate.
    pub(super) fn before(payload: &mut Payload) -> Option<Self> {
        if matches!(payload, Payload::None) {
            return None;
        }
        let gate = Rc::<State>::default();
        let (held_back, state) = (payload.take(), Rc::clone(&gate));
        let opened = poll_fn(move |context| {
            state.reader.register(context.waker());
            if state.is_open.get() { Poll::Ready(()) } else { Poll::Pending }
        });
        *payload = Payload::Stream { payload: Box::pin(opened.map(|()| held_back).flatten_stream()) };
        Some(Self(gate))
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.0.is_open.set(true);
        self.0.reader.wake();
    }
}
