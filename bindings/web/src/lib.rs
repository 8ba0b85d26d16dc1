//! The gate for web pages and Node.js. [`Gate`] is the core's verifier over memory; [`exports`] is how
//! `essc.js` calls it: numbers as arguments, bytes through one buffer in and one out.
//!
//! A browser has no directory, no clock that the core could read and no randomness that a verification
//! would need. So the time comes with each call, and what a gate would write to its directory is one byte
//! string that the page keeps.

pub mod exports;
mod fault;
mod gate;
mod report;

pub use fault::Fault;
pub use gate::{Gate, Setup};
