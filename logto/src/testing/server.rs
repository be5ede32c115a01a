//! The transport: a thread with an HTTP server, and the faults that happen between it and its clients.

use std::io;
use std::net::Ipv4Addr;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use futures_util::{StreamExt, stream};
use http::StatusCode;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;

use crate::testing::back_channel;
use crate::testing::connection::{Port, ResetSwitch};
use crate::testing::emulator::SharedWorld;
use crate::testing::endpoints::{self, Endpoint};
use crate::testing::error::EmulatorError;
use crate::testing::faults::Fault;
use crate::testing::wire::{Request, Response, ResponseExt, response};

/// Logto's own limit.
const MAX_BODY: usize = 56 * 1024;

/// A server on a thread of its own.
#[derive(Debug)]
pub(in crate::testing) struct Server {
    /// The runtime of the thread; of no use any more when the server was stopped.
    pub(in crate::testing) runtime: runtime::Handle,
    pub(in crate::testing) port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Breaks all connections and frees the port.
    pub(in crate::testing) fn stop(&mut self) {
        // The thread ends as soon as it hears of it, whatever its connections do; then the port is free again.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts a server. `world` gets the endpoint and runs on the thread too, because keys take their time.
pub(in crate::testing) async fn run(
    port: u16,
    world: impl FnOnce(String) -> SharedWorld + Send + 'static,
) -> Result<(SharedWorld, Server), EmulatorError> {
    let (started, ready) = oneshot::channel();
    let (stop, stopped) = oneshot::channel();
    let thread = thread::Builder::new().name("logto-emulator".to_owned());
    let thread = thread.spawn(move || serve(port, world, started, stopped)).map_err(EmulatorError::Start)?;
    let gone = |_| io::Error::other("the emulator's thread ended");
    let started = ready.await.map_err(gone).and_then(|started| started);
    let (world, runtime, port) = started.map_err(EmulatorError::Start)?;
    Ok((world, Server { runtime, port, stop: Some(stop), thread: Some(thread) }))
}

type Started = io::Result<(SharedWorld, runtime::Handle, u16)>;

fn serve(
    port: u16,
    world: impl FnOnce(String) -> SharedWorld,
    started: oneshot::Sender<Started>,
    stopped: oneshot::Receiver<()>,
) {
    let bound = runtime::Builder::new_current_thread().enable_all().build().and_then(|runtime| {
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))?;
        let port = listener.local_addr()?.port();
        Ok((runtime, listener, port))
    });
    let (runtime, listener, port) = match bound {
        Ok(bound) => bound,
        Err(error) => return drop(started.send(Err(error))),
    };
    let world = world(format!("http://localhost:{port}"));
    if started.send(Ok((world.clone(), runtime.handle().clone(), port))).is_ok() {
        runtime.block_on(accept(listener, world, stopped));
    }
    // Connections that are still open end here.
    runtime.shutdown_background();
}

async fn accept(listener: TcpListener, world: SharedWorld, stopped: oneshot::Receiver<()>) {
    let answer = move |switch: ConnectInfo<ResetSwitch>, request: axum::extract::Request| {
        let world = world.clone();
        async move { transport(world, switch.0, request).await }
    };
    let router = axum::Router::new().fallback(answer);
    let server = axum::serve(Port(listener), router.into_make_service_with_connect_info::<ResetSwitch>());
    // Not a graceful shutdown: a request that waits for a `Fault::Delay` would hold it up.
    tokio::select! {
        _ = server.into_future() => {}
        _ = stopped => {}
    }
}

async fn transport(
    world: SharedWorld,
    switch: ResetSwitch,
    request: axum::extract::Request,
) -> http::Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        let mut too_large = Response::new(b"Payload Too Large".to_vec());
        *too_large.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return too_large.map(Body::from);
    };
    match answer(&world, http::Request::from_parts(parts, body.to_vec())).await {
        Answer::Whole(response) => response.map(Body::from),
        Answer::Part(response) => cut(response),
        Answer::Nothing => http::Response::new(broken(Vec::new())),
        Answer::Reset => {
            switch.turn_on();
            http::Response::new(broken(Vec::new()))
        }
    }
}

/// What reaches the client.
#[derive(Debug)]
pub(in crate::testing) enum Answer {
    Whole(Response),
    /// The response, but the connection ends in the middle of it.
    Part(Response),
    Nothing,
    /// Nothing, and not even a proper end of the connection.
    Reset,
}

/// Lets a request have its effect and its faults.
pub(in crate::testing) async fn answer(world: &SharedWorld, request: http::Request<Vec<u8>>) -> Answer {
    let request = Request::read(request);
    let (ticket, fault) = {
        let mut world = world.lock();
        let fault = Endpoint::of(&request.path).and_then(|endpoint| world.faults.next(endpoint));
        (world.log.record(&request), fault)
    };
    if let Some(Fault::Delay(delay)) = fault {
        tokio::time::sleep(delay).await;
    }
    match fault {
        Some(Fault::Drop) => return Answer::Nothing,
        Some(Fault::Reset) => return Answer::Reset,
        _ => {}
    }
    let response = {
        let mut world = world.lock();
        let response = match &fault {
            Some(Fault::Status(status)) => unavailable(*status),
            Some(Fault::Html) => response::html(StatusCode::OK, PROXY_PAGE.to_owned()),
            Some(Fault::Garbage) => json_bytes(vec![0xff, 0xfe, 0x00, b'{', 0x80]),
            Some(Fault::LargeBody(size)) => json_bytes(large_string(*size)),
            Some(Fault::Redirect(location)) => elsewhere(location),
            _ => endpoints::answer(&mut world, &request),
        };
        if fault != Some(Fault::LoseResponse) {
            world.log.answered(ticket, response.status());
        }
        response
    };
    back_channel::deliver(world).await;
    match fault {
        Some(Fault::LoseResponse) => Answer::Nothing,
        Some(Fault::Truncate) => Answer::Part(response),
        Some(Fault::DelayAnswer(delay)) => {
            tokio::time::sleep(delay).await;
            Answer::Whole(response)
        }
        _ => Answer::Whole(response),
    }
}

const PROXY_PAGE: &str = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Please accept the terms of \
                          this network.</body></html>";

fn unavailable(status: u16) -> Response {
    let mut response = Response::new(b"upstream connect error".to_vec());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    response.with(CONTENT_TYPE, "text/plain")
}

fn elsewhere(location: &str) -> Response {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    response.with(LOCATION, location)
}

fn json_bytes(body: Vec<u8>) -> Response {
    Response::new(body).with(CONTENT_TYPE, "application/json; charset=utf-8")
}

fn large_string(size: usize) -> Vec<u8> {
    let mut body = vec![b'a'; size.max(2)];
    if let Some(first) = body.first_mut() {
        *first = b'"';
    }
    if let Some(last) = body.last_mut() {
        *last = b'"';
    }
    body
}

/// Half of the body that the length promises.
fn cut(response: Response) -> http::Response<Body> {
    let (mut parts, mut body) = response.into_parts();
    parts.headers.insert(CONTENT_LENGTH, body.len().into());
    body.truncate(body.len() / 2);
    http::Response::from_parts(parts, broken(body))
}

/// A body that breaks off, which makes the server close the connection. If nothing is sent before, not even the head is.
fn broken(sent: Vec<u8>) -> Body {
    let first = (!sent.is_empty()).then(|| Ok(Bytes::from(sent)));
    let leaves = if first.is_some() { Duration::from_millis(10) } else { Duration::ZERO };
    let end = stream::once(async move {
        if !leaves.is_zero() {
            tokio::time::sleep(leaves).await;
        }
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    Body::from_stream(stream::iter(first).chain(end))
}
