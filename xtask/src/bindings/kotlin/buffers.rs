//! Buffers that cross, read and written without reflection.
//!
//! Every text and every record crosses as a structure of three words, and judging a code takes four of
//! them. JNA copies a structure's fields one by one through reflection, with a table of the structures
//! that are being copied; where a buffer's words lie is known.

use super::replace_once;

const CLASS: &str = "\
    class ByValue: RustBuffer(), Structure.ByValue
    class ByReference: RustBuffer(), Structure.ByReference
";

const COPIED: &str = "\
    // As `FieldOrder` says: two integers of 64 bits and a pointer, on every kind of machine.
    override fun read() {
        val words = pointer
        capacity = words.getLong(0)
        len = words.getLong(8)
        data = words.getPointer(16)
    }

    override fun write() {
        val words = pointer
        words.setLong(0, capacity)
        words.setLong(8, len)
        words.setPointer(16, data)
    }

";

const FIELDS: &str = "\
@Structure.FieldOrder(\"capacity\", \"len\", \"data\")
open class RustBuffer : Structure() {
    // Note: `capacity` and `len` are actually `ULong` values, but JVM only supports signed values.
    // When dealing with these fields, make sure to call `toULong()`.
    @JvmField var capacity: Long = 0
    @JvmField var len: Long = 0
    @JvmField var data: Pointer? = null
";

/// The source with the words of a buffer copied in place.
///
/// # Errors
/// The generator wrote something else.
pub(super) fn copied(source: &str) -> Result<String, String> {
    let source = replace_once(source, FIELDS, FIELDS, "a buffer's fields")?;
    replace_once(&source, CLASS, &format!("{COPIED}{CLASS}"), "the class of buffers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_is_copied_by_its_own_lines() {
        let source = format!("{FIELDS}\n{CLASS}rest\n");
        assert_eq!(copied(&source), Ok(format!("{FIELDS}\n{COPIED}{CLASS}rest\n")));
    }

    #[test]
    fn a_buffer_of_another_layout_is_noticed() {
        let source = format!("{FIELDS}\n{CLASS}");
        assert!(copied(&source.replace("var len: Long", "var len: Int")).is_err());
        assert!(copied(&source.replace(CLASS, "")).is_err());
    }
}
