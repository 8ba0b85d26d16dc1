//! A Debian 13 in a folder, which packages the Swift that Debian 12 and Ubuntu don't.
//!
//! Commands run in it through `unshare --mount`: the mounts they need are seen by them alone and are
//! gone with their last process, however that ends. So there is nothing to unmount, two commands
//! don't disturb each other, and removing the folder can't reach the repository.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::system;
use crate::shell::{Invocation, Outcome, command, root, target, tools};

const RELEASE: &str = "trixie";
/// The compiler, and what it takes to link a program with it.
const PACKAGES: &str = "swiftlang,libc6-dev,g++,ca-certificates";

/// Written last, with what was installed: a folder without it was interrupted, one with other
/// contents is of another recipe.
const MARKER: &str = "installed-by-xtask";

/// `$1` is the installation, `$2` and `$3` folders that it sees under their own paths, `$4` on what
/// runs in it. The mounts are private to this shell (see the file's header).
const ENTER: &str = r#"d=$1; mount -t proc proc "$d/proc"; mount --rbind /dev "$d/dev"; for s in "$2" "$3"; do mkdir -p "$d$s"; mount --bind "$s" "$d$s"; done; cd /; shift 3; exec chroot "$d" "$@""#;

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
    if !command("unshare --mount true").works() {
        return Err("can't mount here (in a container: give it CAP_SYS_ADMIN), which an \
                    installation of Swift needs; or put swift 6 on the path"
            .to_owned());
    }
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
        command("unshare --mount sh -euc")
            .with(ENTER)
            .with("sh")
            .with(&self.folder)
            .with(root())
            .with(target())
            .words("env -i --chdir")
            .with(root())
            .words("PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/root LANG=C.UTF-8")
    }
}

fn install(folder: &Path) -> Outcome {
    remove(folder)?;
    system("debootstrap --version", "debootstrap debian-archive-keyring")?;
    println!("  takes minutes and 3 GB, once for a user");
    // It dies with this process, children included: the lock may not outlive who writes the folder.
    command("setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child")
        .words("debootstrap --variant=minbase")
        .words(&format!("--include={PACKAGES} {RELEASE}"))
        .with(folder)
        .read()?;
    let archives = folder.join("var/cache/apt/archives");
    fs::remove_dir_all(&archives).map_err(|e| format!("{}: {e}", archives.display()))?;
    let marker = folder.join(MARKER);
    fs::write(&marker, recipe()).map_err(|e| format!("{}: {e}", marker.display()))
}

/// Removes what an interrupted or older installation left.
///
/// Somebody may have mounted things in it by hand: removing must not reach through.
fn remove(folder: &Path) -> Outcome {
    if !folder.exists() {
        return Ok(());
    }
    // Should this be interrupted, what is left must not look complete.
    let marker = folder.join(MARKER);
    if marker.exists() {
        fs::remove_file(&marker).map_err(|e| format!("{}: {e}", marker.display()))?;
    }
    // By the name that the kernel's list of mounts has for it.
    let folder = &folder.canonicalize().map_err(|e| format!("{}: {e}", folder.display()))?;
    for mounted in mounts_below(folder)?.iter().rev() {
        command("umount --lazy").with(mounted).run()?;
    }
    if let Some(mounted) = mounts_below(folder)?.first() {
        return Err(format!("{} is mounted: unmount it, then try again", mounted.display()));
    }
    command("rm --recursive --force --one-file-system").with(folder).run()
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
    wait: fn(&File) -> std::io::Result<()>,
) -> Outcome {
    match attempt(lock) {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            println!("  waiting for another run that is installing or using Swift");
            wait(lock).map_err(|e| format!("lock: {e}"))
        }
        Err(TryLockError::Error(e)) => Err(format!("lock: {e}")),
    }
}

fn mounts_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    const LIST: &str = "/proc/self/mountinfo";
    let list = fs::read_to_string(LIST).map_err(|e| format!("{LIST}: {e}"))?;
    Ok(mount_points(&list, folder))
}

/// The mount points at or below `folder` in a `mountinfo`, in the order in which they were mounted.
fn mount_points(list: &str, folder: &Path) -> Vec<PathBuf> {
    let points = list.lines().filter_map(|line| line.split(' ').nth(4)).map(unescaped);
    points.filter(|point| point.starts_with(folder)).collect()
}

/// The kernel writes what would break its columns in octal: `\040` for a space.
fn unescaped(point: &str) -> PathBuf {
    let escapes = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")];
    let plain = escapes.iter().fold(point.to_owned(), |text, (from, to)| text.replace(from, to));
    PathBuf::from(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "\
        22 1 254:0 / / rw - ext4 /dev/vda rw\n\
        23 22 0:21 / /proc rw - proc proc rw\n\
        40 22 0:21 / /cache/trixie-swift/proc rw - proc proc rw\n\
        41 22 254:0 /my\\040repo /cache/trixie-swift/my\\040repo rw - ext4 /dev/vda rw\n\
        42 22 254:0 / /cache/trixie-swift-of-another rw - ext4 /dev/vda rw\n";

    #[test]
    fn only_mounts_below_the_folder_are_found() {
        let found = mount_points(LIST, Path::new("/cache/trixie-swift"));
        let expected = ["/cache/trixie-swift/proc", "/cache/trixie-swift/my repo"];
        assert_eq!(found, expected.map(PathBuf::from));
    }

    #[test]
    fn an_installation_without_its_marker_is_not_complete() {
        let folder = std::env::temp_dir().join(format!("essc-xtask-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the test");
        assert!(!is_complete(&folder));
        fs::write(folder.join(MARKER), "bookworm gcc\n").expect("a marker");
        assert!(!is_complete(&folder), "of another recipe");
        fs::write(folder.join(MARKER), recipe()).expect("a marker");
        assert!(is_complete(&folder));
        remove(&folder).expect("removed");
        assert!(!folder.exists());
    }
}
