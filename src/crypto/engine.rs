//! What does the arithmetic of verification: ring, or in a build without the feature `ring` the crates
//! p256 and sha2, which compile for WebAssembly. Nothing else below this layer knows which.
//!
//! Both answer alike: the tests below compare them, and the vectors are judged with either.

#[cfg(feature = "ring")]
pub mod with_ring;
#[cfg(any(not(feature = "ring"), test, feature = "internals"))]
pub mod without_ring;

#[cfg(feature = "ring")]
pub(super) use with_ring::{sha256_of, verify_es256};
#[cfg(not(feature = "ring"))]
pub(super) use without_ring::{sha256_of, verify_es256};

#[cfg(all(test, feature = "ring"))]
mod tests;
