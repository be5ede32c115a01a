//! Requests per second of guarded routes beside routes without a guard, over HTTP with keep-alive: `scripts/bench` runs
//! it.
//!
//! The server is a process of its own, with the runtime and the defaults of `axum::serve` that applications have. The
//! client is wrk, or this process where there is no wrk. Each guarded route is compared with its floor: a route that
//! answers the same, asked with the same headers. The two are asked one right after the other, for how fast a machine is
//! may be another thing a minute later.

#![allow(missing_docs, reason = "a bench has no public items")]
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench"
)]

mod client;
mod report;
mod server;
#[path = "../../tests/it/stores/servers/mod.rs"]
#[allow(dead_code, reason = "the tests of the stores use more of it")]
mod servers;
mod stores;
#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use client::Load;
use report::{Measured, Round};
use server::Server;
use support::route_set::{RouteSet, Target};

const ROUNDS: usize = 24;
const TURN: Duration = Duration::from_secs(1);

fn main() {
    let asked = |argument: &str| std::env::args().any(|other| other == argument);
    if asked(server::ARGUMENT) {
        return server::run();
    }
    // `cargo test --benches` and the like only want to know whether it starts.
    let rounds = if asked("--test") { 1 } else { ROUNDS };
    let server = Server::start();
    let load = Load::best();
    println!("\nrequests per second over HTTP");
    println!("{rounds} rounds of {} s for each route and its floor, in turns; {load}", TURN.as_secs());
    let sets = server.route_sets();
    let pairs: Vec<_> = sets.iter().flat_map(pairs).collect();
    let measured = measure(&server, &load, &pairs, rounds);
    let mut rows = pairs.iter().map(|(_, guarded)| guarded.name.as_str()).zip(&measured);
    for set in sets {
        report::print(&set.title, rows.by_ref().take(set.guarded.len()));
    }
}

/// Each floor and what is compared with it. The floor reads the same request, so that what differs is the guard.
fn pairs(set: &RouteSet) -> impl Iterator<Item = (Target, Target)> {
    let floor = |guarded: &Target| Target { header: guarded.header.clone(), ..set.floor.clone() };
    set.guarded.iter().map(move |guarded| (floor(guarded), guarded.clone()))
}

/// What each pair did in each round.
fn measure(server: &Server, load: &Load, pairs: &[(Target, Target)], rounds: usize) -> Vec<Vec<Round>> {
    let mut measured = vec![Vec::with_capacity(rounds); pairs.len()];
    // The first round is to warm up: what is remembered, and the processor.
    for round in 0..=rounds {
        for ((floor, guarded), measured) in pairs.iter().zip(&mut measured) {
            let turn = |target| take_turn(server, load, target);
            // Neither always comes first.
            let (floor, guarded) = if round % 2 == 0 {
                let floor = turn(floor);
                (floor, turn(guarded))
            } else {
                let guarded = turn(guarded);
                (turn(floor), guarded)
            };
            if round > 0 {
                measured.push(Round { floor, guarded });
            }
        }
    }
    measured
}

fn take_turn(server: &Server, load: &Load, target: &Target) -> Measured {
    let before = server.cpu_ticks();
    let answered = load.run(server.address(), target, TURN);
    let ticks = server.cpu_ticks() - before;
    Measured { rate: answered.rate, cpu: ticks as f64 / answered.count as f64 }
}
