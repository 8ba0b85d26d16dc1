//! Files that are replaced as a whole or not at all: a kill at any instant leaves the old content or
//! the new.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// Replaces a file: writes a temporary one beside it, flushes it, renames it over the old, flushes
/// the directory. The new file is readable by its owner only.
///
/// # Errors
/// The operating system's; the old content is then untouched.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let temporary = directory.join(format!(".{name}.tmp"));
    let written = write_flushed(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
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

fn write_flushed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
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
}
