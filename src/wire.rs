//! Layer 3: every byte format. What is parsed is encoded again and compared; lengths are bounded
//! before anything is allocated.

pub mod bundle;
pub mod catalogue;
pub mod jws;
pub mod status_list;
pub mod succession;
pub mod trust_list;
