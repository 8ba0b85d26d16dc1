//! The generated Kotlin, with one status of calls for each thread.
//!
//! UniFFI makes a new structure for the status of every call, and judging a code takes four calls. JNA
//! keeps a table of all structures that live, which the garbage collector alone shortens, and copies
//! their fields by reflection before and after each call. A structure that is used again, and read only
//! when its first byte says that something went wrong, takes a third off what a verdict costs.

use std::fs;
use std::path::Path;

use crate::shell::Outcome;

/// The generated file, by `package_name` in uniffi.toml.
const FILE: &str = "org/essc/essc.kt";

const AS_GENERATED: &str = "\
    var status = UniffiRustCallStatus()
    val return_value = callback(status)
    uniffiCheckCallStatus(errorHandler, status)
    return return_value
";

const AS_COMPILED: &str = "\
    val slot = uniffiStatusSlot.get()
    val status = slot.take()
    try {
        val return_value = callback(status)
        if (status.pointer.getByte(0) != UNIFFI_CALL_SUCCESS) {
            status.read()
            uniffiCheckCallStatus(errorHandler, status)
        }
        return return_value
    } finally {
        slot.giveBack(status)
    }
";

const STATUS_SLOT: &str = include_str!("kotlin/StatusSlot.kt");

/// Changes what the generator wrote into `folder`.
///
/// # Errors
/// The generator wrote something else.
pub fn arrange(folder: &Path) -> Outcome {
    let file = folder.join(FILE);
    let failed = |e: std::io::Error| format!("{}: {e}", file.display());
    let changed = with_status_in_place(&fs::read_to_string(&file).map_err(failed)?)?;
    fs::write(&file, changed).map_err(failed)
}

fn with_status_in_place(source: &str) -> Result<String, String> {
    match source.matches(AS_GENERATED).count() {
        1 => Ok(source.replace(AS_GENERATED, AS_COMPILED) + STATUS_SLOT),
        found => Err(format!(
            "the generator of Kotlin writes the check of a call's status otherwise than it did: found \
             {found} times what xtask/src/bindings/kotlin.rs changes"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_of_the_status_is_changed_where_it_is_found_once() {
        let source = format!("before\n{AS_GENERATED}after\n");
        let changed = with_status_in_place(&source).expect("changed");
        assert_eq!(changed, format!("before\n{AS_COMPILED}after\n{STATUS_SLOT}"));
    }

    #[test]
    fn another_generator_is_noticed() {
        assert!(with_status_in_place("var status = Status()\n").is_err());
        assert!(with_status_in_place(&AS_GENERATED.repeat(2)).is_err());
    }
}
