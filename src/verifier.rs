//! Layer 5, a venue's side: the documents a verifier judges by, and their sync. Verification itself
//! never uses the network.

pub mod sync;
pub mod time_floor;
pub mod trust_store;
