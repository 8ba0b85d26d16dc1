//! The names of the public interface, by who uses them. Re-exports only; `lib.rs` has those that a first
//! program needs, and these modules what is met after that.
//!
//! What a public signature mentions is named here or there: the lint `unnameable_types` says what is
//! missing.

pub mod card;
pub mod document;
#[cfg(feature = "verifier")]
pub mod gate;
pub mod host;
#[cfg(feature = "issuance")]
pub mod issuer;
#[cfg(feature = "holder")]
pub mod wallet;
