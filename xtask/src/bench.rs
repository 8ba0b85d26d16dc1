//! `cargo xtask bench`: the measured budgets, the issuer's rate, what a call costs from other languages,
//! and the size of the stripped library.

mod calls;
mod rebuilt;
mod sizes;

use crate::shell::{Outcome, command};

/// Something that is measured, by the name that `--only` takes.
type Part = (&'static str, fn() -> Outcome);

const PARTS: [Part; 5] = [
    ("core", core),
    ("issuer", issuer),
    ("calls", calls::run),
    ("sizes", sizes::run),
    ("web", web),
];

/// Prints the tables, and the issuer's rate as JSON, of every part or of the one named; `None` if there
/// is no such part. Fails when a budget is passed or something could not be measured; what can be
/// measured is, whatever came before.
pub fn run(only: Option<&str>) -> Option<Outcome> {
    let chosen = PARTS.iter().filter(|(name, _)| only.is_none_or(|only| only == *name));
    let outcomes: Vec<Outcome> = chosen.map(|(_, part)| part()).collect();
    if outcomes.is_empty() {
        return None;
    }
    let failed: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    Some(if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) })
}

fn core() -> Outcome {
    command("cargo run --locked --release --quiet --package essc-bench").run()
}

/// The gate for web pages: what it weighs, and what a verification takes.
fn web() -> Outcome {
    crate::bindings::web::make()?;
    command("node bindings/web/bench.js").run()
}

fn issuer() -> Outcome {
    command("cargo bench --locked --quiet --package essc-reference-issuer").run()
}
