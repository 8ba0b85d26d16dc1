//! Reads the foreign interface out of a built library and writes the Kotlin, Swift or Python side of
//! it: UniFFI's own generator, of the version that the library is built with.
//!
//! A crate of its own, so that a phone's library has none of what a generator needs.
//! `cargo xtask bindings` calls it.

fn main() {
    uniffi::uniffi_bindgen_main();
}
