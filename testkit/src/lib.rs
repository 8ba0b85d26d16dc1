//! What the tests of this project share. Nothing that ships depends on it.
//!
//! | a test needs | here |
//! | --- | --- |
//! | signed lists, cards and codes that never change | [`world`] |
//! | any card, code or request | `arbitrary` (feature `arbitrary`) |
//! | the vectors: their cases, their files, a gate that judges them | [`cases`], [`vector`] |
//! | the sequences, the same way | [`sequences`], [`sequence`] |
//! | a wallet, and an issuer in memory whose answers the test sets | [`phone`], [`scripted_issuer`] |
//! | signed lists to be changed at will, for a gate | [`publisher`] |
//! | disks and secret stores that die at any step | [`crashing_storage`] |
//! | what a platform's key and secret stores must do | [`key_store_contract`], [`secret_store_contract`] |
//! | the text of a QR code in a picture | [`qr_picture`] |
//! | folders that released versions wrote | [`stored`] |
//! | the reference issuer over HTTP, and a wallet for it | `issuer` (feature `issuer`), [`software_wallet`], [`http_client`] |
//!
//! Tests in `tests/` can use this crate, the unit tests of `essc` and of the reference issuer can't: they
//! are compiled into a second copy of their crate, and this one was built with the first, so that the
//! types of the two don't match.
#![allow(clippy::unwrap_used, reason = "a test that can't go on panics")]

#[cfg(feature = "arbitrary")]
pub mod arbitrary;
pub mod cases;
pub mod crashing_storage;
pub mod documents;
pub mod http_client;
#[cfg(feature = "issuer")]
pub mod issuer;
pub mod key_store_contract;
pub mod phone;
pub mod publisher;
pub mod qr_picture;
pub mod scripted_issuer;
pub mod secret_store_contract;
pub mod sequence;
pub mod sequences;
pub mod software_wallet;
pub mod stored;
pub mod story;
pub mod vector;
pub mod world;

use essc::crypto::SigningKey;

/// A test key; each number has its own.
///
/// # Panics
/// For 0 and 255, whose scalars are none.
#[must_use]
pub fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32]).expect("a scalar")
}
