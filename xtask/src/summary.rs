//! Runs steps one after the other and tells how they ended.

use std::process::ExitCode;
use std::time::Instant;

use crate::shell::Outcome;

/// One thing that is tested.
#[derive(Debug)]
pub struct Step {
    /// Name for `--only`.
    pub name: &'static str,
    /// What it shows, in a line.
    pub about: &'static str,
    /// Does it.
    pub run: fn() -> Outcome,
}

/// Runs every step, also after a failure, then prints a table and `N passed, M failed`.
pub fn run(steps: &[&Step]) -> ExitCode {
    let mut ended = Vec::new();
    for step in steps {
        println!("\n==> {}: {}", step.name, step.about);
        let started = Instant::now();
        let outcome = (step.run)();
        if let Err(reason) = &outcome {
            println!("  failed: {reason}");
        }
        ended.push((step.name, outcome, started.elapsed().as_secs_f64()));
    }
    println!("\n{:10}  {:6}  {:>7}", "step", "result", "seconds");
    for (name, outcome, seconds) in &ended {
        let result = if outcome.is_ok() { "passed" } else { "FAILED" };
        println!("{name:10}  {result:6}  {seconds:7.1}");
    }
    println!();
    for (name, outcome, _) in &ended {
        if let Err(reason) = outcome {
            println!("{name} failed: {reason}");
        }
    }
    let failed = ended.iter().filter(|(_, outcome, _)| outcome.is_err()).count();
    println!("{} passed, {failed} failed", ended.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
