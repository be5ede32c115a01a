//! The tables, as Markdown for `docs/performance.md`.

use crate::support::contest::{median, quartiles};

/// What a route did in a turn.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    /// Answers per second.
    pub(crate) rate: f64,
    /// Processor time of the server for each answer, in a unit that does not matter.
    pub(crate) cpu: f64,
}

/// A guarded route and what it is compared with, one right after the other.
#[derive(Clone, Copy)]
pub(crate) struct Round {
    pub(crate) floor: Measured,
    pub(crate) guarded: Measured,
}

/// Prints a set. The ratios are medians of those within one round, and the spread is the middle half of them.
pub(crate) fn print<'a>(title: &str, rows: impl Iterator<Item = (&'a str, &'a Vec<Round>)>) {
    println!("\n{title}:\n");
    println!("| route | without guard | guarded | ratio | spread | ratio of the server's processor time |");
    println!("|---|---|---|---|---|---|");
    for (name, rounds) in rows {
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
