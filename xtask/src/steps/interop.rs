//! Our objects in the hands of libraries that are not ours: pycose and python-cwt verify the
//! expanded codes, PyJWT the signed documents, zbar reads the QR images, a second reader, written
//! in Python from docs/protocol.md alone, takes the QR text apart, and a second verifier, written
//! the same way, comes to the verdict of every vector and of random variations of them, and goes
//! through every sequence; an issuer's reader of proofs comes to the outcome of every one.

use crate::folder;
use crate::shell::{Outcome, command, program, target};
use crate::tools::PythonEnvironment;
use crate::tools::package::ZBAR;

/// The other libraries, and the second verifier.
pub static PYTHON: PythonEnvironment =
    PythonEnvironment::new("interop-venv", "tests/interop/requirements.txt");

/// Writes codes of every profile and documents of every kind.
const WRITER: &str = "cargo run --locked --quiet --package essc-interop --bin interop_objects --";

/// Judges what the second verifier judged.
const JUDGE: &str = "cargo run --locked --quiet --package essc-interop --bin judge_scans --";

/// Random variations that both verifiers judge.
const SCANS: &str = "300";

pub fn run() -> Outcome {
    ZBAR.ready()?;
    let python = PYTHON.ready()?;
    // What the scripts accept and refuse, on objects that Python makes by hand.
    program(&python).words("-m unittest discover --start-directory tests/interop").run()?;
    program(&python).with("tests/interop/verify_vectors.py").run()?;
    program(&python).with("tests/interop/verify_sequences.py").run()?;
    program(&python).with("tests/interop/verify_proofs.py").run()?;
    let scans = target().join("random-scans.jsonl");
    program(&python).with("tests/interop/random_scans.py").with(&scans).words(SCANS).run()?;
    command(JUDGE).with(&scans).run()?;
    let objects = target().join("interop-objects");
    folder::remove(&objects)?;
    command(WRITER).with(&objects).run()?;
    program(&python).with("tests/interop/verify_objects.py").with(&objects).run()
}
