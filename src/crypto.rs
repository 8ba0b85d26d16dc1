//! Layer 1: P-256 keys and signatures, digests, authenticated encryption, random bytes.
//!
//! One algorithm, ES256 (RFC 7518 §3.4): verification by ring where that is built in ([`engine`]), point
//! decompression and software signing by p256 (RFC 6979, so that vectors can be made again byte for
//! byte). Only certificates of phones' makers are signed with others.
//!
//! What only a phone or an issuer needs (authenticated encryption, certificates, random bytes) takes the
//! feature `ring`.

#[cfg(feature = "ring")]
pub mod aead;
#[cfg(feature = "ring")]
pub mod certificate_signature;
pub mod digest;
pub mod engine;
pub mod jwk;
pub mod public_key;
pub mod random;
pub mod signature;
pub mod signing_key;

pub use public_key::{KeyError, PublicKey};
pub use signature::{Signature, SignatureError};
pub use signing_key::SigningKey;
