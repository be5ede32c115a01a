//! Measures contenders in turns, so that whatever else the machine does happens to all of them alike, and prints their
//! ratios to the first one.

use std::time::{Duration, Instant};

/// How long one turn of a contender takes, about.
const TURN: Duration = Duration::from_millis(25);
const ROUNDS: usize = 31;

/// Something that can be done `n` times.
pub(crate) struct Contender<'a> {
    name: String,
    times: Box<dyn FnMut(u64) + 'a>,
}

impl<'a> Contender<'a> {
    pub(crate) fn new(name: impl Into<String>, mut once: impl FnMut() + 'a) -> Self {
        Self { name: name.into(), times: Box::new(move |n| (0..n).for_each(|_| once())) }
    }

    fn take_turn(&mut self, n: u64) -> Duration {
        let start = Instant::now();
        (self.times)(n);
        start.elapsed()
    }

    /// How many times fill a turn.
    fn calibrate(&mut self) -> u64 {
        // The first time may fetch what all others find there.
        self.take_turn(1);
        let mut n = 1;
        loop {
            let elapsed = self.take_turn(n);
            if elapsed > TURN / 4 {
                return (f64::from(u32::try_from(n).unwrap_or(u32::MAX)) * TURN.as_secs_f64()
                    / elapsed.as_secs_f64())
                .ceil() as u64;
            }
            n *= 2;
        }
    }
}

/// Lets the contenders take turns and prints, for each, the median time and the median of its ratios to the first
/// contender of the same round.
pub(crate) fn run(title: &str, mut contenders: Vec<Contender<'_>>) {
    let counts: Vec<_> = contenders.iter_mut().map(Contender::calibrate).collect();
    let mut rounds = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS {
        let mut times = vec![0.0; contenders.len()];
        for position in 0..contenders.len() {
            // Nobody always runs after the same neighbour.
            let index = (position + round) % contenders.len();
            times[index] = contenders[index].take_turn(counts[index]).as_secs_f64() / counts[index] as f64;
        }
        rounds.push(times);
    }
    println!("\n{title} ({ROUNDS} rounds, in turns)");
    println!("{:<48} {:>12} {:>10}", "", "median", "ratio");
    for (index, contender) in contenders.iter().enumerate() {
        let time = median(rounds.iter().map(|times| times[index]));
        let ratio = median(rounds.iter().map(|times| times[index] / times[0]));
        println!("{:<48} {:>12} {:>10.4}", contender.name, readable(time), ratio);
    }
}

pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let values = sorted(values);
    values[values.len() / 2]
}

/// What a quarter of the values is below, and what a quarter is above.
pub(crate) fn quartiles(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let values = sorted(values);
    let quarter = values.len() / 4;
    (values[quarter], values[values.len() - 1 - quarter])
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn readable(seconds: f64) -> String {
    if seconds < 1e-6 { format!("{:.0} ns", seconds * 1e9) } else { format!("{:.2} µs", seconds * 1e6) }
}
