//! Layer 5: a venue's side. Judges codes offline: text in, verdict out.

mod gate;
mod inventory;
mod process_lock;
pub mod replay;
pub mod requests;
mod rules;
pub mod scan;
pub mod signature_cache;
mod skew;
mod supply;
pub mod sync;
pub mod time_floor;
pub mod trust_store;
mod venue;
mod venue_card_file;
mod venue_renewal;

pub use crate::trust::PinnedRoot;
pub use gate::{OpenError, Verifier, VerifierConfig};
pub use inventory::{HeldDocument, VenueScene};
pub use replay::{JournalError, Remember};
pub use requests::RequestsError;
pub use sync::SyncSource;
pub use venue::{AskError, Question, VENUE_KEY, Venue};
pub use venue_card_file::{VENUE_CARD_FILE, VenueCardFile};
pub use venue_renewal::{RenewalFault, VenueCardOutcome, VenueRenewal};
