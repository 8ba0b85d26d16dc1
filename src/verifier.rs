//! Layer 5: a venue's side. Judges codes offline: text in, verdict out.

pub mod replay;
mod rules;
pub mod signature_cache;
