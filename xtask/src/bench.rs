//! `cargo xtask bench`: the measured budgets, the issuer's rate and the size of the stripped library.

use std::fs;

use crate::shell::{Outcome, command, target};

/// Builds of the size probe: what it is called, its feature, and the most bytes it may have.
const LIBRARIES: [(&str, &str, u64); 2] =
    [("verifier only", "verifier", 600_000), ("everything", "all", 3_000_000)];

/// Prints the tables, and the issuer's rate as JSON; fails when a budget is passed.
pub fn run() -> Outcome {
    let speed = command("cargo run --locked --release --quiet --package essc-bench").run();
    let issuer = command("cargo bench --locked --quiet --package essc-reference-issuer").run();
    let size = sizes();
    speed.and(issuer).and(size)
}

fn sizes() -> Outcome {
    let mut rows = Vec::new();
    for (name, feature, budget) in LIBRARIES {
        command("cargo build --locked --quiet --profile size --package essc-size-probe")
            .words(&format!("--no-default-features --features {feature}"))
            .run()?;
        let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        let library = target().join("size").join(format!("{prefix}essc_size_probe{suffix}"));
        let bytes =
            fs::metadata(&library).map_err(|e| format!("{}: {e}", library.display()))?.len();
        rows.push((name, bytes, budget));
    }
    println!("\n{:16} {:>12} {:>12}  ok", "stripped library", "bytes", "budget");
    for (name, bytes, budget) in &rows {
        let ok = if bytes <= budget { "yes" } else { "NO" };
        println!("{name:16} {bytes:>12} {budget:>12}  {ok}");
    }
    if rows.iter().all(|(_, bytes, budget)| bytes <= budget) {
        Ok(())
    } else {
        Err("a library is over its budget".to_owned())
    }
}
