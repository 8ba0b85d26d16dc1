//! Layer 0: what everything else is written in. Time, strict text encodings, redaction.
//!
//! Imports nothing of this crate.

pub mod base45;
pub mod base64url;
pub mod hex;
pub mod json;
pub mod numeric_date;
pub mod text;
pub mod time;
