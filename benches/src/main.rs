//! Measures what ARCHITECTURE.md promises. Every promise is a ratio to something measured in the
//! same run, round by round in turn, so that a slow or busy machine changes both.
//!
//! `cargo xtask bench` builds this for release and runs it; it ends with 1 when a budget is passed.
#![allow(clippy::print_stdout, reason = "the table is the product")]

mod attestation;
mod crypto;
mod gate;
mod measure;
mod status;
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    let tables = [crypto::rows(), gate::rows(), status::rows(), attestation::rows()];
    // A part that could not be measured has no rows, and kept no promise.
    let measured = tables.iter().all(|rows| !rows.is_empty());
    let rows: Vec<table::Row> = tables.into_iter().flatten().collect();
    table::print(&rows);
    if !measured {
        println!("a part could not be measured");
    }
    let kept = rows.iter().all(table::Row::within);
    if measured && kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
