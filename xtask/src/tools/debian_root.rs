//! A Debian of its own in a folder: installed by debootstrap, entered for a command, removed.
//!
//! Commands run in it through `unshare --mount`: the mounts they need are seen by them alone and are
//! gone with their last process, however that ends. So there is nothing to unmount, two commands
//! don't disturb each other, and removing the folder can't reach what was seen through a mount.

use std::fs;
use std::path::{Path, PathBuf};

use super::package::DEBOOTSTRAP;
use crate::shell::{Invocation, Outcome, command};

/// `$1` is the folder, then pairs of `rw` or `ro` and a folder that is seen under its own path, `--`,
/// and what runs in it. The mounts are private to this shell (see the file's header). The folder is
/// mounted on itself first: what runs inside may want mounts of its own, which takes a root that is one.
const ENTER: &str = r#"d=$1; shift; mount --bind "$d" "$d"; mount -t proc proc "$d/proc"; mount --rbind /dev "$d/dev"; while [ "$1" != -- ]; do mkdir -p "$d$2"; mount --bind "$2" "$d$2"; if [ "$1" = ro ]; then mount -o remount,bind,ro "$d$2"; fi; shift 2; done; shift; cd /; exec chroot "$d" "$@""#;

/// Runs a command with mounts and process numbers of its own. It dies with this process, and all that
/// it started dies with it: nobody writes to a folder whose lock is gone.
const APART: &str = "setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child";

/// A folder of the machine that is seen inside under the same path.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Its path.
    pub folder: &'a Path,
    /// Whether it can be written to from inside.
    pub writable: bool,
}

/// Whether this machine lets a Debian of its own be entered.
///
/// # Errors
/// It forbids mounts.
pub fn check() -> Outcome {
    if command("unshare --mount true").works() {
        return Ok(());
    }
    Err("can't mount here (in a container: give it CAP_SYS_ADMIN), which a Debian in a folder needs"
        .to_owned())
}

/// Installs a release with some packages beside the least that Debian consists of, in place of what is
/// in the folder.
///
/// # Errors
/// Packages that can't be fetched, or a folder that can't be written.
pub fn install(folder: &Path, release: &str, packages: &str) -> Outcome {
    remove(folder)?;
    DEBOOTSTRAP.ready()?;
    command(APART)
        .words("debootstrap --variant=minbase")
        .words(&if packages.is_empty() { String::new() } else { format!("--include={packages}") })
        .words(release)
        .with(folder)
        .read()?;
    let archives = folder.join("var/cache/apt/archives");
    fs::remove_dir_all(&archives).map_err(|e| format!("{}: {e}", archives.display()))
}

/// A command inside, still without its program.
pub fn enter(folder: &Path, seen: &[Seen<'_>]) -> Invocation {
    let enter = command(APART).words("sh -euc").with(ENTER).with("sh").with(folder);
    let seen = seen.iter().fold(enter, |enter, Seen { folder, writable }| {
        enter.words(if *writable { "rw" } else { "ro" }).with(folder)
    });
    let label = format!("[inside {}]", folder.display());
    seen.words("--").shown_as(label)
}

/// Removes the folder, if it is there.
///
/// Somebody may have mounted things in it by hand: removing must not reach through.
///
/// # Errors
/// What is mounted there can't be unmounted, or something can't be removed.
pub fn remove(folder: &Path) -> Outcome {
    if !folder.exists() {
        return Ok(());
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
    fn what_is_seen_inside_is_told_before_what_runs() {
        let seen = [
            Seen { folder: Path::new("/repo"), writable: true },
            Seen { folder: Path::new("/tools"), writable: false },
        ];
        let entering = enter(Path::new("/root"), &seen).words("true");
        assert!(entering.ends_with("sh /root rw /repo ro /tools -- true"), "{entering:?}");
        assert_eq!(entering.to_string(), "[inside /root] true");
    }
}
