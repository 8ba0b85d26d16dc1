//! A short run of every fuzz target: enough to notice that one has broken. Longer ones are for
//! people (CONTRIBUTING.md).

use std::fs;

use crate::shell::{Invocation, Outcome, command, root};
use crate::tools;
use crate::tools::package::CXX;

const VERSION: &str = "0.13.2";

/// Seconds that all targets have together, after their seeds were read: what is found at this length
/// is found by chance, what has broken is found for certain.
const SECONDS: usize = 120;

/// What the contract allows an input to cost: 10 s is libFuzzer's coarsest "hangs", and no format
/// may need more than the 1 GiB that libFuzzer itself plus a 1 MiB list takes.
const LIMITS: &str = "-timeout=10 -rss_limit_mb=1024 -max_len=8192 -verbosity=0";

pub fn run() -> Outcome {
    CXX.ready()?;
    tools::cargo("fuzz", VERSION)?;
    fuzz("build").run()?;
    let targets = targets()?;
    let seconds = (SECONDS / targets.len()).max(1);
    for target in targets {
        // The first directory collects what this machine finds; the second is checked in.
        let corpus = root().join("fuzz").join("corpus").join(&target);
        fs::create_dir_all(&corpus).map_err(|e| format!("{}: {e}", corpus.display()))?;
        let seeds = format!("fuzz/seeds/{target}");
        if !root().join(&seeds).is_dir() {
            return Err(format!("{seeds} is missing: a target without seeds reaches nothing"));
        }
        fuzz("run")
            .words(&target)
            .words(&format!("fuzz/corpus/{target} {seeds}"))
            .words(&format!("-- -max_total_time={seconds} {LIMITS}"))
            .run()?;
    }
    Ok(())
}

/// `cargo fuzz` with the compiler that everything else is built with: the flags of a sanitizer are not
/// stable ones, and this variable lets a stable compiler take them.
fn fuzz(task: &str) -> Invocation {
    command("cargo fuzz").words(task).env("RUSTC_BOOTSTRAP", "1")
}

fn targets() -> Result<Vec<String>, String> {
    let listed = fuzz("list").read()?;
    let targets: Vec<String> = listed.split_whitespace().map(str::to_owned).collect();
    if targets.is_empty() { Err("no fuzz targets found".to_owned()) } else { Ok(targets) }
}
