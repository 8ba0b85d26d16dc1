//! The interface from Python: nothing but what the generator wrote, so a mistake in the interface
//! shows here before the Kotlin and Swift libraries are built. Cards come from `essc sandbox`.

use crate::bindings;
use crate::shell::{Outcome, command};
use crate::tools::package::PYTHON;

pub fn run() -> Outcome {
    PYTHON.ready()?;
    let tests = command("python3 -m unittest discover --start-directory bindings/python");
    bindings::ready()?.into_iter().fold(tests, |tests, (name, value)| tests.env(name, value)).run()
}
