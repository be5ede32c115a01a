//! Requests per second of guarded routes beside routes without a guard, over HTTP with keep-alive: `scripts/bench` runs
//! it.
//!
//! The server is a process of its own, with the runtime and the defaults of `axum::serve` that applications have. The
//! client is wrk, or this process where there is no wrk. Each guarded route is compared with its floor: a route that
//! answers the same, asked with the same headers. The routes take turns.

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
use report::{Measured, Pair};
use server::Server;
use support::route_set::{RouteSet, Target};

const ROUNDS: usize = 12;
const TURN: Duration = Duration::from_secs(2);

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
    println!("{rounds} rounds of {} s for each route, in turns; {load}", TURN.as_secs());
    let (targets, sets) = plan(server.route_sets());
    let measured = measure(&server, &load, &targets, rounds);
    for (title, pairs) in sets {
        report::print(&title, &targets, &pairs, &measured);
    }
}

/// Every request that is sent, once, and which of them are compared.
fn plan(sets: &[RouteSet]) -> (Vec<Target>, Vec<(String, Vec<Pair>)>) {
    let mut targets: Vec<Target> = Vec::new();
    let mut place = |target: Target| {
        targets.iter().position(|known| *known == target).unwrap_or_else(|| {
            targets.push(target);
            targets.len() - 1
        })
    };
    let mut planned = Vec::new();
    for set in sets {
        let pair = |guarded: &Target| {
            // The floor reads the same request, so that what differs is the guard.
            let floor = Target { header: guarded.header.clone(), ..set.floor.clone() };
            Pair { floor: place(floor), guarded: place(guarded.clone()) }
        };
        planned.push((set.title.clone(), set.guarded.iter().map(pair).collect()));
    }
    (targets, planned)
}

/// What each target did in each round.
fn measure(server: &Server, load: &Load, targets: &[Target], rounds: usize) -> Vec<Vec<Measured>> {
    let mut results = vec![Vec::with_capacity(rounds); targets.len()];
    for target in targets {
        // Warm: what is remembered, and the processor.
        take_turn(server, load, target, Duration::from_secs(1));
    }
    for round in 0..rounds {
        for position in 0..targets.len() {
            // Nobody always runs at the same place of a round.
            let index = (position + round) % targets.len();
            results[index].push(take_turn(server, load, &targets[index], TURN));
        }
    }
    results
}

fn take_turn(server: &Server, load: &Load, target: &Target, turn: Duration) -> Measured {
    let before = server.cpu_ticks();
    let answered = load.run(server.address(), target, turn);
    let ticks = server.cpu_ticks() - before;
    Measured { rate: answered.rate, cpu: ticks as f64 / answered.count as f64 }
}
