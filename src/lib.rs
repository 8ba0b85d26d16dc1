//! Electronic social security card (电子社会保障卡): device-bound keys, rotating signed QR codes,
//! and their verification without a network.
//!
//! The layers, from the bottom; each imports only what stands above it in this list:
//!
//! | module | owns |
//! | --- | --- |
//! | [`base`] | time, strict text encodings |
//! | [`crypto`] | P-256 keys and signatures, digests, AES-256-GCM |
//! | [`model`] | the domain as plain data: regions, cards, scenes, reasons, verdicts |
//! | [`wire`] | every byte format of `docs/protocol.md` |
//! | [`ports`] | what the host brings: keys, a vault key, clocks, HTTP |
//! | [`trust`] | which signed documents are believed: hold, accept, replace, never roll back |
//! | `holder` | a person's side: enrolment, vault, presentation (feature `holder`) |
//! | `verifier` | a venue's side: lists, rules, replay guard (feature `verifier`) |
//! | `issuance` | an authority's side: cards, lists, catalogues (feature `issuance`) |
//! | `ffi` | what Kotlin and Swift see of it (feature `ffi`) |
//!
//! Reading a code without trusting it:
//!
//! ```
//! use essc::wire::framing;
//!
//! let refused = framing::read_code("SSC1:not a code").expect_err("base45 has no small letters");
//! assert_eq!(refused.to_string(), "the code can't be read: base45");
//! ```

#[cfg(feature = "ffi")]
uniffi::setup_scaffolding!();

pub mod base;
pub mod crypto;
pub mod model;
pub mod ports;
pub mod trust;
pub mod wire;

#[cfg(feature = "ffi")]
pub mod ffi;
#[cfg(feature = "holder")]
pub mod holder;
#[cfg(feature = "issuance")]
pub mod issuance;
#[cfg(feature = "verifier")]
pub mod verifier;

/// The program in the README, compiled and run with the other examples.
#[cfg(all(doctest, feature = "verifier"))]
#[doc = include_str!("../README.md")]
mod readme {}
