//! Native libraries load on Android devices with pages of 16 KB: every loadable segment of a 64-bit
//! library is aligned to that much.
//!
//! Google asks it of 64-bit libraries alone (developer.android.com/guide/practices/page-sizes): a
//! 32-bit one is told, not judged.

mod elf;

use std::fs;
use std::path::Path;

use crate::folder;
use crate::output::say;
use crate::shell::{Outcome, command, target};
use crate::tools;
use elf::Elf;

const PAGE: u64 = 16 * 1024;

/// What the Kotlin side calls native code through, for Android.
const JNA: &str = "net.java.dev.jna:jna:5.18.1:aar";

/// How the file of a native library for Android ends.
pub const LIBRARY: &str = "so";

/// Checks every native library below `folder`.
///
/// # Errors
/// Those that would not load, each with its smallest alignment; or there is no library at all.
pub fn check(folder: &Path) -> Outcome {
    let libraries = folder::files(folder, LIBRARY)?;
    if libraries.is_empty() {
        return Err(format!("no native library below {}", folder.display()));
    }
    let mut refused = Vec::new();
    for path in libraries {
        let file = fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        match judge(&file) {
            Ok(verdict) => say!("  {}: {verdict}", path.display()),
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
    folder::empty(&folder)?;
    unpack_jna(&folder)?;
    check(&folder)
}

/// Puts JNA's native libraries for Android below `folder`, as `jni/ABI/libjnidispatch.so`.
///
/// # Errors
/// It can't be fetched.
pub fn unpack_jna(folder: &Path) -> Outcome {
    let package = tools::artifact(JNA, folder)?;
    command("jar --extract --file").with(package).words("jni").within(folder).run()
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

#[cfg(test)]
mod tests {
    use super::elf::tests::{elf_32, elf_64};
    use super::{JNA, judge};

    #[test]
    fn the_jna_that_is_checked_is_that_of_the_maven_build() {
        let library = include_str!("../../../bindings/kotlin/pom.xml");
        assert!(library.contains("<jna.version>5.18.1</jna.version>") && JNA.contains(":5.18.1:"));
    }

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
