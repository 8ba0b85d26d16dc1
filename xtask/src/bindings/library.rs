//! The core built as a library with the foreign interface, and the generator that reads it.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::path::PathBuf;

use crate::shell::{Invocation, command, target};

/// A target other than this machine.
#[derive(Debug)]
pub struct Foreign<'a> {
    /// Rust's name for it.
    pub triple: &'a str,
    /// What cargo builds: `cdylib` or `staticlib`.
    pub kind: &'a str,
    /// The file's name.
    pub file: &'a str,
    /// What the build needs in its environment.
    pub environment: Vec<(String, String)>,
}

/// Builds the core with these features in a cargo profile, for this machine or another target, and
/// gives the library's file.
///
/// # Errors
/// It doesn't build.
pub fn build(
    features: &str,
    profile: &str,
    foreign: Option<&Foreign<'_>>,
) -> Result<PathBuf, String> {
    let environment = foreign.map_or(&[][..], |foreign| &foreign.environment);
    let build = cargo(features, profile, foreign);
    environment.iter().fold(build, |build, (name, value)| build.env(name, value)).run()?;
    let target = foreign.map_or_else(target, |foreign| target().join(foreign.triple));
    let folder = target.join(folder_of(profile));
    let file = foreign
        .map_or_else(|| format!("{DLL_PREFIX}essc{DLL_SUFFIX}"), |foreign| foreign.file.to_owned());
    Ok(folder.join(file))
}

fn cargo(features: &str, profile: &str, foreign: Option<&Foreign<'_>>) -> Invocation {
    // `rustc`, because the crate is no shared library when Rust uses it: that would be built for
    // every test.
    let kind = foreign.map_or("cdylib", |foreign| foreign.kind);
    let build = command("cargo rustc --locked --quiet --package essc --lib --crate-type")
        .words(kind)
        .words("--profile")
        .words(profile)
        .words("--no-default-features --features")
        .words(features);
    match foreign {
        Some(foreign) => build.words("--target").words(foreign.triple),
        None => build,
    }
}

/// Builds the generator and gives its program.
///
/// # Errors
/// It doesn't build.
pub fn generator() -> Result<PathBuf, String> {
    command("cargo build --locked --quiet --package essc-bindgen").run()?;
    Ok(target().join("debug").join(format!("essc-bindgen{EXE_SUFFIX}")))
}

/// Where cargo puts what it builds in a profile.
fn folder_of(profile: &str) -> &str {
    if profile == "dev" { "debug" } else { profile }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_has_the_features_asked_for_and_no_others() {
        let line = cargo("ffi,holder", "size", None).to_string();
        assert!(line.ends_with("--profile size --no-default-features --features ffi,holder"));
        assert!(line.contains("--crate-type cdylib"));
    }

    #[test]
    fn a_library_for_another_target_is_built_with_its_kind() {
        let foreign = Foreign {
            triple: "aarch64-apple-ios",
            kind: "staticlib",
            file: "libessc.a",
            environment: Vec::new(),
        };
        let line = cargo("ffi", "size", Some(&foreign)).to_string();
        assert!(line.contains("--crate-type staticlib"));
        assert!(line.ends_with("--target aarch64-apple-ios"));
    }

    #[test]
    fn the_development_profile_has_a_folder_of_another_name() {
        assert_eq!(folder_of("dev"), "debug");
        assert_eq!(folder_of("size"), "size");
    }
}
