//! The interface from Python: nothing but what the generator wrote, so a mistake in the interface
//! shows here before the Kotlin and Swift libraries are built.

use crate::bindings::{self, Language};
use crate::shell::{Outcome, command};
use crate::tools;

pub fn run() -> Outcome {
    tools::system("python3 --version", "python3")?;
    bindings::generate(Language::Python, "dev")?;
    command("python3 -m unittest discover --start-directory bindings/python").run()
}
