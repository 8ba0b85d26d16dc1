//! The Rust crate's public interface, as `api/essc.txt` has it: a change of it is seen in the diff.
//!
//! What a host gets with the default features; the layers behind it (feature `internals`) don't count.

use std::fs;
use std::path::PathBuf;

use crate::record::differences;
use crate::shell::{Outcome, command, root, target};

/// How to record a change that is meant.
const RECORD: &str = "cargo xtask api --write";

/// Most differing lines that are shown.
const SHOWN: usize = 40;

/// Fails on every item that came, went or changed since the interface was recorded.
///
/// # Errors
/// The interface is another one, or can't be printed.
pub fn compare() -> Outcome {
    let recorded =
        fs::read_to_string(record()).map_err(|e| format!("{}: {e}", record().display()))?;
    let differences = differences(&recorded, &printed()?);
    if differences.is_empty() {
        return Ok(());
    }
    let shown = differences.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join("\n");
    Err(format!(
        "the public interface is not the recorded one ({} lines):\n{shown}\nif that is meant: \
         {RECORD}, and a line in CHANGELOG.md",
        differences.len()
    ))
}

/// Records the interface as it is.
///
/// # Errors
/// It can't be printed or written.
pub fn write() -> Outcome {
    let file = record();
    fs::write(&file, printed()?).map_err(|e| format!("{}: {e}", file.display()))
}

fn record() -> PathBuf {
    root().join("api/essc.txt")
}

fn printed() -> Result<String, String> {
    command("cargo rustdoc --locked --quiet --package essc --lib --")
        .words("-Zunstable-options --output-format json")
        .env("RUSTDOC", root().join("api/rustdoc.sh").display().to_string())
        .run()?;
    command("cargo run --locked --quiet --package essc-api --")
        .with(target().join("doc/essc.json"))
        .read()
}
