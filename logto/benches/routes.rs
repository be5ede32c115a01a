//! What a guard adds to a route, without a network: the router is called in process. `http_load` shows what is left of
//! it behind a socket.

#![allow(missing_docs, reason = "a bench has no public items")]
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench"
)]

mod support;

use axum::Router;
use axum::body::Body;
use criterion::Criterion;
use http::Request;
use tokio::runtime::Runtime;
use tower_service::Service;

use support::contest::{self, Contender};
use support::web::{Target, targets};

fn request(target: &Target) -> Request<Body> {
    let mut request = Request::get(target.path).header("host", "localhost").header("accept", "text/html");
    if let Some((name, value)) = &target.header {
        request = request.header(*name, value);
    }
    request.body(Body::empty()).unwrap()
}

fn call(runtime: &Runtime, router: &Router, target: &Target) {
    let response = runtime.block_on(router.clone().call(request(target))).unwrap();
    assert_eq!(response.status(), 200, "{}", target.name);
}

fn main() {
    let runtime = Runtime::new().unwrap();
    let (router, targets, _emulators) = runtime.block_on(targets());
    let contenders =
        targets.iter().map(|target| Contender::new(target.name, || call(&runtime, &router, target)));
    contest::run("a request to a route, in process", contenders.collect());

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("route");
    for target in &targets {
        group.bench_function(target.name, |bench| bench.iter(|| call(&runtime, &router, target)));
    }
    group.finish();
    criterion.final_summary();
}
