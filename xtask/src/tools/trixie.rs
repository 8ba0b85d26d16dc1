//! A Debian 13 in a folder, which packages the Swift that Debian 12 and Ubuntu don't.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::debian_root::{self, Seen};
use crate::output::say;
use crate::shell::{Invocation, Outcome, root, target, tools};

const RELEASE: &str = "trixie";
/// The compiler, and what it takes to link a program with it.
const PACKAGES: &str = "swiftlang,libc6-dev,g++,ca-certificates";

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
pub fn ready() -> Result<Trixie, String> {
    debian_root::check().map_err(|e| format!("{e}; or put swift 6 on the path"))?;
    let folder = tools().join(format!("{RELEASE}-swift"));
    fs::create_dir_all(tools()).map_err(|e| format!("{}: {e}", tools().display()))?;
    let lock = open(&folder.with_extension("lock"))?;
    // Twice at most: between giving up the one lock and having the other, the folder may change.
    for _ in 0..2 {
        hold(&lock, File::try_lock_shared, File::lock_shared)?;
        if is_complete(&folder) {
            return Ok(Trixie { folder, _lock: lock });
        }
        lock.unlock().map_err(|e| e.to_string())?;
        hold(&lock, File::try_lock, File::lock)?;
        if !is_complete(&folder) {
            install(&folder)?;
        }
        lock.unlock().map_err(|e| e.to_string())?;
    }
    Err(format!("{} is not complete although it was just installed", folder.display()))
}

impl Trixie {
    /// A command inside, still without its program, with a clean environment.
    pub fn command(&self) -> Invocation {
        let (repository, built) = (root(), target());
        let seen = [repository, &built].map(|folder| Seen { folder, writable: true });
        debian_root::enter(&self.folder, &seen)
            .words("env -i --chdir")
            .with(repository)
            .words("PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/root LANG=C.UTF-8")
    }
}

fn install(folder: &Path) -> Outcome {
    // Should removing what was there be interrupted, what is left must not look complete.
    let marker = folder.join(MARKER);
    let failed = |e: io::Error| format!("{}: {e}", marker.display());
    if marker.exists() {
        fs::remove_file(&marker).map_err(failed)?;
    }
    say!("  takes minutes and 3 GB, once for a user");
    debian_root::install(folder, RELEASE, PACKAGES)?;
    fs::write(&marker, recipe()).map_err(failed)
}

fn is_complete(folder: &Path) -> bool {
    fs::read_to_string(folder.join(MARKER)).is_ok_and(|had| had == recipe())
}

fn recipe() -> String {
    format!("{RELEASE} {PACKAGES}\n")
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
            say!("  waiting for another run that is installing or using Swift");
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
        assert!(!is_complete(&folder));
        fs::write(folder.join(MARKER), "bookworm gcc\n").expect("a marker");
        assert!(!is_complete(&folder), "of another recipe");
        fs::write(folder.join(MARKER), recipe()).expect("a marker");
        assert!(is_complete(&folder));
        debian_root::remove(&folder).expect("removed");
        assert!(!folder.exists());
    }
}
