//! Native libraries load on Android devices with pages of 16 KB: every loadable segment of a 64-bit
//! library is aligned to that much.
//!
//! Google asks it of 64-bit libraries alone (developer.android.com/guide/practices/page-sizes): a
//! 32-bit one is told, not judged.

mod elf;

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{Outcome, command, target};
use crate::tools;
use elf::Elf;

const PAGE: u64 = 16 * 1024;

/// What the Kotlin side calls native code through, for Android.
const JNA: &str = "net.java.dev.jna:jna:5.18.1:aar";
const JNA_FILE: &str = "jna-5.18.1.aar";

/// Checks every native library below `folder`.
///
/// # Errors
/// Those that would not load, each with its smallest alignment; or there is no library at all.
pub fn check(folder: &Path) -> Outcome {
    let libraries = libraries(folder)?;
    if libraries.is_empty() {
        return Err(format!("no native library below {}", folder.display()));
    }
    let mut refused = Vec::new();
    for path in libraries {
        let file = fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        match judge(&file) {
            Ok(verdict) => println!("  {}: {verdict}", path.display()),
            Err(reason) => refused.push(format!("{}: {reason}", path.display())),
        }
    }
    if refused.is_empty() { Ok(()) } else { Err(refused.join("\n")) }
}

/// Fetches the JNA that Android apps package beside our library, and checks it.
///
/// # Errors
/// It can't be fetched, or it would not load.
pub fn check_jna() -> Outcome {
    tools::maven()?;
    let folder = target().join("jna");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    command("mvn --batch-mode --quiet")
        .words("org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy")
        .words(&format!("-Dartifact={JNA}"))
        .with(format!("-DoutputDirectory={}", folder.display()))
        .run()?;
    command("jar --extract --file").words(JNA_FILE).words("jni").within(&folder).run()?;
    check(&folder)
}

/// What to say of a library that loads, or why one doesn't.
fn judge(file: &[u8]) -> Result<String, String> {
    let elf = Elf::read(file)?;
    let smallest = elf.load_alignments.iter().min().ok_or("nothing in it is loaded")?;
    match (elf.is_64_bit, smallest) {
        (false, _) => Ok(format!("32-bit, exempt (aligned to {smallest})")),
        (true, alignment) if *alignment >= PAGE => Ok(format!("aligned to {alignment}")),
        (true, alignment) => Err(format!("aligned to {alignment}, needs {PAGE}")),
    }
}

/// Every native library below `folder`.
///
/// # Errors
/// A folder that can't be read.
pub fn libraries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        let unreadable = |e: std::io::Error| format!("{}: {e}", folder.display());
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "so") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::elf::tests::{elf_32, elf_64};
    use super::judge;

    #[test]
    fn a_64_bit_library_with_one_segment_on_small_pages_is_refused() {
        assert!(judge(&elf_64(&[(1, 0x4000), (1, 0x1000)])).is_err());
        assert!(judge(&elf_64(&[(1, 0x4000), (1, 0x1_0000)])).is_ok());
        assert!(judge(&elf_64(&[(1, 0x4000), (2, 8)])).is_ok(), "only what is loaded counts");
    }

    #[test]
    fn a_32_bit_library_is_exempt() {
        assert!(judge(&elf_32(&[(1, 0x1000)])).is_ok());
    }

    #[test]
    fn a_file_that_loads_nothing_is_refused() {
        assert!(judge(&elf_64(&[(2, 8)])).is_err());
        assert!(judge(b"#!/bin/sh").is_err());
    }
}
