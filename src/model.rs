//! Layer 2: the domain as plain data. Every type is checked when it is made and can be trusted after.

pub mod attributes;
pub mod card;
pub mod functions;
pub mod identifiers;
pub mod key_id;
pub mod life_cycle;
pub mod localized;
pub mod masking;
pub mod profile;
pub mod reason;
pub mod region;
pub mod scene;
pub mod status;
pub mod verdict;
