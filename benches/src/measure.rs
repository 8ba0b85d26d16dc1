//! Two pieces of work measured in turn, and the median of what their rounds say.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds; the median of an odd number is one of them.
const ROUNDS: usize = 101;

/// What one round lasts at least: long against the clock's grain, short against a busy neighbour.
const ROUND: Duration = Duration::from_millis(2);

/// Time of one execution of a piece of work, that of its reference, and how many times the reference
/// it takes.
#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    /// Median seconds of the work.
    pub value: f64,
    /// Median seconds of the reference.
    pub reference: f64,
    /// Median of each round's ratio, which is steadier than the ratio of the medians.
    pub ratio: f64,
}

/// Measures `work` and `reference` in turn, each as often in a round as fills it.
pub fn compare<A, B>(mut work: impl FnMut() -> A, mut reference: impl FnMut() -> B) -> Comparison {
    let (often_work, often_reference) = (often(&mut work), often(&mut reference));
    let mut rounds = Vec::with_capacity(ROUNDS);
    for number in 0..ROUNDS {
        // Who goes first changes, so that neither always finds the warmer cache.
        let (a, b) = if number % 2 == 0 {
            let a = seconds(&mut work, often_work);
            (a, seconds(&mut reference, often_reference))
        } else {
            let b = seconds(&mut reference, often_reference);
            (seconds(&mut work, often_work), b)
        };
        rounds.push((a, b));
    }
    Comparison {
        value: median(rounds.iter().map(|(a, _)| *a)),
        reference: median(rounds.iter().map(|(_, b)| *b)),
        ratio: median(rounds.iter().map(|(a, b)| a / b)),
    }
}

/// Median seconds of one execution of `work`.
pub fn time<A>(mut work: impl FnMut() -> A) -> f64 {
    let often = often(&mut work);
    median((0..ROUNDS).map(|_| seconds(&mut work, often)))
}

fn often<A>(work: &mut impl FnMut() -> A) -> u32 {
    let once = seconds(work, 1).max(1e-9);
    ((ROUND.as_secs_f64() / once) as u32).clamp(1, 1_000_000)
}

fn seconds<A>(work: &mut impl FnMut() -> A, often: u32) -> f64 {
    let started = Instant::now();
    for _ in 0..often {
        black_box(work());
    }
    started.elapsed().as_secs_f64() / f64::from(often)
}

/// The middle value.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
