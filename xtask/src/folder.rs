//! Folders of what is built: emptied before, searched after.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::Outcome;

/// Removes a folder with all that is in it, if it is there.
///
/// # Errors
/// Something in it can't be removed.
pub fn remove(folder: &Path) -> Outcome {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}

/// Makes a folder without anything in it.
///
/// # Errors
/// What was in it can't be removed, or it can't be made.
pub fn empty(folder: &Path) -> Outcome {
    remove(folder)?;
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}

/// The files of an extension in a folder and below it, in an order that is always the same.
///
/// # Errors
/// A folder that can't be read.
pub fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        let unreadable = |e: std::io::Error| format!("{}: {e}", folder.display());
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|of| of == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_at_any_depth_and_an_emptied_folder_has_none() {
        let name = format!("essc-xtask-folder-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let below = folder.join("a/b");
        fs::create_dir_all(&below).expect("a folder for the test");
        for file in [folder.join("2.so"), below.join("1.so"), below.join("so")] {
            fs::write(file, []).expect("a file for the test");
        }
        let found = files(&folder, "so").expect("listed");
        assert_eq!(found, [folder.join("2.so"), below.join("1.so")]);
        empty(&folder).expect("emptied");
        assert!(folder.is_dir());
        assert_eq!(files(&folder, "so"), Ok(Vec::new()));
        remove(&folder).expect("removed");
        assert!(remove(&folder).is_ok() && files(&folder, "so").is_err());
    }
}
