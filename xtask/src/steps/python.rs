//! The interface from Python: nothing but what the generator wrote, so a mistake in the interface
//! shows here before the Kotlin and Swift libraries are built. Cards come from `essc sandbox`.

use crate::bindings::{self, Language};
use crate::shell::{Outcome, command};
use crate::tools;

pub fn run() -> Outcome {
    tools::system("python3 --version", "python3")?;
    let surroundings = bindings::ready(Language::Python, "dev")?;
    let tests = command("python3 -m unittest discover --start-directory bindings/python");
    surroundings.into_iter().fold(tests, |tests, (name, value)| tests.env(name, value)).run()
}
