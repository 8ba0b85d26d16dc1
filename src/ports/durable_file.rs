//! Files that are replaced as a whole or not at all: a kill at any instant leaves the old content or
//! the new, and so do any number of threads and processes that replace one file at the same time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Most temporary files beside one file: more writers at the same time than this are a fault.
const MAX_TEMPORARY: u32 = 256;

/// Replaces a file: writes a temporary one beside it, flushes it, renames it over the old, flushes
/// the directory. The new file is readable by its owner only. Of several calls at the same time each
/// succeeds, and the content is that of the last to finish.
///
/// # Errors
/// The operating system's; the old content is then untouched.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    // Its lock is held until the file has its new name, or is gone.
    let (mut file, temporary) = claim_temporary(directory, &name)?;
    let written = write_flushed(&mut file, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // What is left of the attempt is worth nothing; that it can't be removed changes nothing.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    flush_directory(directory)
}

/// Reads a file of at most `limit` bytes; none when there is none.
///
/// # Errors
/// The operating system's, and `FileTooLarge` beyond the limit.
pub fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        Err(io::ErrorKind::FileTooLarge.into())
    } else {
        Ok(Some(bytes))
    }
}

/// A temporary file that no other writer uses, open and locked. One that a killed process left is
/// used again, so that what is left behind does not grow with every kill.
fn claim_temporary(directory: &Path, name: &str) -> io::Result<(File, PathBuf)> {
    for attempt in 0..MAX_TEMPORARY {
        let suffix = if attempt == 0 { String::new() } else { format!(".{attempt}") };
        let path = directory.join(format!(".{name}{suffix}.tmp"));
        let Some(file) = open_temporary(&path)? else { continue };
        match file.try_lock() {
            Ok(()) if is_at(&file, &path)? => return Ok((file, path)),
            // Its writer has renamed it since it was opened: it is the file itself now.
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// Makes a temporary file, or opens the one that is there, without emptying it: it may be somebody's.
/// None where a symbolic link stands, or where a file came or went meanwhile: a link may lead to any
/// file of this user, so nothing is made, opened or emptied through one.
fn open_temporary(path: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    // Making a file never follows a link.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(made) => return Ok(Some(made)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    let there = match fs::symlink_metadata(path) {
        Ok(there) => there.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if there.is_symlink() {
        return Ok(None);
    }
    if !there.is_file() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    // A link that takes its place now is noticed by `is_at`, before anything is written.
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a path still leads to an open file, itself and not by a link.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let open = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (open.dev(), open.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a path still leads to an open file: not told elsewhere without a dependency.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> io::Result<bool> {
    Ok(fs::symlink_metadata(path).is_ok_and(|there| there.is_file()))
}

fn write_flushed(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.set_len(0)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes renames and removals in a directory last.
///
/// # Errors
/// The operating system's.
pub fn flush_directory(directory: &Path) -> io::Result<()> {
    // Elsewhere a directory can't be opened, and a rename lasts by itself.
    if !cfg!(unix) {
        return Ok(());
    }
    // The parent of a plain name is the empty path: the current directory.
    let here = Path::new(".");
    File::open(if directory.as_os_str().is_empty() { here } else { directory })?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_reading_is_bounded() {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("state");
        assert_eq!(read(&path, 10).expect("read"), None);
        replace(&path, b"old").expect("replace");
        replace(&path, b"new").expect("replace");
        assert_eq!(read(&path, 3).expect("read").as_deref(), Some(&b"new"[..]));
        assert_eq!(read(&path, 2).expect_err("bound").kind(), io::ErrorKind::FileTooLarge);
        let names = fs::read_dir(directory.path()).expect("directory").count();
        assert_eq!(names, 1, "no temporary file is left");
    }

    #[test]
    fn a_failed_replacement_leaves_the_old_content() {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("state");
        replace(&path, b"old").expect("replace");
        // A directory in the temporary file's place makes the first step fail, even for root.
        fs::create_dir(directory.path().join(".state.tmp")).expect("directory");
        assert!(replace(&path, b"new").is_err());
        assert_eq!(read(&path, 10).expect("read").as_deref(), Some(&b"old"[..]));
    }

    #[test]
    fn writers_of_one_file_at_the_same_time_all_succeed_and_leave_one_whole_content() {
        const WRITERS: u8 = 8;
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("state");
        let content = |writer: u8| vec![writer; 1 + usize::from(writer) * 1000];
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..25 {
                        replace(path, &content(writer)).expect("replaced");
                        let found = read(path, 100_000).expect("read").expect("there");
                        assert_eq!(found, content(found[0]), "whole");
                    }
                });
            }
        });
        let names = fs::read_dir(directory.path()).expect("directory").count();
        assert_eq!(names, 1, "no temporary file is left");
    }

    #[test]
    fn a_writer_leaves_alone_what_another_one_is_writing() {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("state");
        let (mut file, temporary) = claim_temporary(directory.path(), "state").expect("claimed");
        file.write_all(b"the first one's").expect("written");
        replace(&path, b"second").expect("replaced");
        assert_eq!(fs::read(&temporary).expect("there"), b"the first one's");
        fs::rename(&temporary, &path).expect("still there to be renamed");
        assert_eq!(read(&path, 100).expect("read").as_deref(), Some(&b"the first one's"[..]));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_renamed_after_it_was_opened_is_not_taken_for_a_temporary_one() {
        let directory = tempfile::tempdir().expect("directory");
        let (path, other) = (directory.path().join("a"), directory.path().join("b"));
        let file = File::create(&path).expect("made");
        assert!(is_at(&file, &path).expect("looked"));
        fs::rename(&path, &other).expect("renamed");
        assert!(!is_at(&file, &path).expect("looked"), "nothing is there");
        fs::write(&path, b"another").expect("written");
        assert!(!is_at(&file, &path).expect("looked"), "another is there");
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_in_a_temporary_files_place_is_not_followed() {
        let directory = tempfile::tempdir().expect("directory");
        let elsewhere = tempfile::tempdir().expect("another directory");
        let (there, missing) = (elsewhere.path().join("there"), elsewhere.path().join("missing"));
        fs::write(&there, b"somebody's").expect("written");
        let links = [(".state.tmp", &there), (".state.1.tmp", &missing)];
        for (name, target) in links {
            std::os::unix::fs::symlink(target, directory.path().join(name)).expect("linked");
        }
        let path = directory.path().join("state");
        replace(&path, b"ours").expect("replaced");
        assert_eq!(read(&path, 10).expect("read").as_deref(), Some(&b"ours"[..]));
        assert!(fs::symlink_metadata(&path).expect("there").is_file());
        assert_eq!(fs::read(&there).expect("there"), b"somebody's");
        assert!(!missing.exists(), "and nothing was made");
    }

    #[test]
    fn what_a_killed_writer_left_is_used_again() {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("state");
        fs::write(directory.path().join(".state.tmp"), b"half of something longer").expect("left");
        replace(&path, b"whole").expect("replaced");
        assert_eq!(read(&path, 100).expect("read").as_deref(), Some(&b"whole"[..]));
        let names = fs::read_dir(directory.path()).expect("directory").count();
        assert_eq!(names, 1, "no temporary file is left");
    }
}
