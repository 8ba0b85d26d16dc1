//! The iOS demo app, as far as it goes without a Mac: everything that isn't a view is built and tested,
//! the views are parsed, the Xcode project is read by a parser that isn't ours.

use std::fs;
use std::path::{Path, PathBuf};

use super::swift;
use crate::shell::{Outcome, program, root, target};
use crate::tools::{self, Swift};

/// What people wrote in Swift.
const WRITTEN: &str =
    "ios-demo/App ios-demo/DemoKit/Package.swift ios-demo/DemoKit/Sources ios-demo/DemoKit/Tests";

pub fn run() -> Outcome {
    let swift = Swift::ready()?;
    swift::lint(&swift, WRITTEN)?;
    let views = sources(&root().join("ios-demo/App"))?;
    // Apple's frameworks aren't here, so this knows the grammar, and no types.
    let parse = swift.command("swiftc -frontend -parse");
    views.iter().fold(parse, |parse, view| parse.with(view)).run()?;
    let pictures = target().join("ios-pictures");
    if pictures.exists() {
        fs::remove_dir_all(&pictures).map_err(|e| format!("{}: {e}", pictures.display()))?;
    }
    let folder = pictures.display().to_string();
    swift::test(&swift, "ios-demo/DemoKit", &[("ESSC_PICTURES", folder)])?;
    tools::system("zbarimg --version", "zbar-tools")?;
    let python = tools::python("ios-venv", "ios-demo/checks/requirements.txt")?;
    program(&python).with("ios-demo/checks/read_pictures.py").with(&pictures).run()?;
    program(&python).words("-m unittest discover --start-directory ios-demo/checks").run()
}

/// The Swift sources in a folder and below it, in an order that is always the same.
///
/// # Errors
/// The folder can't be read, or has none.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut pending = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = pending.pop() {
        let unreadable = |e| format!("{}: {e}", folder.display());
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "swift") {
                found.push(path);
            }
        }
    }
    found.sort();
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
