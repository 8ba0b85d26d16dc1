//! Layer 6: what Kotlin, Swift and Python see. Converts, delegates, maps errors; decides nothing.
//!
//! Plain data cross as they are (`derive(uniffi::…)` beside their definition); what stands here are
//! the long-lived objects, the few records whose Rust form can't cross, and the one public error.
//! Secrets never cross: key stores are handles, and only public keys and signatures come back.

mod app_attest;
mod conversions;
mod error;
mod error_code;
#[cfg(test)]
mod error_code_pins;
mod error_text;
#[cfg(feature = "issuance")]
mod issuer;
#[cfg(feature = "verifier")]
mod list_updates;
#[cfg(any(feature = "holder", feature = "verifier"))]
mod listener_error;
#[cfg(any(feature = "holder", feature = "verifier"))]
mod log;
#[cfg(any(feature = "holder", feature = "verifier"))]
mod network;
mod software;
mod texts;
#[cfg(feature = "verifier")]
mod verifier;
#[cfg(feature = "holder")]
mod wallet;
#[cfg(feature = "holder")]
mod wallet_error;
#[cfg(feature = "holder")]
mod watching;
