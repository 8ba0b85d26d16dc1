//! The iOS demo app, as far as it goes without a Mac: everything that isn't a view is built and tested,
//! the views are parsed and checked against stand-ins for Apple's frameworks, the Xcode project is read
//! by a parser that isn't ours.

use std::path::{Path, PathBuf};

use super::swift;
use crate::folder;
use crate::shell::{Outcome, program, root, target};
use crate::tools::package::ZBAR;
use crate::tools::{PythonEnvironment, Swift};

/// Reads the Xcode project and the pictures.
pub static PYTHON: PythonEnvironment =
    PythonEnvironment::new("ios-venv", "ios-demo/checks/requirements.txt");

/// What people wrote in Swift.
const WRITTEN: &str = "ios-demo/App ios-demo/checks ios-demo/DemoKit/Package.swift \
                       ios-demo/DemoKit/Sources ios-demo/DemoKit/Tests";

/// Declarations in place of the frameworks that only Apple's systems have, each after those it imports.
const STAND_INS: [&str; 5] =
    ["UIKit", "SwiftUI", "AVFoundation", "Network", "UniformTypeIdentifiers"];

pub fn run() -> Outcome {
    let swift = Swift::ready()?;
    swift::lint(&swift, WRITTEN)?;
    let views = sources(&root().join("ios-demo/App"))?;
    let parse = swift.command("swiftc -frontend -parse");
    views.iter().fold(parse, |parse, view| parse.with(view)).run()?;
    let pictures = target().join("ios-pictures");
    folder::remove(&pictures)?;
    let taken = pictures.display().to_string();
    swift::test(&swift, "ios-demo/DemoKit", &[("ESSC_PICTURES", taken)])?;
    // On a Mac Xcode knows the frameworks themselves.
    if cfg!(target_os = "linux") {
        check(&swift, &views)?;
    }
    ZBAR.ready()?;
    let python = PYTHON.ready()?;
    program(&python).with("ios-demo/checks/read_pictures.py").with(&pictures).run()?;
    program(&python).words("-m unittest discover --start-directory ios-demo/checks").run()
}

/// Checks the views' types: that all they use of `DemoKit` and of the library is there, and is called
/// as it wants. What they use of Apple's is what the stand-ins say of it, which is no proof of it.
///
/// # Errors
/// A type is wrong.
fn check(swift: &Swift, views: &[PathBuf]) -> Outcome {
    let stand_ins = root().join("ios-demo/checks/stand-ins");
    let modules = target().join("ios-stand-ins");
    folder::empty(&modules)?;
    for name in STAND_INS {
        let make = swift
            .command("swiftc -swift-version 6 -warnings-as-errors -parse-as-library")
            .words(&format!("-emit-module -module-name {name} -emit-module-path"))
            .with(modules.join(format!("{name}.swiftmodule")))
            .words("-I")
            .with(&modules);
        sources(&stand_ins.join(name))?.iter().fold(make, |make, file| make.with(file)).run()?;
    }
    let map = root().join("bindings/swift/generated/EsscFFI/module.modulemap");
    let check = swift
        .command("swiftc -typecheck -swift-version 6 -warnings-as-errors -parse-as-library")
        .words("-module-name EsscDemo -I")
        .with(&modules)
        // As the tests built them.
        .words("-I ios-demo/DemoKit/.build/debug/Modules -Xcc")
        .with(format!("-fmodule-map-file={}", map.display()));
    let library = sources(&stand_ins.join("Essc"))?;
    library.iter().chain(views).fold(check, |check, file| check.with(file)).run()
}

/// The Swift sources in a folder and below it.
///
/// # Errors
/// The folder can't be read, or has none.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let found = folder::files(folder, "swift")?;
    if found.is_empty() { Err(format!("no Swift in {}", folder.display())) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::{root, sources};

    #[test]
    fn sources_are_found_at_any_depth_and_a_folder_without_any_is_told() {
        let views = sources(&root().join("ios-demo/App")).expect("the app's");
        let has = |name: &str| views.iter().any(|view| view.ends_with(name));
        assert!(has("App/EsscDemoApp.swift") && has("App/Screens/ScannerView.swift"));
        assert!(!has("Info.plist"));
        assert!(sources(&root().join("docs")).is_err());
    }
}
