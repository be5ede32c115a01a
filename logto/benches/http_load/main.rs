//! Requests per second of guarded routes beside routes without a guard, over HTTP with keep-alive: `scripts/bench` runs
//! it.
//!
//! The server is a process of its own, with the runtime and the defaults of `axum::serve` that applications have. The
//! client is wrk, or this process where there is no wrk. Each guarded route is compared with its floor: a route that
//! answers the same, asked with the same headers. The two are asked one right after the other, for how fast a machine is
//! may be another thing a minute later; and the server is started several times, for two processes of one program lie
//! differently in memory.

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
use report::{Round, Turn};
use server::Server;
use support::route_set::{RouteSet, Target};

const PROCESSES: usize = 4;
/// With each process.
const ROUNDS: usize = 6;
const TURN: Duration = Duration::from_secs(1);

fn main() {
    let asked = |argument: &str| std::env::args().any(|other| other == argument);
    if asked(server::ARGUMENT) {
        return server::run();
    }
    // `cargo test --benches` and the like only want to know whether it starts.
    let (processes, rounds) = if asked("--test") { (1, 1) } else { (PROCESSES, ROUNDS) };
    let load = Load::best();
    println!("\nrequests per second over HTTP");
    println!("{processes} processes, {rounds} rounds with each, {} s a turn; {load}", TURN.as_secs());
    let mut measured = Vec::new();
    for _ in 0..processes {
        measure(&Server::start(), &load, rounds, &mut measured);
    }
    for (set, rows) in &measured {
        report::print(set, rows);
    }
}

/// What the routes of a set did.
type Measured = (RouteSet, Vec<Vec<Round>>);

/// Adds what the routes of each set did in each round.
fn measure(server: &Server, load: &Load, rounds: usize, measured: &mut Vec<Measured>) {
    if measured.is_empty() {
        let nothing = |set: &RouteSet| (set.clone(), vec![Vec::new(); set.guarded.len()]);
        measured.extend(server.route_sets().iter().map(nothing));
    }
    // The first round is to warm up: what is remembered, and the processor.
    for round in 0..=rounds {
        for (set, (_, rows)) in server.route_sets().iter().zip(&mut *measured) {
            for (guarded, row) in set.guarded.iter().zip(rows) {
                // The floor reads the same request, so that what differs is the guard. Neither always comes first.
                let floor = Target { header: guarded.header.clone(), ..set.floor.clone() };
                let turn = |target| take_turn(server, load, target);
                let pair = if round % 2 == 0 {
                    let floor = turn(&floor);
                    Round { floor, guarded: turn(guarded) }
                } else {
                    let guarded = turn(guarded);
                    Round { floor: turn(&floor), guarded }
                };
                if round > 0 {
                    row.push(pair);
                }
            }
        }
    }
}

fn take_turn(server: &Server, load: &Load, target: &Target) -> Turn {
    let before = server.cpu_ticks();
    let answered = load.run(server.address(), target, TURN);
    let ticks = server.cpu_ticks() - before;
    Turn { rate: answered.rate, cpu: ticks as f64 / answered.count as f64 }
}
