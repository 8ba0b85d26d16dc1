//! What the steps need beyond Rust: installed where it can be, named where it can't.

pub mod debian_root;
mod java;
mod node;
pub mod package;
mod python;
pub mod surroundings;
mod swift;
pub mod trixie;

use std::path::Path;

use crate::shell::{Outcome, command, tools};

pub use java::{artifact, maven};
pub use node::packages as npm_packages;
pub use package::{announce_fetch, fetch as fetch_packages};
pub use python::PythonEnvironment;
pub use swift::Swift;

/// Makes sure that the cargo subcommand `cargo NAME` of this version is there, else builds it into a
/// cache of this project's own. Without optimisation: it runs for seconds, and would take minutes more
/// to build.
///
/// # Errors
/// It can't be built.
pub fn cargo(name: &str, version: &str) -> Outcome {
    let tool = format!("cargo-{name}");
    if command(&tool).with("--version").read().is_ok_and(|said| said.contains(version)) {
        return Ok(());
    }
    command(&format!("cargo install {tool} --version {version} --locked --quiet --debug --root"))
        .with(tools())
        .run()
        .map_err(|e| format!("{e}; install it with: cargo install {tool} --version {version}"))
}

/// Makes sure that Rust can build for these targets.
///
/// # Errors
/// It can't, with what to type.
pub fn rust_targets(triples: &[&str]) -> Outcome {
    let libraries = command("rustc --print sysroot").read()?;
    let libraries = Path::new(libraries.trim()).join("lib/rustlib");
    let lacks = |triple: &&&str| !libraries.join(triple).is_dir();
    let missing: Vec<&str> = triples.iter().filter(lacks).copied().collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("needs Rust for other targets: rustup target add {}", missing.join(" ")))
}
