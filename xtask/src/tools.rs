//! What the steps need beyond Rust: installed where it can be, named where it can't.

mod java;
mod python;
mod swift;
mod trixie;

use std::path::Path;

use crate::shell::{Outcome, command, tools};

pub use java::{artifact, maven};
pub use python::python;
pub use swift::Swift;

/// Makes sure that `probe` runs; on Debian and Ubuntu as root, installs `package` (one or more names)
/// for it.
///
/// # Errors
/// It doesn't run and can't be installed here, with the name of what to install.
pub fn system(probe: &str, package: &str) -> Outcome {
    if command(probe).works() {
        return Ok(());
    }
    let advice = format!("`{probe}` doesn't run: install {package} (its name on Debian)");
    if !root_on_debian() {
        return Err(advice);
    }
    // Another installation may be running: wait for it instead of failing.
    let apt = |what: &str| {
        command(&format!("apt-get -o DPkg::Lock::Timeout=400 -q -y {what}"))
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
    };
    let install = format!("install --no-install-recommends {package}");
    apt(&install).or_else(|_| apt("update").and_then(|()| apt(&install)))?;
    if command(probe).works() { Ok(()) } else { Err(advice) }
}

/// Whether packages can be installed here without asking anybody.
fn root_on_debian() -> bool {
    Path::new("/etc/debian_version").exists()
        && command("id -u").read().is_ok_and(|uid| uid.trim() == "0")
}

/// Makes sure that the cargo subcommand `cargo NAME` of this version is there, else builds it into a
/// cache of this project's own, which takes minutes the first time.
///
/// # Errors
/// It can't be built.
pub fn cargo(name: &str, version: &str) -> Outcome {
    let tool = format!("cargo-{name}");
    if command(&tool).with("--version").read().is_ok_and(|said| said.contains(version)) {
        return Ok(());
    }
    command(&format!("cargo install {tool} --version {version} --locked --quiet --root"))
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
