//! A short run of every fuzz target: enough to notice that one has broken. Longer ones are for
//! people (CONTRIBUTING.md).

use std::fs;

use crate::shell::{Outcome, command, root};
use crate::tools;

const VERSION: &str = "0.13.2";

/// Executions per target, each a fraction of a millisecond.
const RUNS: u32 = 10_000;

/// Targets that inflate and compress a list of a million entries: fewer executions, each of many
/// milliseconds.
const SLOW: [&str; 2] = ["status_entries", "status_list"];
const SLOW_RUNS: u32 = 300;

/// What the contract allows an input to cost: 10 s is libFuzzer's coarsest "hangs", and no format
/// may need more than the 1 GiB that libFuzzer itself plus a 1 MiB list takes.
const LIMITS: &str = "-timeout=10 -rss_limit_mb=1024 -max_len=8192 -verbosity=0";

pub fn run() -> Outcome {
    if !command("cargo +nightly --version").works() {
        return Err("needs a nightly compiler: rustup toolchain install nightly".to_owned());
    }
    tools::cargo("fuzz", VERSION)?;
    command("cargo +nightly fuzz build").run()?;
    for target in targets()? {
        // The first directory collects what this machine finds; the second is checked in.
        let corpus = root().join("fuzz").join("corpus").join(&target);
        fs::create_dir_all(&corpus).map_err(|e| format!("{}: {e}", corpus.display()))?;
        let seeds = format!("fuzz/seeds/{target}");
        if !root().join(&seeds).is_dir() {
            return Err(format!("{seeds} is missing: a target without seeds reaches nothing"));
        }
        let runs = if SLOW.contains(&target.as_str()) { SLOW_RUNS } else { RUNS };
        command("cargo +nightly fuzz run")
            .words(&target)
            .words(&format!("fuzz/corpus/{target} {seeds} -- -runs={runs} {LIMITS}"))
            .run()?;
    }
    Ok(())
}

fn targets() -> Result<Vec<String>, String> {
    let listed = command("cargo +nightly fuzz list").read()?;
    let targets: Vec<String> = listed.split_whitespace().map(str::to_owned).collect();
    if targets.is_empty() { Err("no fuzz targets found".to_owned()) } else { Ok(targets) }
}
