//! Runs steps in two lanes, one for each core of a small machine, and tells how they ended.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use crate::output;
use crate::shell::{Outcome, target};

/// One thing that is tested.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Name for `--only`.
    pub name: &'static str,
    /// What it shows, in a line.
    pub about: &'static str,
    /// What it runs beside.
    pub lane: Lane,
    /// Seconds that it may take on two quiet cores that have built nothing yet. Shown beside what it
    /// took, never judged: a busy machine is no fault of the code.
    pub allowance: u32,
    /// Does it.
    pub run: fn() -> Outcome,
}

/// Steps of one lane run one after the other; two lanes run side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What cargo builds: it holds the build directory for itself.
    Rust,
    /// What takes the library that the first lane built, and calls cargo no more.
    Languages,
}

/// Both lanes.
pub const LANES: [Lane; 2] = [Lane::Rust, Lane::Languages];

/// How a step ended.
struct Ended<'a> {
    step: &'a Step,
    outcome: Outcome,
    seconds: f64,
}

/// Runs every step, also after a failure, then prints a table and `N passed, M failed`.
///
/// Steps of both lanes run side by side, each writing to a log that is printed whole when it has ended;
/// steps of one lane write to the terminal as they go.
pub fn run(steps: &[&Step]) -> ExitCode {
    let of = |lane| steps.iter().copied().filter(|step| step.lane == lane).collect::<Vec<_>>();
    let ended = match LANES.map(of) {
        [rust, languages] if !rust.is_empty() && !languages.is_empty() => thread::scope(|scope| {
            let beside = scope.spawn(|| run_lane(&languages, run_logged));
            let mut ended = run_lane(&rust, run_logged);
            ended.extend(beside.join().unwrap_or_default());
            ended
        }),
        [rust, languages] => run_lane(&[rust, languages].concat(), run_live),
    };
    if tell(steps, &ended) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run_lane<'a>(steps: &[&'a Step], run: fn(&Step) -> Outcome) -> Vec<Ended<'a>> {
    let mut ended = Vec::new();
    for step in steps {
        let started = Instant::now();
        let outcome = run(step);
        ended.push(Ended { step, outcome, seconds: started.elapsed().as_secs_f64() });
    }
    ended
}

fn run_live(step: &Step) -> Outcome {
    println!("\n==> {}: {}", step.name, step.about);
    let outcome = (step.run)();
    if let Err(reason) = &outcome {
        println!("  failed: {reason}");
    }
    outcome
}

fn run_logged(step: &Step) -> Outcome {
    println!("... {} begins", step.name);
    let (path, log) = log_of(step.name)?;
    output::redirect(Some(log));
    let outcome = (step.run)();
    output::redirect(None);
    // Whole, whatever the other lane has to say meanwhile.
    let mut terminal = io::stdout().lock();
    let _ = writeln!(terminal, "\n==> {}: {}", step.name, step.about);
    let copied = File::open(&path).and_then(|mut log| io::copy(&mut log, &mut terminal));
    if let Err(error) = copied {
        let _ = writeln!(terminal, "  {}: {error}", path.display());
    }
    if let Err(reason) = &outcome {
        let _ = writeln!(terminal, "  failed: {reason}");
    }
    let _ = terminal.flush();
    outcome
}

/// An empty log, which stays after the run: what a step wrote before somebody interrupted it.
///
/// # Errors
/// It can't be made.
pub fn log_of(name: &str) -> Result<(PathBuf, File), String> {
    let folder = target().join("test-logs");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let path = folder.join(format!("{name}.log"));
    // Appended to, since the commands of a step write to it through descriptors of their own.
    let _ = fs::remove_file(&path);
    let log = File::options().create(true).append(true).open(&path);
    Ok((path.clone(), log.map_err(|e| format!("{}: {e}", path.display()))?))
}

/// Prints the table and the count; whether all of `steps` ended, and ended well.
fn tell(steps: &[&Step], ended: &[Ended<'_>]) -> bool {
    println!("\n{:10}  {:9}  {:6}  {:>7}  {:>9}", "step", "lane", "result", "seconds", "allowance");
    for Ended { step, outcome, seconds } in ended {
        let result = if outcome.is_ok() { "passed" } else { "FAILED" };
        let over = if *seconds > f64::from(step.allowance) { "  over" } else { "" };
        let lane = format!("{:?}", step.lane).to_lowercase();
        println!(
            "{:10}  {lane:9}  {result:6}  {seconds:7.1}  {:9}{over}",
            step.name, step.allowance
        );
    }
    for lane in LANES {
        let mine = || ended.iter().filter(|one| one.step.lane == lane);
        let allowed: u32 = mine().map(|one| one.step.allowance).sum();
        let took: f64 = mine().map(|one| one.seconds).sum();
        if allowed > 0 {
            println!("lane {}: {took:.0} s of {allowed} s", format!("{lane:?}").to_lowercase());
        }
    }
    println!();
    for Ended { step, outcome, .. } in ended {
        if let Err(reason) = outcome {
            println!("{} failed: {reason}", step.name);
        }
    }
    let passed = ended.iter().filter(|one| one.outcome.is_ok()).count();
    // A lane that broke off has steps that never ended: they count as failed.
    println!("{passed} passed, {} failed", steps.len() - passed);
    passed == steps.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Step =
        Step { name: "lanes-good", about: "", lane: Lane::Rust, allowance: 1, run: || Ok(()) };
    const BAD: Step = Step {
        name: "lanes-bad",
        about: "",
        lane: Lane::Languages,
        allowance: 1,
        run: || Err("as it should".to_owned()),
    };
    const BROKEN: Step = Step { name: "lanes-broken", run: || panic!("broken"), ..BAD };

    #[test]
    fn one_failure_in_either_lane_fails_the_run() {
        assert_eq!(run(&[&GOOD]), ExitCode::SUCCESS);
        assert_eq!(run(&[&GOOD, &BAD]), ExitCode::FAILURE);
        assert_eq!(run(&[&BAD]), ExitCode::FAILURE);
    }

    #[test]
    fn a_step_that_never_ended_counts_as_failed() {
        assert_eq!(run(&[&GOOD, &BROKEN]), ExitCode::FAILURE);
        assert!(!tell(&[&GOOD], &[]));
    }
}
