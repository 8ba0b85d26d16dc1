//! Folders and files that only their owner may use, whatever the process's umask is and whoever made
//! the folder.
//!
//! New files get their mode where they are made, from the first byte on. What lies here is for files
//! from before: made by hand, restored from a copy, or by a program that knew no better.

use std::fs;
use std::io;
use std::path::Path;

/// Makes a folder for its owner only, and those above it that are missing; one that is there keeps
/// its mode. Of its files those whose names are `ours` are narrowed to their owner: a folder that a
/// person or an app named may hold others.
///
/// # Errors
/// The operating system's, also when a file is another user's and open to others.
pub fn prepare_folder(folder: &Path, ours: impl Fn(&str) -> bool) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // What a link points at is not ours to change.
        if entry.file_name().to_str().is_some_and(&ours) && entry.file_type()?.is_file() {
            narrow(&entry.path())?;
        }
    }
    Ok(())
}

/// Takes every permission on a file from all but its owner, and tells the log if there was one; does
/// nothing where there is no such file.
///
/// # Errors
/// The operating system's.
pub fn narrow(file: &Path) -> io::Result<()> {
    #[cfg(not(unix))]
    let _ = file;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = match fs::metadata(file) {
            Ok(metadata) => metadata,
            // Gone since it was listed, as another process's temporary file may be.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let mode = metadata.permissions().mode();
        if mode & 0o077 != 0 {
            match fs::set_permissions(file, fs::Permissions::from_mode(mode & 0o700)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                narrowed => narrowed?,
            }
            // A build with neither side of a code has no log.
            #[cfg(any(feature = "holder", feature = "verifier"))]
            tracing::warn!(file = %file.display(), "others could use this file; now its owner only");
        }
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("metadata").permissions().mode() & 0o777
    }

    #[test]
    fn files_in_a_folder_that_was_open_to_all_become_their_owners() {
        let directory = tempfile::tempdir().expect("directory");
        let folder = directory.path().join("a").join("b");
        let ours = |name: &str| name != "foreign";
        prepare_folder(&folder, ours).expect("made");
        assert_eq!((mode(&folder), mode(&directory.path().join("a"))), (0o700, 0o700));
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("mode");
        let cases = [("wide", 0o666, 0o600), ("seen", 0o440, 0o400), ("foreign", 0o644, 0o644)];
        for (name, before, after) in cases {
            let file = folder.join(name);
            fs::write(&file, b"x").expect("written");
            fs::set_permissions(&file, fs::Permissions::from_mode(before)).expect("mode");
            prepare_folder(&folder, ours).expect("narrowed");
            assert_eq!(mode(&file), after);
        }
        assert_eq!(mode(&folder), 0o755, "a folder of somebody else's making keeps its mode");
        narrow(&folder.join("missing")).expect("nothing to do");
    }
}
