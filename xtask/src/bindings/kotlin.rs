//! The generated Kotlin, changed where the generator has no setting for what we need.
//!
//! Each change is a text step that refuses a source it does not know: another version of the generator
//! fails here and not in an app.

mod buffers;
mod members;
mod overloads;
mod renamed;
mod status;
mod visibility;

use std::fs;
use std::path::Path;

use crate::shell::Outcome;

/// The generated file, by `package_name` in uniffi.toml.
const FILE: &str = "org/essc/essc.kt";

/// Changes what the generator wrote into `folder`.
///
/// # Errors
/// The generator wrote something else.
pub fn arrange(folder: &Path) -> Outcome {
    let file = folder.join(FILE);
    let failed = |e: std::io::Error| format!("{}: {e}", file.display());
    let source = fs::read_to_string(&file).map_err(failed)?;
    let source = status::reused(&source)?;
    let source = buffers::copied(&source)?;
    let source = members::shared(&source)?;
    let source = renamed::constructors(&source);
    let source = overloads::for_java(&source);
    let source = visibility::without_plumbing(&source)?;
    fs::write(&file, source).map_err(failed)
}

/// Replaces what stands in `source` exactly once.
fn replace_once(source: &str, from: &str, to: &str, what: &str) -> Result<String, String> {
    match source.matches(from).count() {
        1 => Ok(source.replacen(from, to, 1)),
        found => Err(format!(
            "the generator of Kotlin writes {what} otherwise than it did: found {found} times what \
             xtask/src/bindings/kotlin changes"
        )),
    }
}
