//! Measures what ARCHITECTURE.md promises. Every promise is a ratio to something measured in the
//! same run, round by round in turn, so that a slow or busy machine changes both.
//!
//! `cargo xtask bench` builds this for release and runs it; it ends with 1 when a budget is passed.
#![allow(clippy::print_stdout, reason = "the table is the product")]

mod crypto;
mod measure;
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut rows = Vec::new();
    rows.extend(crypto::rows());
    table::print(&rows);
    if rows.iter().all(table::Row::within) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
