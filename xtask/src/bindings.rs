//! `cargo xtask bindings`: the SDK for languages other than Rust.
//!
//! For each, the core is built as a library with the foreign interface, and the generator reads the
//! language's side of it out of that library. `aar` and `xcframework` make of both what an app
//! depends on.

mod aar;
mod kotlin;
pub mod library;
pub mod page_size;
mod swift;
pub mod web;
mod xcframework;

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::folder;
use crate::shell::{Outcome, command, program, root, target};

/// The lines of the usage text that are about it, indented like the others.
pub const USAGE: &str = "       \
       cargo xtask bindings kotlin|swift|python [--profile PROFILE]
           builds the library (profile dev, otherwise as named) and writes the language's side of
           its interface to bindings/LANGUAGE/generated
       cargo xtask bindings aar|xcframework [--profile PROFILE]
           makes the package for Android, for iOS and macOS (profile size, otherwise as named)
       cargo xtask bindings web
           makes the WebAssembly module of bindings/web and weighs it";

/// What the tests of every language run on: every role, and the network.
const EVERYTHING: &str = "ffi,holder,verifier,issuance,http";

/// Where [`ready`] says the library is, and the command `essc`.
pub const LIBRARY_DIR: &str = "ESSC_LIBRARY_DIR";
/// See [`LIBRARY_DIR`].
pub const CLI: &str = "ESSC_CLI";

/// A language that the interface is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// For the JVM and Android.
    Kotlin,
    /// For iOS, macOS and Linux.
    Swift,
    /// As a smoke test: the interface, seen by the quickest language there is to try it in.
    Python,
}

/// Does what the arguments after `bindings` say; `None` if they can't be understood.
pub fn run(arguments: &[&str]) -> Option<Outcome> {
    let (what, profile) = match arguments {
        ["web"] => return Some(web::make()),
        [what] => (*what, None),
        [what, "--profile", profile] => (*what, Some(*profile)),
        _ => return None,
    };
    let language = |language| generate(language, profile.unwrap_or("dev")).map(|_| ());
    match what {
        "kotlin" => Some(language(Language::Kotlin)),
        "swift" => Some(language(Language::Swift)),
        "python" => Some(language(Language::Python)),
        "aar" => Some(aar::make(profile.unwrap_or("size"))),
        "xcframework" => Some(xcframework::make(profile.unwrap_or("size"))),
        _ => None,
    }
}

/// Builds the library with every role in a cargo profile and writes a language's side of it. Gives the
/// library's file.
///
/// # Errors
/// It doesn't build, or the generator refuses its interface.
pub fn generate(language: Language, profile: &str) -> Result<PathBuf, String> {
    let library = library::build(EVERYTHING, profile, None)?;
    write(language, &library)?;
    Ok(library)
}

/// What the programs of every language find in their environment: the folder of the library, and the
/// command that is their issuer.
pub type Surroundings = [(&'static str, String); 2];

/// The library with every role in the profile dev, the command `essc`, and every language's side of the
/// interface: made once for a process, by whoever asks first, and apart from cargo's own folders, since
/// later builds with other features replace what lies there.
///
/// # Errors
/// Something doesn't build, or the generator refuses the interface.
pub fn ready() -> Result<Surroundings, String> {
    static READY: OnceLock<Result<Surroundings, String>> = OnceLock::new();
    READY
        .get_or_init(|| {
            let (library, cli) = build("dev")?;
            let folder = target().join("for-languages");
            folder::empty(&folder)?;
            for file in [&library, &cli] {
                copy(file, &folder)?;
            }
            for language in [Language::Kotlin, Language::Swift, Language::Python] {
                write(language, &library)?;
            }
            Ok(surroundings(&folder, &cli_name()))
        })
        .clone()
}

/// As [`ready`] in another profile, where cargo puts it, and for one language.
///
/// # Errors
/// As [`ready`].
pub fn ready_in(profile: &str, language: Language) -> Result<Surroundings, String> {
    let (library, _) = build(profile)?;
    write(language, &library)?;
    Ok(surroundings(library.parent().unwrap_or(&library), &cli_name()))
}

/// Builds the library and the command, and gives their files.
fn build(profile: &str) -> Result<(PathBuf, PathBuf), String> {
    let library = library::build(EVERYTHING, profile, None)?;
    command("cargo build --locked --quiet --package essc-cli --profile").words(profile).run()?;
    let cli = library.with_file_name(cli_name());
    Ok((library, cli))
}

fn cli_name() -> String {
    format!("essc{EXE_SUFFIX}")
}

fn surroundings(folder: &Path, cli: &str) -> Surroundings {
    let shown = |path: &Path| path.display().to_string();
    [(LIBRARY_DIR, shown(folder)), (CLI, shown(&folder.join(cli)))]
}

impl Language {
    const fn name(self) -> &'static str {
        match self {
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
            Self::Python => "python",
        }
    }

    /// Where the generated sources of the language go; nothing else is in there.
    fn generated(self) -> PathBuf {
        root().join("bindings").join(self.name()).join("generated")
    }
}

/// Where the generated sources of a language are, once [`ready`] has made them.
pub fn generated(language: Language) -> PathBuf {
    language.generated()
}

/// Replaces what was generated for the language.
fn write(language: Language, library: &Path) -> Outcome {
    let folder = language.generated();
    folder::empty(&folder)?;
    program(&library::generator()?)
        .words("generate --no-format --metadata-no-deps --language")
        .words(language.name())
        .words("--out-dir")
        .with(&folder)
        .with(library)
        .run()?;
    match language {
        Language::Kotlin => kotlin::arrange(&folder),
        Language::Swift => swift::arrange(&folder),
        // Python looks for the library beside the module.
        Language::Python => copy(library, &folder),
    }
}

/// Copies a file into a folder, made if it isn't there.
fn copy(file: &Path, folder: &Path) -> Outcome {
    let name = file.file_name().ok_or_else(|| format!("{} is no file", file.display()))?;
    copy_as(file, &folder.join(name))
}

/// Copies a file, with the folders that lead to where it goes.
fn copy_as(from: &Path, to: &Path) -> Outcome {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    fs::copy(from, to).map_err(|e| format!("{} to {}: {e}", from.display(), to.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn what_is_not_a_package_is_not_understood() {
        assert!(run(&[]).is_none());
        assert!(run(&["ruby"]).is_none());
        assert!(run(&["kotlin", "--release"]).is_none());
        assert!(run(&["kotlin", "--profile"]).is_none());
        assert!(run(&["kotlin", "swift"]).is_none());
        assert!(run(&["web", "--profile", "dev"]).is_none());
    }
}
