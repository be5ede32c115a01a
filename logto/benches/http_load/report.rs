//! The tables, as Markdown for `docs/performance.md`.

use crate::support::contest::{median, quartiles};
use crate::support::route_set::Target;

/// What a route did in a turn.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    /// Answers per second.
    pub(crate) rate: f64,
    /// Processor time of the server for each answer, in a unit that does not matter.
    pub(crate) cpu: f64,
}

/// A guarded route and what it is compared with, by their places among the targets.
pub(crate) struct Pair {
    pub(crate) floor: usize,
    pub(crate) guarded: usize,
}

/// Prints a set. The ratios are medians of those within one round, and the spread is the middle half of them.
pub(crate) fn print(title: &str, targets: &[Target], pairs: &[Pair], measured: &[Vec<Measured>]) {
    println!("\n{title}:\n");
    println!("| route | without guard | guarded | ratio | spread | ratio of the server's processor time |");
    println!("|---|---|---|---|---|---|");
    for &Pair { floor, guarded } in pairs {
        let rounds = || measured[floor].iter().zip(&measured[guarded]);
        let rate = |index: usize| median(measured[index].iter().map(|turn| turn.rate));
        let ratios: Vec<_> = rounds().map(|(floor, guarded)| guarded.rate / floor.rate).collect();
        let (low, high) = quartiles(ratios.iter().copied());
        println!(
            "| {} | {:.0}/s | {:.0}/s | {:.2} | {low:.2}–{high:.2} | {:.2} |",
            targets[guarded].name,
            rate(floor),
            rate(guarded),
            median(ratios.iter().copied()),
            median(rounds().map(|(floor, guarded)| guarded.cpu / floor.cpu)),
        );
    }
}
