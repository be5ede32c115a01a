//! The tables, as Markdown for `docs/performance.md`.

use crate::support::contest::{median, quartiles};
use crate::support::route_set::{RouteSet, Target};

/// What a route did in a turn.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    /// Answers per second.
    pub(crate) rate: f64,
    /// Processor time of the server for each answer, in a unit that does not matter.
    pub(crate) cpu: f64,
}

/// A guarded route and what it is compared with, one right after the other.
#[derive(Clone, Copy)]
pub(crate) struct Round {
    pub(crate) floor: Turn,
    pub(crate) guarded: Turn,
}

/// Prints a set. The ratios are medians of those within one round, and the spread is the middle half of them.
pub(crate) fn print(set: &RouteSet, rows: &[Vec<Round>]) {
    println!("\n{}:\n", set.title);
    println!("| route | without guard | guarded | ratio | spread | ratio of the server's processor time |");
    println!("|---|---|---|---|---|---|");
    for (Target { name, .. }, rounds) in set.guarded.iter().zip(rows) {
        let median_of = |value: fn(&Round) -> f64| median(rounds.iter().map(value));
        let ratio = |round: &Round| round.guarded.rate / round.floor.rate;
        let (low, high) = quartiles(rounds.iter().map(ratio));
        println!(
            "| {name} | {:.0}/s | {:.0}/s | {:.2} | {low:.2}–{high:.2} | {:.2} |",
            median_of(|round| round.floor.rate),
            median_of(|round| round.guarded.rate),
            median(rounds.iter().map(ratio)),
            median_of(|round| round.guarded.cpu / round.floor.cpu),
        );
    }
}
