//! Layer 4: which signed documents are believed. Holds verified lists, accepts newer ones, refuses what
//! goes back; for wallets and gates alike (protocol §7).
//!
//! Nothing here reads or writes: a document that is accepted changes the state in memory and returns a
//! [`change::Change`], which says what the host has to write and remove. A wallet does that in its
//! vault, a gate in its directory.

mod accepting;
pub mod catalogue;
pub mod change;
mod document_file;
pub mod effective;
mod floors;
mod following;
pub mod overlay;
pub mod refusal;
pub mod restoring;
pub mod roots;
pub mod snapshot;
pub mod state;
pub mod status_list;
pub mod succession;
pub mod timeline;
pub mod trust_floor;
pub mod trust_list;

pub use change::{Change, Step};
pub use document_file::Origin;
pub use refusal::{Acceptance, ListName, Refusal};
pub use restoring::{Files, restore};
pub use roots::{PinnedRoot, RollOver};
pub use snapshot::TrustSnapshot;
pub use state::{TrustConfig, TrustState};
