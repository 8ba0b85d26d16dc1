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
#[path = "../../tests/support/world.rs"]
#[allow(dead_code, missing_docs, clippy::unwrap_used, reason = "the tests' world, on fixed keys")]
mod world;

use std::process::ExitCode;

use essc::crypto::SigningKey;

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

/// The world's keys, as the tests make them.
#[allow(clippy::unwrap_used, reason = "a fixed scalar")]
fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32]).unwrap()
}
