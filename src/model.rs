//! Layer 2: the domain as plain data. Every type is checked when it is made and can be trusted after.

pub mod attributes;
pub mod card;
pub mod disclosed;
pub mod functions;
pub mod identifiers;
pub mod key_id;
pub mod life_cycle;
pub mod localized;
pub mod masking;
pub mod person_name;
pub mod profile;
pub mod reason;
pub mod reason_text;
pub mod region;
pub mod sandbox_catalogue;
pub mod sandbox_persons;
pub mod scene;
pub mod status;
pub mod verdict;
