//! Libraries whose standard library is built with them, from the sources that Debian packages beside its
//! compiler: without the symboliser of backtraces, the largest part of a small library, and with the
//! smaller of its algorithms.

use std::path::PathBuf;

use crate::shell::target;
use crate::tools::debian_root::Seen;
use crate::tools::trixie;

/// The machine that the sizes are about.
const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// Frame pointers as everywhere here (`.cargo/config.toml`), and panics that don't name their line: the
/// paths and places of every check in the library and in the standard library are 20 KB.
const FLAGS: &str = "-Cforce-frame-pointers=yes -Zlocation-detail=none";

/// Builds a library of `package` with a feature and no others, for size, and gives its file.
///
/// # Errors
/// The compiler can't be installed here, or it doesn't build.
pub fn build(package: &str, feature: &str, file: &str) -> Result<PathBuf, String> {
    let compiler = trixie::ready(&trixie::RUST)?;
    // The crates that this machine has, and those that the standard library needs beside them.
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let crates = home.ok_or("neither CARGO_HOME nor HOME is set")?;
    // Another compiler's folder of its own.
    let built = target().join("rebuilt");
    compiler
        .command(&[Seen { folder: &crates, writable: true }])
        .with(format!("CARGO_HOME={}", crates.display()))
        .with(format!("CARGO_TARGET_DIR={}", built.display()))
        .with(format!("RUSTFLAGS={FLAGS}"))
        // What the standard library consists of is not stable: this lets a stable compiler build it.
        .words("RUSTC_BOOTSTRAP=1 cargo build --locked --quiet --profile size")
        .words("-Zbuild-std=std,panic_unwind -Zbuild-std-features=optimize_for_size --target")
        .words(TRIPLE)
        .words("--no-default-features --package")
        .words(package)
        .words("--features")
        .words(feature)
        .run()?;
    Ok(built.join(TRIPLE).join("size").join(file))
}
