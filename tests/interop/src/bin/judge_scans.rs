//! Judges scans that another verifier judged, and says where the two differ: `judge_scans FILE`.
//!
//! Each line of the file is a vector (docs/protocol.md §14) with the other's verdict.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::process::ExitCode;

use essc_testkit::vector::{Vector, judge};

fn main() -> ExitCode {
    let file = std::env::args().nth(1).expect("usage: judge_scans FILE");
    let text = std::fs::read_to_string(&file).expect("the file of scans");
    let (mut scans, mut different) = (0, 0);
    for line in text.lines() {
        let vector: Vector = serde_json::from_str(line).expect("a vector");
        let verdict = judge(&vector);
        scans += 1;
        if verdict != vector.verdict {
            different += 1;
            println!("{line}\n  here: {}", serde_json::to_string(&verdict).unwrap());
        }
    }
    println!("{scans} scans, {different} judged differently");
    if scans > 0 && different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
