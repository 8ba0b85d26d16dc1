//! Layer 3: every byte format. What is parsed is encoded again and compared; lengths are bounded
//! before anything is allocated.

pub mod address;
pub mod app_attest;
pub mod attributes;
pub mod blanks;
pub mod bundle;
pub mod card;
pub mod carrier;
pub mod catalogue;
pub mod cbor;
pub mod code;
pub mod cose;
pub mod der;
pub mod framing;
pub mod in_place;
pub mod jws;
pub mod request;
pub mod status_list;
pub mod trust_list;
pub mod venue_card;
pub mod venue_renewal;
mod words;
pub mod x509;
