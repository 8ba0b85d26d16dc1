//! Debian 13 in a folder: it packages the Swift that Debian 12 and Ubuntu don't, and a Rust with the
//! sources of its standard library.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::debian_root::{self, Seen};
use super::surroundings;
use crate::output::say;
use crate::shell::{Invocation, Outcome, root, target, tools};

const RELEASE: &str = "trixie";

/// What one installation consists of.
#[derive(Debug)]
pub struct Recipe {
    /// Its name, part of the folder's.
    name: &'static str,
    /// Packages of the release, separated by commas.
    packages: &'static str,
    /// Packages that are newer than the release, separated by blanks.
    backports: &'static str,
    /// What it takes, for whoever waits.
    size: &'static str,
}

/// The Swift compiler, and what it takes to link a program with it.
pub const SWIFT: Recipe = Recipe {
    name: "swift",
    packages: "swiftlang,libc6-dev,g++,ca-certificates",
    backports: "",
    size: "3 GB",
};

/// A Rust compiler; its standard library for WebAssembly, with the linker for it; and the standard
/// library as sources, to build it with other features than the distributed one.
pub const RUST: Recipe = Recipe {
    name: "rust",
    packages: "gcc,libc6-dev,ca-certificates",
    backports: "rustc cargo rust-src libstd-rust-dev-wasm32 lld",
    size: "2 GB",
};

/// Written last, with what was installed: a folder without it was interrupted, one with other
/// contents is of another recipe.
const MARKER: &str = "installed-by-xtask";

/// The installation, which nobody removes as long as this lives.
#[derive(Debug)]
pub struct Trixie {
    folder: PathBuf,
    _lock: File,
}

/// Finds the installation or makes it, waiting for another run that is making it.
///
/// # Errors
/// Not root, a machine that forbids mounts, or packages that can't be fetched.
pub fn ready(recipe: &Recipe) -> Result<Trixie, String> {
    debian_root::check()?;
    let folder = tools().join(format!("{RELEASE}-{}", recipe.name));
    fs::create_dir_all(tools()).map_err(|e| format!("{}: {e}", tools().display()))?;
    let lock = open(&folder.with_extension("lock"))?;
    // Twice at most: between giving up the one lock and having the other, the folder may change.
    for _ in 0..2 {
        hold(&lock, File::try_lock_shared, File::lock_shared)?;
        if recipe.is_complete(&folder) {
            return Ok(Trixie { folder, _lock: lock });
        }
        lock.unlock().map_err(|e| e.to_string())?;
        hold(&lock, File::try_lock, File::lock)?;
        if !recipe.is_complete(&folder) {
            recipe.install(&folder)?;
        }
        lock.unlock().map_err(|e| e.to_string())?;
    }
    Err(format!("{} is not complete although it was just installed", folder.display()))
}

impl Trixie {
    /// A command inside, still without its program, with a clean environment. It sees the repository,
    /// cargo's build directory and `more` under the paths they have outside.
    pub fn command(&self, more: &[Seen<'_>]) -> Invocation {
        let (repository, built) = (root(), target());
        let mut seen = [repository, &built].map(|folder| Seen { folder, writable: true }).to_vec();
        seen.extend_from_slice(more);
        debian_root::enter(&self.folder, &seen)
            .words("env -i --chdir")
            .with(repository)
            .words("PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/root LANG=C.UTF-8")
    }
}

impl Recipe {
    fn install(&self, folder: &Path) -> Outcome {
        // Should removing what was there be interrupted, what is left must not look complete.
        let marker = folder.join(MARKER);
        let failed = |e: io::Error| format!("{}: {e}", marker.display());
        if marker.exists() {
            fs::remove_file(&marker).map_err(failed)?;
        }
        say!("  takes minutes and {}, once for a user", self.size);
        debian_root::install(folder, RELEASE, self.packages)?;
        if !self.backports.is_empty() {
            self.install_backports(folder)?;
        }
        fs::write(&marker, self.text()).map_err(failed)
    }

    /// Adds the suite of newer packages, from wherever the release came, and installs from it.
    fn install_backports(&self, folder: &Path) -> Outcome {
        surroundings::carry_over(folder)?;
        let sources = folder.join("etc/apt/sources.list");
        let failed = |e: io::Error| format!("{}: {e}", sources.display());
        let release = fs::read_to_string(&sources).map_err(failed)?;
        let suite = format!("{RELEASE}-backports");
        let newer = release.replace(&format!(" {RELEASE} "), &format!(" {suite} "));
        fs::write(&sources, format!("{release}{newer}")).map_err(failed)?;
        let inside = |line: &str| {
            debian_root::enter(folder, &[])
                .words("env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive")
                .words(line)
                .run()
        };
        inside("update-ca-certificates")?;
        inside("apt-get -q -y update")?;
        let newer = format!("--target-release {suite} {}", self.backports);
        inside(&format!("apt-get -q -y install --no-install-recommends {newer}"))?;
        inside("apt-get clean")
    }

    fn is_complete(&self, folder: &Path) -> bool {
        fs::read_to_string(folder.join(MARKER)).is_ok_and(|had| had == self.text())
    }

    fn text(&self) -> String {
        format!("{RELEASE} {} {}\n", self.packages, self.backports)
    }
}

fn open(path: &Path) -> Result<File, String> {
    let file = File::options().create(true).truncate(false).write(true).open(path);
    file.map_err(|e| format!("{}: {e}", path.display()))
}

/// Takes the lock, and says so if that means to wait.
fn hold(
    lock: &File,
    attempt: fn(&File) -> Result<(), TryLockError>,
    wait: fn(&File) -> io::Result<()>,
) -> Outcome {
    match attempt(lock) {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            say!("  waiting for another run that is installing or using this Debian");
            wait(lock).map_err(|e| format!("lock: {e}"))
        }
        Err(TryLockError::Error(e)) => Err(format!("lock: {e}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installation_without_its_marker_is_not_complete() {
        let folder = std::env::temp_dir().join(format!("essc-xtask-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the test");
        assert!(!SWIFT.is_complete(&folder));
        fs::write(folder.join(MARKER), "bookworm gcc\n").expect("a marker");
        assert!(!SWIFT.is_complete(&folder), "of another recipe");
        fs::write(folder.join(MARKER), SWIFT.text()).expect("a marker");
        assert!(SWIFT.is_complete(&folder));
        assert!(!RUST.is_complete(&folder));
        debian_root::remove(&folder).expect("removed");
        assert!(!folder.exists());
    }
}
