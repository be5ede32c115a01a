//! Asks one route, in process, as often as it is told: `scripts/count-instructions` counts what the processor has to do
//! for it, which does not depend on what else the machine does.

#![allow(missing_docs, reason = "a bench has no public items")]
#![allow(clippy::pedantic, clippy::unwrap_used, clippy::print_stdout, reason = "a bench")]

mod support;

use tokio::runtime::Builder;

use support::in_process::Prepared;
use support::web::WebApp;

fn main() {
    // The path and the number of requests, or nothing to hear of the paths; `cargo test --benches` and the like give neither.
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let (path, times) = (arguments.next(), arguments.next());
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = WebApp::start().await;
        let Some(path) = path else {
            return app.route_set.targets().for_each(|target| println!("{}", target.path));
        };
        let target = app.route_set.targets().find(|target| target.path == path).unwrap();
        let prepared = Prepared::new(target);
        for _ in 0..times.unwrap().parse::<u32>().unwrap() {
            prepared.send(&app.router).await;
        }
    });
}
