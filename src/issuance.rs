//! Layer 5: the signing side. Cards, venue cards, trust lists, status lists, catalogues.
//!
//! Logic only: time, keys and what is known of people are arguments; storing and serving are the
//! issuer's service. Whatever is signed here was first checked by the rules its readers apply.

pub mod answers;
pub mod attestation;
pub mod card_issuer;
pub mod catalogue_publisher;
#[cfg(any(test, feature = "internals"))]
pub mod index_order;
#[cfg(any(test, feature = "internals"))]
pub mod leaf_certificate;
pub mod person;
pub mod signer;
pub mod status_publisher;
pub mod trust_publisher;
pub mod venue_issuer;
