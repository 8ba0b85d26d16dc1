//! Layer 5: a venue's side. Judges codes offline: text in, verdict out.

pub mod lists;
pub mod replay;
pub mod requests;
mod rules;
pub mod scan;
pub mod signature_cache;
