//! The checked-in test vectors against what the code makes today: bytes that drift would strand
//! every other implementation. `tests/vectors.rs`, `tests/sequences.rs` and `tests/attestation.rs` make
//! and compare them, `tests/protocol_examples.rs` the worked examples of the specification;
//! `cargo xtask test` runs them with all other tests.

use crate::shell::{Invocation, Outcome, command};

fn runner() -> Invocation {
    command(
        "cargo test --locked --package essc --test vectors --test sequences --test protocol_examples \
         --test attestation",
    )
}

/// Makes the vectors anew in memory and fails on every file that differs, is missing or is too many.
pub fn compare() -> Outcome {
    runner().run()
}

/// Replaces the checked-in vectors by what the code makes; one test at a time, so that none reads what
/// another is writing.
pub fn write() -> Outcome {
    runner().words("-- --test-threads=1").env("ESSC_WRITE_VECTORS", "1").run()
}
