//! One status of calls for each thread.
//!
//! UniFFI makes a new structure for the status of every call, and judging a code takes four calls. JNA
//! keeps a table of all structures that live, which the garbage collector alone shortens, and copies
//! their fields by reflection before and after each call. A structure that is used again, and read only
//! when its first byte says that something went wrong, takes a third off what a verdict costs.

use super::replace_once;

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

const STATUS_SLOT: &str = include_str!("StatusSlot.kt");

/// The source with the status of a thread's calls in one place.
///
/// # Errors
/// The generator wrote something else.
pub(super) fn reused(source: &str) -> Result<String, String> {
    let changed = replace_once(source, AS_GENERATED, AS_COMPILED, "the check of a call's status")?;
    Ok(changed + STATUS_SLOT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_of_the_status_is_changed_where_it_is_found_once() {
        let source = format!("before\n{AS_GENERATED}after\n");
        let changed = reused(&source).expect("changed");
        assert_eq!(changed, format!("before\n{AS_COMPILED}after\n{STATUS_SLOT}"));
    }

    #[test]
    fn another_generator_is_noticed() {
        assert!(reused("var status = Status()\n").is_err());
        assert!(reused(&AS_GENERATED.repeat(2)).is_err());
    }
}
