//! x
#[allow(missing_docs)]
pub mod base;
#[allow(missing_docs)]
pub mod crypto;

pub mod model;

pub mod ports;

pub mod wire;

#[cfg(feature = "holder")]
pub mod holder;
