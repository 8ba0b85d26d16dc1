//! The Swift side: its format, its tests on this machine against the library that was just built, and
//! its public API.

mod api;

use crate::bindings;
use crate::shell::Outcome;
use crate::tools::Swift;

/// What people wrote; the generated sources are linked from there, and links aren't followed.
const WRITTEN: &str = "bindings/swift/Package.swift bindings/swift/Sources bindings/swift/Tests";

pub fn run() -> Outcome {
    let swift = Swift::ready()?;
    lint(&swift, WRITTEN)?;
    // Elsewhere the library has more: the record is of what is compiled everywhere.
    if cfg!(target_os = "linux") {
        bindings::ready()?;
        api::check(&swift)?;
    }
    test(&swift, "bindings/swift", &[])
}

/// Holds sources, words of a command line, to the format of the folder they are in.
///
/// # Errors
/// They are of another.
pub fn lint(swift: &Swift, written: &str) -> Outcome {
    swift.command("swift format lint --strict --recursive").words(written).run()
}

/// Runs a package's tests against the library and the command of this tree, which are built first;
/// `more` is also in their environment.
///
/// # Errors
/// Something doesn't build without a warning, or a test fails.
pub fn test(swift: &Swift, package: &str, more: &[(&str, String)]) -> Outcome {
    let surroundings = bindings::ready()?;
    let environment =
        surroundings.iter().chain(more).map(|(name, value)| format!("{name}={value}"));
    let test = environment.fold(swift.command("env"), |test, set| test.with(set));
    let test = test
        .words("swift test --disable-swift-testing --package-path")
        .with(package)
        .words("-Xswiftc -warnings-as-errors");
    // Observation's library leaves names open on Linux.
    let test = if cfg!(target_os = "linux") {
        test.words("-Xlinker --allow-shlib-undefined")
    } else {
        test
    };
    test.run()
}
