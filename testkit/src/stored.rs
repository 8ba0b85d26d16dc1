//! The folders that released versions wrote (`tests/stored`), to be copied and opened.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of each version.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn folders() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/stored");
    let entries = fs::read_dir(here).expect("tests/stored");
    let folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("entry").path()).filter(|path| path.is_dir()).collect();
    assert!(!folders.is_empty(), "at least what 0.1.0 wrote");
    folders
}

/// Copies a folder; folders and files are their owner's alone, as the programs make them and as a
/// checkout doesn't keep them.
pub fn copy(from: &Path, to: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    fs::create_dir_all(to).expect("folder");
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).expect("mode");
    for entry in fs::read_dir(from).expect("folder") {
        let path = entry.expect("entry").path();
        let copied = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).expect("copied");
            fs::set_permissions(&copied, fs::Permissions::from_mode(0o600)).expect("mode");
        }
    }
}
