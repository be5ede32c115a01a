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

use criterion::Criterion;
use tokio::runtime::Runtime;

use support::contest::{self, Contender};
use support::in_process::Prepared;
use support::web::WebApp;

fn main() {
    let runtime = Runtime::new().unwrap();
    let app = runtime.block_on(WebApp::start());
    let call = |prepared: &Prepared<'_>| runtime.block_on(prepared.send(&app.router));
    let contender = |target| {
        let prepared = Prepared::new(target);
        Contender::new(&target.name, move || call(&prepared))
    };
    contest::run("a request to a route, in process", app.route_set.targets().map(contender).collect());

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("route");
    for target in app.route_set.targets() {
        let prepared = Prepared::new(target);
        group.bench_function(&target.name, |bench| bench.iter(|| call(&prepared)));
    }
    group.finish();
    criterion.final_summary();
}
