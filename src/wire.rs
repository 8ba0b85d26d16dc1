//! Layer 3: every byte format. What is parsed is encoded again and compared; lengths are bounded
//! before anything is allocated.

pub mod jws;
