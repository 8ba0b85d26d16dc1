//! The Swift side: its format, and its tests on this machine against the library that was just built.

use crate::bindings::{self, Language};
use crate::shell::Outcome;
use crate::tools::Swift;

/// What people wrote; the generated sources are linked from there, and links aren't followed.
const WRITTEN: &str = "bindings/swift/Package.swift bindings/swift/Sources bindings/swift/Tests";

pub fn run() -> Outcome {
    let swift = Swift::ready()?;
    swift.command("swift format lint --strict --recursive").words(WRITTEN).run()?;
    let surroundings = bindings::ready(Language::Swift, "dev")?;
    let environment = surroundings.map(|(name, value)| format!("{name}={value}"));
    let test = environment.iter().fold(swift.command("env"), |test, set| test.with(set));
    let test = test
        .words("swift test --disable-swift-testing --package-path bindings/swift")
        .words("-Xswiftc -warnings-as-errors");
    // Observation's library leaves names open on Linux.
    let test = if cfg!(target_os = "linux") {
        test.words("-Xlinker --allow-shlib-undefined")
    } else {
        test
    };
    test.run()
}
